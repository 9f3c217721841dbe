/// The simulated kernel and its time-travel record.
@NullMarked
package dioscope.model;

import org.jspecify.annotations.NullMarked;
