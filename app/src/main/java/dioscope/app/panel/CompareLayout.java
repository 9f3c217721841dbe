package dioscope.app.panel;

import dioscope.app.paint.Bounds;

/// Where each panel of a comparison is in a window, in pixels: a column for each run, the story between them, one timeline below.
///
/// @param scale the size of text and marks that suits the window
/// @param header the line at the top
/// @param a the panels of the first run
/// @param b the panels of the second run
/// @param count the line above the story
public record CompareLayout(double scale, Bounds header, Column a, Column b, Bounds count, Bounds story, Bounds timeline) {
    /// The panels of one run.
    public record Column(Bounds head, Bounds file, Bounds stack, Bounds dio, Bounds bio) {}

    /// @param below room kept free below the timeline, pixels
    public static CompareLayout of(double width, double height, double fontScale, double below) {
        double s = Layout.scaleFor(width, height) * fontScale;
        double gap = Math.round(8 * s);
        double top = Math.round(56 * s);
        double head = Math.round(54 * s);
        double middle = Math.round(Math.clamp(width * 0.215, 270 * s, 420 * s));
        double side = Math.floor((width - middle - 4 * gap) / 2);
        double bottom = Math.round(Math.clamp(height * 0.15, 132 * s, 176 * s));
        double timeTop = height - below - gap - bottom;
        double bodyTop = top + head + gap;
        double body = timeTop - gap - bodyTop;
        double mx = 2 * gap + side;
        double bx = mx + middle + gap;
        return new CompareLayout(s, new Bounds(gap, 0, width - 2 * gap, top), column(gap, top, side, head, bodyTop, body, gap),
                column(bx, top, side, head, bodyTop, body, gap), new Bounds(mx, top, middle, head), new Bounds(mx, bodyTop, middle, body),
                new Bounds(gap, timeTop, width - 2 * gap, bottom));
    }

    private static Column column(double x, double top, double w, double head, double bodyTop, double body, double gap) {
        double file = Math.round(body * 0.345);
        double stack = Math.floor((w - gap) * 0.5);
        double low = body - file - gap;
        double upper = Math.round(low * 0.56);
        double y = bodyTop + file + gap;
        double z = y + upper + gap;
        double rest = bodyTop + body - z;
        return new Column(new Bounds(x, top, w, head), new Bounds(x, bodyTop, w, file), new Bounds(x, z, stack, rest),
                new Bounds(x, y, w, upper), new Bounds(x + stack + gap, z, w - stack - gap, rest));
    }
}
