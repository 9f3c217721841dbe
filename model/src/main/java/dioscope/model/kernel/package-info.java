/// The mirrored kernel: one class per source file, one method per function, the kernel's identifiers, the same branches in the same order.
@NullMarked
package dioscope.model.kernel;

import org.jspecify.annotations.NullMarked;
