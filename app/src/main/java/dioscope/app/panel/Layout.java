package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Step;

/// Where each panel is in a window, in pixels.
///
/// @param scale the size of text and marks that suits the window, to be given to [View#withScale]
/// @param header the line at the top
/// @param editor the column of inputs at the left
/// @param flow the way of the bytes, in the room of the file, the bios and the register; of no size where those are shown
public record Layout(double scale, Bounds header, Bounds editor, Bounds file, Bounds bio, Bounds dio, Bounds flow, Bounds stack,
        Bounds code,
        Bounds why, Bounds decisions, Bounds timeline) {
    /// Below this height the decisions take the call stack's room too, units.
    private static final double LOW_COLUMN = 520;

    /// The layout of a window.
    ///
    /// @param editorWidth of the column at the left, 0 for none
    /// @param stackDepth frames the call stack has to show at the most in this run, so that the columns do not jump from step to step
    public static Layout of(double width, double height, double editorWidth, double fontScale, int stackDepth) {
        double s = scaleFor(width, height) * fontScale;
        double gap = Math.round(8 * s);
        double top = Math.round(56 * s);
        double bottom = Math.round(Math.clamp(height * 0.14, 118 * s, 176 * s));
        double right = Math.round(Math.clamp(width * 0.235, 290 * s, 560 * s));
        double left = editorWidth <= 0 ? 0 : editorWidth + gap;
        double cx = gap + left;
        double cw = width - cx - right - 2 * gap;
        double timeTop = height - gap - bottom;
        double body = timeTop - gap - top;
        // a low window gives the register the lines it needs
        double fileH = Math.round(body * Math.clamp(0.505 - (900 - height) * 0.0002, 0.465, 0.505));
        double half = Math.floor((cw - gap) / 2);
        double rx = width - gap - right;
        double low = body - fileH - gap;
        double frame = height < 900 ? 20 : 25;
        double stackH = Math.round(Math.min(body * 0.34, (46 + frame * Math.clamp(stackDepth, 4, 12)) * s));
        double codeH = Math.round(Math.min(body * 0.26, 196 * s));
        return new Layout(s, new Bounds(gap, 0, width - 2 * gap, top),
                new Bounds(gap, top, Math.max(0, editorWidth), height - top - gap),
                new Bounds(cx, top, cw, fileH),
                new Bounds(cx, top + fileH + gap, half, low),
                new Bounds(cx + half + gap, top + fileH + gap, cw - half - gap, low),
                new Bounds(cx, top, 0, 0),
                new Bounds(rx, top, right, stackH),
                new Bounds(rx, top + stackH + gap, right, codeH),
                new Bounds(rx, top + stackH + codeH + 2 * gap, right, body - stackH - codeH - 2 * gap),
                new Bounds(rx, top, 0, 0),
                new Bounds(cx, timeTop, width - cx - gap, bottom));
    }

    /// The layout for a step: before anything runs no code decides, and the question and what to watch have its room.
    ///
    /// @param asked whether the decisions of the run are wanted in place of the code and the reason
    public Layout at(Moment m, boolean asked) {
        var column = new Bounds(why.x(), code.y(), why.width(), why.bottom() - code.y());
        var none = new Bounds(code.x(), code.y(), 0, 0);
        if (asked) {
            boolean low = column.height() < LOW_COLUMN * scale;
            return new Layout(scale, header, editor, file, bio, dio, flow, low ? none : stack, none, none,
                    low ? new Bounds(stack.x(), stack.y(), stack.width(), why.bottom() - stack.y()) : column, timeline);
        }
        return m.step().kind() == Step.Kind.START
                ? new Layout(scale, header, editor, file, bio, dio, flow, stack, none, column, none, timeline)
                : this;
    }

    /// The layout that shows the way of the bytes.
    public Layout flowing() {
        var none = new Bounds(file.x(), file.y(), 0, 0);
        return new Layout(scale, header, editor, none, none, none, new Bounds(file.x(), file.y(), file.width(), bio.bottom() - file.y()),
                stack, code, why, decisions, timeline);
    }

    /// The size of text that suits a window: 1 at 1920 by 1080, never below what can be read.
    public static double scaleFor(double width, double height) {
        return Math.clamp(Math.min(width / 1920, height / 1080), 0.84, 2.2);
    }

    /// The width of the editor column that suits a window.
    public static double editorWidthFor(double width, double height) {
        return Math.round(Math.clamp(width * 0.156, 250 * scaleFor(width, height), 300 * scaleFor(width, height)));
    }
}
