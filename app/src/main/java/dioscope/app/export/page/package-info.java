/// Pictures, handouts and accounts of single steps: what goes on paper or into the clipboard.
@NullMarked
package dioscope.app.export.page;

import org.jspecify.annotations.NullMarked;
