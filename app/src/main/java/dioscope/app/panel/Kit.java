package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Pen;
import dioscope.app.paint.Style;
import dioscope.app.paint.TextMetrics;
import dioscope.app.paint.Token;

/// What every panel draws with: a pen, the view, and the frame with its heading.
final class Kit {
    final Pen pen;
    final View view;
    final double w;
    final double h;
    final double s;
    final TextMetrics tm;

    Kit(View view, double w, double h) {
        this.view = view;
        this.w = w;
        this.h = h;
        s = view.scale();
        pen = Drawing.pen(w, h);
        tm = pen.metrics();
    }

    Kit frame(String title, String subtitle) {
        pen.rect(0.5, 0.5, w - 1, h - 1, 10 * s, Style.fill(Token.PANEL).withStroke(Token.PANEL_BORDER, 1));
        pen.text(title, 14 * s, 24 * s, 13 * s, FontRole.SANS_BOLD, Token.TEXT_DIM);
        return this;
    }

    Drawing done() {
        return pen.toDrawing();
    }
}
