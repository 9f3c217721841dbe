/// What the virtual file system does on the way: fs/inode.c, fs/read_write.c, fs/sync.c.
@NullMarked
package dioscope.model.kernel.fs;

import org.jspecify.annotations.NullMarked;
