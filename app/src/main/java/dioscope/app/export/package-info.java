/// Pictures of a run outside the window: what a still shows beside the panels.
@NullMarked
package dioscope.app.export;

import org.jspecify.annotations.NullMarked;
