package dioscope.app.paint.pdf;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Dash;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Hatch;
import dioscope.app.paint.Shape;
import dioscope.app.paint.Style;
import dioscope.app.paint.Surface;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;
import org.jspecify.annotations.Nullable;

/// Draws on a page of a PDF. Hatches are lines cut at the outline of their shape, so that every printer shows the same marks.
final class PdfSurface implements Surface {
    /// How far the control points of a quarter of a circle are from its ends, in radii.
    private static final double ARC = 0.5522847498;
    private static final int OPAQUE = 255;

    private final PDPageContentStream out;
    private final PdfFonts fonts;
    private final Map<Integer, PDExtendedGraphicsState> opacities;
    private final Deque<Pencil> before = new ArrayDeque<>();
    private Pencil now = Pencil.NEW;

    /// What the page's next mark is made with, so that it is written only where it changes. Colours as 0xRRGGBB, -1 for unknown.
    private record Pencil(int fill, int stroke, int alpha, double width, Dash dash) {
        static final Pencil NEW = new Pencil(-1, -1, OPAQUE, -1, Dash.SOLID);
    }

    /// @param out of which y grows downwards already
    /// @param opacities those the document has; shared by its pages
    PdfSurface(PDPageContentStream out, PdfFonts fonts, Map<Integer, PDExtendedGraphicsState> opacities) {
        this.out = out;
        this.fonts = fonts;
        this.opacities = opacities;
    }

    static Map<Integer, PDExtendedGraphicsState> opacities() {
        return new HashMap<>();
    }

