/// What a picture is, without saying on what it is drawn.
///
/// A panel turns a moment of the run into a [Drawing]: a list of a few kinds of [Shape], each with the identity of
/// the thing it shows ([CellId]) and a [Style] made of names ([Token]), never of colours. Everything else follows from
/// having the picture as a value: a [Theme] gives the names their colours, a [Surface] puts it on a screen, into a film or
/// into an SVG file, a [Tween] finds what moved between two of them, a [HitIndex] finds what lies under the mouse, a
/// [RecordingSurface] writes it down for a test.
///
/// Nothing here knows a toolkit, the simulated kernel or the time. Text is measured with the bundled fonts by
/// [TextMetrics], so a picture is laid out the same way in a window, in a film and in a test with no display.
///
/// Lengths are in pixels of the picture, x to the right and y downwards.
@NullMarked
package dioscope.app.paint;

import org.jspecify.annotations.NullMarked;
