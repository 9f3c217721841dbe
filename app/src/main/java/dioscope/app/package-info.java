/// The window, the drawings, the exports and the command line.
@NullMarked
package dioscope.app;

import org.jspecify.annotations.NullMarked;
