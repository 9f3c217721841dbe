/// The record of a run: every step with the World after it, and what can be computed from two Worlds.
@NullMarked
package dioscope.model.trace;

import org.jspecify.annotations.NullMarked;
