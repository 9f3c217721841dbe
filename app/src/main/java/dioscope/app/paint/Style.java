package dioscope.app.paint;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a shape looks, in names. Text uses only `fill` and `opacity`; a line only the stroke.
///
/// @param fill what it is filled with, or null for nothing
/// @param stroke what its outline is drawn with, or null for none
/// @param strokeWidth in pixels, centred on the outline
/// @param hatch the pattern of the fill
/// @param ground what shows in the gaps of a hatch, or null to leave them open
/// @param opacity 0 (not to be seen) to 1, on top of the opacity of the theme's colour
public record Style(@Nullable Token fill, @Nullable Token stroke, double strokeWidth, Dash dash, Hatch hatch, @Nullable Token ground,
        double opacity) {

    public static Style fill(Token fill) {
        return new Style(fill, null, 0, Dash.SOLID, Hatch.NONE, null, 1);
    }

    public static Style stroke(Token stroke, double width) {
        return new Style(null, stroke, width, Dash.SOLID, Hatch.NONE, null, 1);
    }

    /// A pattern of `fill` over `ground`.
    public static Style hatched(Hatch hatch, Token fill, @Nullable Token ground) {
        return new Style(fill, null, 0, Dash.SOLID, hatch, ground, 1);
    }

    public Style withFill(@Nullable Token token) {
        return new Style(token, stroke, strokeWidth, dash, hatch, ground, opacity);
    }

    public Style withStroke(@Nullable Token token, double width) {
        return new Style(fill, token, width, dash, hatch, ground, opacity);
    }

    public Style withDash(Dash pattern) {
        return new Style(fill, stroke, strokeWidth, pattern, hatch, ground, opacity);
    }

    public Style withHatch(Hatch pattern, @Nullable Token gaps) {
        return new Style(fill, stroke, strokeWidth, dash, pattern, gaps, opacity);
    }

    public Style withOpacity(double value) {
        return value == opacity ? this : new Style(fill, stroke, strokeWidth, dash, hatch, ground, value);
    }

    /// Whether the two look alike but for width and opacity, which can pass into one another.
    boolean sameKind(Style other) {
        return Objects.equals(fill, other.fill) && Objects.equals(stroke, other.stroke)
                && Objects.equals(ground, other.ground) && dash == other.dash && hatch == other.hatch;
    }
}