    @Override
    public void draw(Drawing drawing, Theme theme) {
        try {
            save();
            rect(0, 0, drawing.width(), drawing.height());
            out.clip();
            for (var shape : drawing.shapes()) {
                draw(shape, theme, 1);
            }
            restore();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void draw(Shape shape, Theme theme, double opacity) throws IOException {
        switch (shape) {
            case Shape.Group g -> group(g, theme, opacity);
            case Shape.Text t -> text(t, theme, opacity);
            case Shape.Line l -> stroke(l, l.style(), theme, opacity);
            case Shape.Rect r -> {
                fill(r, r.style(), theme, opacity);
                stroke(r, r.style(), theme, opacity);
            }
            case Shape.Path p -> {
                fill(p, p.style(), theme, opacity);
                stroke(p, p.style(), theme, opacity);
            }
        }
    }

    private void group(Shape.Group g, Theme theme, double opacity) throws IOException {
        if (g.opacity() * opacity <= 0) {
            return;
        }
        save();
        if (g.dx() != 0 || g.dy() != 0) {
            out.transform(Matrix.getTranslateInstance((float) g.dx(), (float) g.dy()));
        }
        if (g.clip() != null) {
            rect(g.clip().x(), g.clip().y(), g.clip().width(), g.clip().height());
            out.clip();
        }
        for (var child : g.children()) {
            draw(child, theme, opacity * g.opacity());
        }
        restore();
    }

    private void text(Shape.Text t, Theme theme, double opacity) throws IOException {
        var token = t.style().fill();
        if (token == null || t.text().isEmpty() || !fillWith(token, theme, t.style().opacity() * opacity)) {
            return;
        }
        out.beginText();
        out.setFont(fonts.font(t.role()), (float) t.size());
        out.setTextMatrix(new Matrix(1, 0, 0, -1, (float) t.left(), (float) t.y()));
        out.showText(PdfFonts.shown(t.text(), t.role()));
        out.endText();
    }

    private void fill(Shape shape, Style style, Theme theme, double opacity) throws IOException {
        var token = style.fill();
        if (token == null) {
            return;
        }
        double alpha = style.opacity() * opacity;
        var ground = style.hatch() == Hatch.NONE ? token : style.ground();
        if (ground != null && fillWith(ground, theme, alpha)) {
            outline(shape);
            out.fill();
        }
        if (style.hatch() != Hatch.NONE) {
            hatch(shape, style.hatch(), token, theme, alpha);
        }
    }

    private void stroke(Shape shape, Style style, Theme theme, double opacity) throws IOException {
        var token = style.stroke();
        if (token == null || !strokeWith(token, style.strokeWidth(), style.dash(), theme, style.opacity() * opacity)) {
            return;
        }
        outline(shape);
        out.stroke();
    }

    /// The marks of a hatch within a shape, in the grid of [Hatch].
    private void hatch(Shape shape, Hatch hatch, Token token, Theme theme, double opacity) throws IOException {
        var room = room(shape);
        if (room == null || room.width() <= 0 || room.height() <= 0) {
            return;
        }
        save();
        outline(shape);
        out.clip();
        double size = hatch.size();
        if (hatch == Hatch.DOTS) {
            dots(room, size, hatch.mark(), token, theme, opacity);
        } else if (strokeWith(token, hatch.mark(), Dash.SOLID, theme, opacity)) {
            double reach = room.height() + size;
            for (double at = Math.floor((room.x() + room.y()) / size) * size; at <= room.right() + room.bottom() + size; at += size) {
                // points of one rising bar have the same x + y
                out.moveTo((float) (at - room.y() + size), (float) (room.y() - size));
                out.lineTo((float) (at - room.y() - reach), (float) (room.y() + reach));
            }
            if (hatch == Hatch.CROSS) {
                for (double at = Math.floor((room.x() - room.bottom()) / size) * size; at <= room.right() - room.y() + size; at += size) {
                    out.moveTo((float) (at + room.y() - size), (float) (room.y() - size));
                    out.lineTo((float) (at + room.y() + reach), (float) (room.y() + reach));
                }
            }
            out.stroke();
        }
        restore();
    }

    /// A row of dots is one line with round ends to its dashes.
    private void dots(Bounds room, double size, double mark, Token token, Theme theme, double opacity) throws IOException {
        if (!strokeWith(token, mark, Dash.SOLID, theme, opacity)) {
            return;
        }
        float dot = 0.01f;
        out.setLineCapStyle(1);
        out.setLineDashPattern(new float[]{dot, (float) size - dot}, 0);
        double left = Math.floor(room.x() / size) * size + size / 2;
        for (double y = Math.floor(room.y() / size) * size + size / 2; y < room.bottom() + mark; y += size) {
            out.moveTo((float) left, (float) y);
            out.lineTo((float) (room.right() + mark), (float) y);
        }
        out.stroke();
    }

    private static @Nullable Bounds room(Shape shape) {
        return switch (shape) {
            case Shape.Rect r -> new Bounds(r.x(), r.y(), r.width(), r.height());
            case Shape.Path p -> {
                var c = p.coords();
                Bounds all = null;
                for (int i = 0; i + 1 < c.length; i += 2) {
                    var point = new Bounds(c[i], c[i + 1], 0, 0);
                    all = all == null ? point : all.union(point);
                }
                yield all;
            }
            default -> null;
        };
    }

    private void outline(Shape shape) throws IOException {
        switch (shape) {
            case Shape.Rect r -> {
                double radius = Math.min(r.radius(), Math.min(r.width(), r.height()) / 2);
                if (radius > 0) {
                    round(r.x(), r.y(), r.width(), r.height(), radius);
                } else {
                    rect(r.x(), r.y(), r.width(), r.height());
                }
            }
            case Shape.Line l -> {
                out.moveTo((float) l.x1(), (float) l.y1());
                out.lineTo((float) l.x2(), (float) l.y2());
            }
            case Shape.Path p -> path(p);
            case Shape.Text _,Shape.Group _ -> throw new IllegalArgumentException("has no outline");
        }
    }

    private void rect(double x, double y, double w, double h) throws IOException {
        out.addRect((float) x, (float) y, (float) w, (float) h);
    }

    private void round(double x, double y, double w, double h, double r) throws IOException {
        double k = r * (1 - ARC);
        double right = x + w;
        double bottom = y + h;
        out.moveTo((float) (x + r), (float) y);
        out.lineTo((float) (right - r), (float) y);
        curve(right - k, y, right, y + k, right, y + r);
        out.lineTo((float) right, (float) (bottom - r));
        curve(right, bottom - k, right - k, bottom, right - r, bottom);
        out.lineTo((float) (x + r), (float) bottom);
        curve(x + k, bottom, x, bottom - k, x, bottom - r);
        out.lineTo((float) x, (float) (y + r));
        curve(x, y + k, x + k, y, x + r, y);
        out.closePath();
    }

    private void curve(double x1, double y1, double x2, double y2, double x, double y) throws IOException {
        out.curveTo((float) x1, (float) y1, (float) x2, (float) y2, (float) x, (float) y);
    }

    private void path(Shape.Path p) throws IOException {
        var c = p.coords();
        int at = 0;
        for (byte kind : p.kinds()) {
            switch (kind) {
                case Shape.Path.MOVE -> out.moveTo((float) c[at++], (float) c[at++]);
                case Shape.Path.LINE -> out.lineTo((float) c[at++], (float) c[at++]);
                case Shape.Path.CUBIC -> {
                    curve(c[at], c[at + 1], c[at + 2], c[at + 3], c[at + 4], c[at + 5]);
                    at += 6;
                }
                default -> out.closePath();
            }
        }
    }

    // ---- what marks are made with

    /// Takes up a colour; false if nothing of it could be seen.
    private boolean fillWith(Token token, Theme theme, double opacity) throws IOException {
        int argb = theme.argb(token);
        if (!alpha(argb, opacity)) {
            return false;
        }
        int rgb = argb & 0xFFFFFF;
        if (rgb != now.fill) {
            now = new Pencil(rgb, now.stroke, now.alpha, now.width, now.dash);
            out.setNonStrokingColor((rgb >> 16 & 255) / 255f, (rgb >> 8 & 255) / 255f, (rgb & 255) / 255f);
        }
        return true;
    }

    private boolean strokeWith(Token token, double width, Dash dash, Theme theme, double opacity) throws IOException {
        int argb = theme.argb(token);
        if (!alpha(argb, opacity)) {
            return false;
        }
        int rgb = argb & 0xFFFFFF;
        if (rgb != now.stroke) {
            out.setStrokingColor((rgb >> 16 & 255) / 255f, (rgb >> 8 & 255) / 255f, (rgb & 255) / 255f);
        }
        if (width != now.width) {
            out.setLineWidth((float) width);
        }
        if (dash != now.dash) {
            out.setLineDashPattern(dash == Dash.SOLID ? new float[0] : new float[]{(float) dash.on(), (float) dash.off()}, 0);
        }
        now = new Pencil(now.fill, rgb, now.alpha, width, dash);
        return true;
    }

    private boolean alpha(int argb, double opacity) throws IOException {
        int alpha = (int) Math.round((argb >>> 24) * Math.clamp(opacity, 0, 1));
        if (alpha > 0 && alpha != now.alpha) {
            now = new Pencil(now.fill, now.stroke, alpha, now.width, now.dash);
            out.setGraphicsStateParameters(opacities.computeIfAbsent(alpha, PdfSurface::state));
        }
        return alpha > 0;
    }

    private static PDExtendedGraphicsState state(int alpha) {
        var s = new PDExtendedGraphicsState();
        s.setNonStrokingAlphaConstant((float) alpha / OPAQUE);
        s.setStrokingAlphaConstant((float) alpha / OPAQUE);
        return s;
    }

    private void save() throws IOException {
        before.push(now);
        out.saveGraphicsState();
    }

    private void restore() throws IOException {
        now = before.pop();
        out.restoreGraphicsState();
    }
}
