package dioscope.app.fx;

import dioscope.app.paint.Bounds;
import dioscope.app.panel.Layout;

/// Where everything in the window is: the panels as [Layout] has them, with room for the player's bar and for a line of news.
///
/// @param scale size of text, 1 for a window of 1920 by 1080
/// @param gap between parts, pixels
/// @param panels the panels
/// @param editor the column of inputs
/// @param banner the line of news; no height when there is none
/// @param player the player's bar
record Arrangement(double scale, double gap, Layout panels, Bounds editor, Bounds banner, Bounds player) {
    /// Width of the column of inputs in a window of 1920 by 1080, pixels.
    private static final double EDITOR = 300;

    /// @param news whether there is a line of news
    /// @param stackDepth the deepest call stack of the run
    /// @param type the size of all type, 1 for what suits the window
    static Arrangement of(double w, double h, boolean news, int stackDepth, double type) {
        double s = Layout.scaleFor(w, h) * type;
        double gap = Math.round(8 * s);
        double bar = Math.round(46 * s) + gap;
        double strip = news ? Math.round(36 * s) + gap : 0;
        double inner = h - bar - strip;
        var l = Layout.of(w, inner, Math.round(EDITOR * s), s / Layout.scaleFor(w, inner), stackDepth);
        var t = l.timeline();
        var e = l.editor();
        var panels = new Layout(l.scale(), l.header(), e, down(l.file(), strip), down(l.bio(), strip), down(l.dio(), strip),
                down(l.flow(), strip), down(l.stack(), strip),
                down(l.code(), strip), down(l.why(), strip), down(l.decisions(), strip), down(t, strip + bar));
        return new Arrangement(s, gap, panels, new Bounds(e.x(), e.y(), e.width(), h - e.y() - gap),
                new Bounds(t.x(), e.y(), t.width(), Math.max(0, strip - gap)), new Bounds(t.x(), t.y() + strip, t.width(), bar - gap));
    }

    private static Bounds down(Bounds b, double dy) {
        return b.translate(0, dy);
    }
}
