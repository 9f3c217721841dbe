package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.Style;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import dioscope.app.paint.Tween;
import dioscope.app.paint.java2d.Java2dSurface;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.trace.Step;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/// Pictures of steps of a scenario: `RealGallery <scenario file> <folder> <width> <theme> <step>...`; a step is a number, `a%` of the run, or a
/// place such as `iomap_dio_bio_opflags/no_fua`. `a+b`: frames of the way of the bytes from step a to step b, on one sheet.
final class RealGallery {
    private RealGallery() {}

    public static void main(String[] args) throws Exception {
        var s = ScenarioJson.read(Files.readString(Path.of(args[0])), args[0]);
        var t = Runner.run(s);
        System.out.println(s.title() + ": " + t.size() + " steps, refusal " + t.refusal());
        int width = Integer.parseInt(args[2]);
        var v = View.of(Study.of(t, new Setting(s.fs().blockSize(), s.device().queueDepth(), "NVMe, cache, FUA"), Words.NONE));
        if (args.length == 4) {
            for (int i = 0; i < t.size(); i++) {
                var st = t.step(i);
                System.out.println(
                        i + " " + st.nanos() + " " + st.task() + " " + st.kind() + " " + st.site() + " " + st.taken() + " " + st.values()
                                + " " + t.at(i).changes().stream().map(c -> c.cell().path()).toList());
            }
            return;
        }
        new File(args[1]).mkdirs();
        for (var a : List.of(args).subList(4, args.length)) {
            if (a.matches("\\d+\\+\\d+")) {
                var ends = a.split("\\+");
                frames(v, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]), new File(args[1]), args[3]);
                continue;
            }
            int i = step(t.steps(), a);
            var d = WindowPicture.draw(t.at(i), v, new Inputs(s.title(), List.of()), width, width * 9.0 / 16);
            ImageIO.write(Java2dSurface.image(d, args[3].equals("dark") ? Theme.dark() : Theme.light(), 1), "png",
                    new File(args[1], i + ".png"));
            System.out.println(a + " = " + i);
        }
    }

    /// At 0, a quarter, a half, three quarters and 1 of the movement.
    private static void frames(View v, int from, int to, File dir, String theme) throws Exception {
        var t = v.study().trace();
        double w = 960;
        double h = 700;
        var way = Tween.between(FlowPanel.draw(t.at(from), v, w, h), FlowPanel.draw(t.at(to), v, w, h));
        var sheet = Drawing.pen(3 * w, 2 * h);
        sheet.rect(0, 0, 3 * w, 2 * h, 0, Style.fill(Token.BACKGROUND));
        for (int f = 0; f <= 4; f++) {
            sheet.drawing(f % 3 * w, Math.floorDiv(f, 3) * h, way.at(f / 4.0));
        }
        ImageIO.write(Java2dSurface.image(sheet.toDrawing(), theme.equals("dark") ? Theme.dark() : Theme.light(), 1), "png",
                new File(dir, from + "-" + to + ".png"));
        System.out.println(from + " " + t.step(from).site() + " -> " + to + " " + t.step(to).site() + " " + t.step(to).label());
    }

    private static int step(List<Step> steps, String a) {
        if (a.endsWith("%")) {
            return (steps.size() - 1) * Integer.parseInt(a.substring(0, a.length() - 1)) / 100;
        }
        if (a.matches("\\d+")) {
            return Integer.parseInt(a);
        }
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).site().equals(a)) {
                return i;
            }
        }
        throw new IllegalArgumentException(a);
    }
}
