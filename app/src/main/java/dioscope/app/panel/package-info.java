/// What the reader sees: each panel is a pure function from a [dioscope.model.trace.Moment] to a [dioscope.app.paint.Drawing].
///
/// A panel has no state and knows no time, no toolkit and no other panel. What it draws of the World carries the World's own cell
/// path as id (`extents.4`, `bios.3`, `io.1.dio.flags`), so that the same thing can light up everywhere ([Related]). What must be
/// worked out once for a whole run, and not at each step, is in a [Study].
@NullMarked
package dioscope.app.panel;

import org.jspecify.annotations.NullMarked;
