/// The page cache: mm/filemap.c and mm/truncate.c.
@NullMarked
package dioscope.model.kernel.mm;

import org.jspecify.annotations.NullMarked;
