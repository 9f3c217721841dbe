/// What a reader wants exported, planned and made: shared by whatever asks them for it. Starts no toolkit.
@NullMarked
package dioscope.app.export.job;

import org.jspecify.annotations.NullMarked;
