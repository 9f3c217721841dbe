/// io_uring: the submission that tries without waiting first, the workers that wait, the ring that is polled.
@NullMarked
package dioscope.model.kernel.io_uring;

import org.jspecify.annotations.NullMarked;
