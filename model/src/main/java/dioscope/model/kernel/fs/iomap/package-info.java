/// The direct I/O engine that ext4 hands its mappings to: fs/iomap.
@NullMarked
package dioscope.model.kernel.fs.iomap;

import org.jspecify.annotations.NullMarked;
