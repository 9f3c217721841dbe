/// What real kernels did, and how far a run of the model agrees with it.
///
/// The model is worth what its agreement with recorded kernels is worth, so the comparison is strict: everything a
/// recording shows is compared, except what a named tolerance excuses, and every tolerance is chosen from the recording
/// alone. A file of any shape can be judged; what is not understood is a disagreement, never an exception.
@NullMarked
package dioscope.model.evidence;

import org.jspecify.annotations.NullMarked;
