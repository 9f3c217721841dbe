package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.Pen;
import dioscope.model.trace.Moment;

/// All panels in one picture, for a still that needs no window.
public final class WindowPicture {
    private WindowPicture() {}

    /// The picture; its scale follows its size and [View#scale()] is a factor on top.
    ///
    /// @param inputs what the run was started with, shown in place of the editor
    public static Drawing draw(Moment m, View v, Inputs inputs, double width, double height) {
        var l = Layout.of(width, height, Layout.editorWidthFor(width, height), v.scale(), v.study().timeline().maxDepth());
        var u = v.withScale(l.scale());
        Pen p = Drawing.pen(width, height);
        p.drawing(l.file().x(), l.file().y(), FilePanel.draw(m, u, l.file().width(), l.file().height()));
        return p.toDrawing();
    }
}
