/// Films, pictures and handouts of a run: what is seen when, drawn by Java2D from the panels' own drawings, and written to files. Starts no toolkit.
@NullMarked
package dioscope.app.export;

import org.jspecify.annotations.NullMarked;
