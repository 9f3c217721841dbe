/// The journal: handles, transactions and their commit.
@NullMarked
package dioscope.model.kernel.fs.jbd2;

import org.jspecify.annotations.NullMarked;
