/// The user's buffer and the walk over it: lib/iov_iter.c and the pinning of mm/gup.c.
@NullMarked
package dioscope.model.kernel.lib;

import org.jspecify.annotations.NullMarked;
