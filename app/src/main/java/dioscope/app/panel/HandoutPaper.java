package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;

/// What every page of a handout has: its size, its edges, the lines at its top and its foot. One unit is [#POINTS] of the paper, so that the panels keep the
/// sizes they have in a window.
///
/// @param width units
/// @param height units
/// @param title of the document
/// @param kernel that ran
public record HandoutPaper(double width, double height, String title, String kernel) {
    /// Points of the paper for one unit.
    public static final double POINTS = 0.6;
    /// No text of a panel is smaller than this, units: 7.5 points on paper.
    static final double LEAST = 12.5;
    private static final double EDGE = 58;
    private static final double HEAD = 46;
    private static final double FOOT = 40;

    /// @param widthPoints of the paper as it is read
    public static HandoutPaper of(double widthPoints, double heightPoints, String title, String kernel) {
        return new HandoutPaper(widthPoints / POINTS, heightPoints / POINTS, title, kernel);
    }

    /// The room between the line at the top and the one at the foot.
    Bounds body() {
        return new Bounds(EDGE, EDGE + HEAD, width - 2 * EDGE, height - 2 * EDGE - HEAD - FOOT + 16);
    }

    /// Draws what is on every page.
    ///
    /// @param chapter in which the page is; empty for none
    /// @param page 1 for the first
    /// @param of how many pages there are
    void around(Kit k, String chapter, int page, int of) {
        k.pen.rect(0, 0, width, height, 0, Style.fill(Token.BACKGROUND));
        double right = width - EDGE;
        double base = EDGE + 15;
        String left = page == 1 ? "" : chapter.isEmpty() ? title : chapter;
        double nw = chapter.isEmpty() ? 0 : Math.min(k.width(title, FontRole.SANS, 14), 0.45 * (right - EDGE));
        if (!chapter.isEmpty()) {
            k.end(title, right, base, 14, FontRole.SANS, Token.TEXT_DIM, nw + 1);
        }
        k.text(left, EDGE, base, chapter.isEmpty() ? 14 : 18, chapter.isEmpty() ? FontRole.SANS : FontRole.SANS_BOLD,
                chapter.isEmpty() ? Token.TEXT_DIM : Token.TEXT, right - EDGE - nw - 24);
        k.pen.line(EDGE, EDGE + 28, right, EDGE + 28, Style.stroke(Token.TEXT, 1.4));
        double foot = height - EDGE + 6;
        double x = k.text("dio", EDGE, foot, 13, FontRole.SANS_BOLD, Token.TEXT, right);
        x = k.text("scope", x, foot, 13, FontRole.SANS_BOLD, Token.ACCENT, right) + 16;
        k.text("Linux " + kernel, x, foot, 13, FontRole.SANS, Token.TEXT_DIM, right - x - 120);
        k.end(page + " / " + of, right, foot, 14, FontRole.SANS_BOLD, Token.TEXT, 120);
    }
}
