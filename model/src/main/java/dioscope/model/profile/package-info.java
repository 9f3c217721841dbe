/// What a kernel version is, as data: its name, its flag layouts, its constants, its features. The only place where versions differ by number.
@NullMarked
package dioscope.model.profile;

import org.jspecify.annotations.NullMarked;
