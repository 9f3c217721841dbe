/// ext4's part of the write path.
@NullMarked
package dioscope.model.kernel.fs.ext4;

import org.jspecify.annotations.NullMarked;
