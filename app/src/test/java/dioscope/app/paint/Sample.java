package dioscope.app.paint;

import java.util.List;

/// A drawing that has every kind of shape, hatch, dash and anchor, for tests and to be looked at.
public final class Sample {
    private Sample() {
    }

    public static Drawing drawing() {
        return drawing(0);
    }

    /// @param step 0, or 1 for what the kernel made of it one step later
    public static Drawing drawing(int step) {
        Pen pen = Drawing.pen(900, 430);
        pen.rect(0.5, 0.5, 899, 429, 10, Style.fill(Token.PANEL).withStroke(Token.PANEL_BORDER, 1));
        pen.text("FILE", 16, 26, 13, FontRole.SANS_BOLD, Token.TEXT_DIM);
        pen.text("inode 12 · one axis for request, page cache & extents <4K>", 60, 26, 13, FontRole.SANS, Token.TEXT_FAINT);
        for (int i = 0; i <= 12; i++) {
            double x = 96 + i * 60;
            pen.line(x, 60, x, 250, Style.stroke(i % 4 == 0 ? Token.GRID_MAJOR : Token.GRID, i % 4 == 0 ? 1.4 : 0.6));
            pen.text(i * 4 + "K", x, 52, 12.5, FontRole.MONO, Anchor.MIDDLE, Token.TEXT_DIM);
        }
        ribbon(pen, CellId.of("ribbon.0"), 96, 334, 150, Token.RIBBON_WRITTEN);
        ribbon(pen, CellId.of("ribbon.16384"), 336, 634, 460, Token.RIBBON_UNWRITTEN);
        for (int i = 0; i < 12; i++) {
            boolean clean = i == 1;
            pen.rect(CellId.of("page." + i), 99 + i * 60, 80, 54, 42, 4,
                    clean ? Style.fill(Token.PAGE_CLEAN) : Style.stroke(Token.PAGE_ABSENT, 1.5));
        }
        pen.text("clean", 186, 106, 12.5, FontRole.MONO_BOLD, Anchor.MIDDLE, Token.PAGE_CLEAN_TEXT);
        pen.rect(276, 76, 358, 50, 4, Style.stroke(Token.PAGE_INVALIDATED, 1.5).withDash(Dash.LONG));
        extent(pen, "extent.0", 96, 238, Style.fill(Token.EXTENT_WRITTEN), "written · lblk 0–3");
        boolean converted = step > 0;
        extent(pen, "extent.16384", 336, 298, converted
                ? Style.fill(Token.EXTENT_WRITTEN)
                : Style.hatched(Hatch.DIAGONAL, Token.EXTENT_UNWRITTEN, Token.PANEL).withStroke(Token.EXTENT_UNWRITTEN, 2.5),
                converted ? "written · lblk 4–8" : "unwritten · lblk 4–8");
        extent(pen, "extent.36864", 636, 118,
                Style.hatched(Hatch.DOTS, Token.EXTENT_HOLE, null).withStroke(Token.EXTENT_HOLE, 1.5).withDash(Dash.SHORT), "hole");
        extent(pen, "extent.45056", 756, 58, Style.hatched(Hatch.CROSS, Token.EXTENT_DELALLOC, null).withStroke(Token.EXTENT_DELALLOC, 1.5),
                "delalloc, which is too long");
        pen.line(CellId.of("inode.i_size"), 816, 60, 816, 222, Style.stroke(Token.FILE_SIZE, 2));
        pen.text("i_size 48K", 810, 214, 13, FontRole.MONO, Anchor.END, Token.FILE_SIZE);
        for (int c = 0; c < 3; c++) {
            pen.rect(96 + c * 150, 300, 140, 116, 8, Style.fill(Token.WELL).withStroke(Token.PANEL_BORDER, 1));
        }
        bio(pen, "bio.1", 103 + 150 * step, Style.fill(Token.PANEL).withStroke(Token.BIO_PLUGGED, 2), "WRITE 4 KiB");
        if (step == 0) {
            bio(pen, "bio.2", 403, Style.fill(Token.PANEL).withStroke(Token.BIO_BUILT, 2).withDash(Dash.LONG), "WRITE 20 KiB");
        } else {
            bio(pen, "bio.3", 403, Style.fill(Token.PANEL).withStroke(Token.BIO_FLUSH, 2).withDash(Dash.DOTTED), "FLUSH");
        }
        for (int b = 0; b < 8; b++) {
            boolean on = b == 0 || b == 5 || b == 3 && step > 0;
            pen.begin(CellId.of("dio.flags." + b), 566 + b * 36, 320);
            pen.rect(0, 0, 30, 34, 4, Style.fill(on ? Token.BIT_ON : Token.BIT_OFF).withStroke(b == 3 ? Token.BIT_CHANGED : Token.BIT_NAMED,
                    b == 3 ? 3 : 1.2));
            pen.text(on ? "1" : "0", 15, 23, 15, FontRole.MONO_BOLD, Anchor.MIDDLE, on ? Token.BIT_ON_TEXT : Token.BIT_OFF_TEXT);
            pen.end();
        }
        List<String> why = pen.metrics().wrap("The extent at 16 KiB is unwritten: marking it written is a metadata change.", 290,
                FontRole.SANS, 14);
        for (int i = 0; i < why.size(); i++) {
            pen.text(why.get(i), 566, 384 + 20 * i, 14, FontRole.SANS, Token.TEXT);
        }
        pen.begin(null, 16, 300, new Bounds(0, 0, 60, 60));
        pen.circle(null, 30, 30, 40, Style.fill(Token.ACCENT).withOpacity(0.5));
        pen.text("clipped away", 6, 34, 13, FontRole.SANS, Token.ACCENT_TEXT);
        pen.end();
        return pen.toDrawing();
    }

    private static void extent(Pen pen, String id, double x, double width, Style style, String label) {
        pen.group(CellId.of(id), x, 150, p -> {
            p.rect(0, 0, width, 46, 4, style);
            if (style.hatch() != Hatch.NONE) {
                p.rect(8, 11, Math.min(width - 16, p.metrics().width(label, FontRole.MONO, 13) + 12), 25, 4, Style.fill(Token.PANEL));
            }
            p.text(null, label, 14, p.metrics().baseline(23.5, FontRole.MONO, 13), 13, FontRole.MONO, Anchor.START, width - 24,
                    Style.fill(Token.TEXT));
        });
    }

    private static void ribbon(Pen pen, CellId id, double a, double b, double p, Token token) {
        double w = b - a;
        pen.path(id, Style.fill(token), q -> q.move(a, 196).cubic(a, 245, p, 240, p, 280).line(p + w, 280)
                .cubic(p + w, 240, b, 245, b, 196).close());
    }

    private static void bio(Pen pen, String id, double x, Style style, String what) {
        pen.group(CellId.of(id), x, 312, p -> p.rect(0, 0, 126, 92, 7, style)
                .text(id.replace('.', ' '), 10, 22, 14, FontRole.MONO_BOLD, style.stroke() == null ? Token.TEXT : style.stroke())
                .text(what, 10, 44, 12.5, FontRole.MONO, Token.TEXT).text("FUA SYNC", 116, 78, 12, FontRole.MONO, Anchor.END, Token.WARN));
    }
}
