package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Pen;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import java.util.ArrayList;
import java.util.List;

/// Two runs beside each other in one picture.
public final class ComparePicture {
    private ComparePicture() {}

    /// Draws one panel of a comparison.
    public interface Painter {
        Drawing draw(CompareView v, double width, double height);
    }

    /// A panel and its place.
    public record Panel(String name, Bounds place, Painter painter) {}

    /// Whether both runs are about the page cache, so that the way of the bytes is shown of both.
    public static boolean flow(CompareView v) {
        return v.a().flow() && v.b().flow();
    }

    /// The panels where `l` has them, without the line at the top.
    ///
    /// @param flow whether the way of the bytes stands in the room of file, register and bios
    public static List<Panel> panels(CompareLayout l, boolean flow) {
        var all = panels(l);
        if (!flow) {
            return all;
        }
        var out = new ArrayList<Panel>();
        for (var p : all) {
            var c = p.name().endsWith("-a") ? l.a() : l.b();
            boolean first = p.name().endsWith("-a");
            out.add(switch (p.name().replaceFirst("-[ab]$", "")) {
                case "file" -> new Panel(p.name(), c.file().union(c.dio()),
                        (v, w, h) -> FlowPanel.draw(first ? v.momentA() : v.momentB(), v.of(first), w, h));
                case "stack" -> new Panel(p.name(), c.stack().union(c.bio()), p.painter());
                case "dio", "bio" -> new Panel(p.name(), new Bounds(c.dio().x(), c.dio().y(), 0, 0), (_, _, _) -> Drawing.pen(0, 0)
                        .toDrawing());
                default -> p;
            });
        }
        return out;
    }

    private static List<Panel> panels(CompareLayout l) {
        return List.of(new Panel("head-a", l.a().head(), (v, w, h) -> CompareHead.draw(v, true, w, h)),
                new Panel("head-b", l.b().head(), (v, w, h) -> CompareHead.draw(v, false, w, h)),
                new Panel("count", l.count(), CompareHead::count), new Panel("story", l.story(), CompareStory::draw),
                new Panel("file-a", l.a().file(), (v, w, h) -> FilePanel.draw(v.momentA(), v.of(true), w, h)),
                new Panel("file-b", l.b().file(), (v, w, h) -> FilePanel.draw(v.momentB(), v.of(false), w, h)),
                new Panel("stack-a", l.a().stack(), (v, w, h) -> StackPanel.draw(v.momentA(), v.of(true), w, h)),
                new Panel("stack-b", l.b().stack(), (v, w, h) -> StackPanel.draw(v.momentB(), v.of(false), w, h)),
                new Panel("dio-a", l.a().dio(), (v, w, h) -> CompareRegister.draw(v, true, w, h)),
                new Panel("dio-b", l.b().dio(), (v, w, h) -> CompareRegister.draw(v, false, w, h)),
                new Panel("bio-a", l.a().bio(), (v, w, h) -> BioPanel.draw(v.momentA(), v.of(true), w, h)),
                new Panel("bio-b", l.b().bio(), (v, w, h) -> BioPanel.draw(v.momentB(), v.of(false), w, h)),
                new Panel("timeline", l.timeline(), CompareTimeline::draw));
    }

    /// The picture; its scale follows its size and [CompareView#scale()] is a factor on top.
    public static Drawing draw(CompareView view, String title, double width, double height) {
        var l = CompareLayout.of(width, height, view.scale(), 0);
        var v = view.withScale(l.scale());
        Pen p = Drawing.pen(width, height);
        p.rect(0, 0, width, height, 0, Style.fill(Token.BACKGROUND));
        p.drawing(l.header().x(), l.header().y(), header(v, title, l.header()));
        for (var panel : panels(l, flow(v))) {
            var b = panel.place();
            p.drawing(b.x(), b.y(), panel.painter().draw(v, b.width(), b.height()));
        }
        return p.toDrawing();
    }

    private static Drawing header(CompareView v, String title, Bounds b) {
        var k = v.kit(true, b.width(), b.height());
        double base = k.baseline(b.height() / 2, FontRole.SANS_BOLD, 20);
        double x = k.text("dio", 8 * k.s, base, 20, FontRole.SANS_BOLD, Token.TEXT, b.width());
        x = k.text("scope", x, base, 20, FontRole.SANS_BOLD, Token.ACCENT, b.width()) + 22 * k.s;
        k.text(title, x, k.baseline(b.height() / 2, FontRole.SANS, 16), 16, FontRole.SANS, Token.TEXT, b.width() - x - 10 * k.s);
        return k.done();
    }
}
