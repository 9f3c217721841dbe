package dioscope.app.panel;

import dioscope.app.paint.Theme;
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
/// place such as `iomap_dio_bio_opflags/no_fua`.
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
            int i = step(t.steps(), a);
            var d = WindowPicture.draw(t.at(i), v, new Inputs(s.title(), List.of()), width, width * 9.0 / 16);
            ImageIO.write(Java2dSurface.image(d, args[3].equals("dark") ? Theme.dark() : Theme.light(), 1), "png",
                    new File(args[1], i + ".png"));
            System.out.println(a + " = " + i);
        }
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
