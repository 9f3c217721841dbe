/// kernel/locking: what tasks sleep for when others are inside.
@NullMarked
package dioscope.model.kernel.locking;

import org.jspecify.annotations.NullMarked;
