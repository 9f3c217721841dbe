/// The whole simulated world as immutable records with structural sharing: what a step can see and a diff can compare.
/// Records only, no behaviour beyond reading and making the next value, and no knowledge of who changes it.
@NullMarked
package dioscope.model.state;

import org.jspecify.annotations.NullMarked;
