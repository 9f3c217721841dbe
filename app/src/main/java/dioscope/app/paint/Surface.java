package dioscope.app.paint;

/// Something a picture can be put on: a screen, an image, a file, a list for a test.
///
/// The contract that makes them agree: shapes in order, groups moved, then clipped, then drawn; the opacity of a group
/// multiplies that of each shape in it; a stroke is centred on its outline; text starts at [Shape.Text#left()] with its
/// baseline at y and without kerning; hatches as [Hatch] says.
@FunctionalInterface
public interface Surface {
    void draw(Drawing drawing, Theme theme);
}
