package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import dioscope.app.paint.java2d.Java2dSurface;
import java.io.File;
import java.util.List;
import javax.imageio.ImageIO;

/// Writes pictures to look at into the folder given: `Gallery <folder>`.
final class Gallery {
    private Gallery() {}

    public static void main(String[] args) throws Exception {
        var dir = new File(args[0]);
        dir.mkdirs();
        var trace = Sample.trace();
        var v = View.of(Study.of(trace, Setting.DEFAULT, Sample.WORDS));
        var inputs = new Inputs("O_DSYNC write over a written and an unwritten extent", List.of(new Inputs.Section("REQUEST",
                List.of(new Inputs.Row("call", "write"), new Inputs.Row("offset", "12 KiB"), new Inputs.Row("length", "24 KiB")))));
        int i = 0;
        for (var s : trace.steps()) {
            if (s.label().equals("no_fua")) {
                break;
            }
            i++;
        }
        var cell = CellId.of("extents.4");
        save(dir, "mid-dark-1920", WindowPicture.draw(trace.at(i), v, inputs, 1920, 1080), Theme.dark());
        save(dir, "mid-light-1920", WindowPicture.draw(trace.at(i), v.withHover(cell), inputs, 1920, 1080), Theme.light());
        save(dir, "mid-dark-1280", WindowPicture.draw(trace.at(i), v, inputs, 1280, 720), Theme.dark());
        save(dir, "irq-dark-1280",
                WindowPicture.draw(trace.at(trace.size() - 16), v.withSelected(CellId.of("io.1.dio.flags.28")), inputs, 1280, 720),
                Theme.dark());
        save(dir, "end-light-1920", WindowPicture.draw(trace.at(trace.size() - 1), v.withAxis(View.Axis.TIME), inputs, 1920, 1080),
                Theme.light());
        save(dir, "start-dark-1280", WindowPicture.draw(trace.at(0), v, inputs, 1280, 720), Theme.dark());
        save(dir, "mid-dark-3840", WindowPicture.draw(trace.at(i), v, inputs, 3840, 2160), Theme.dark());
        var big = Big.file(1000, 25_000);
        var b = View.of(Study.of(big, Setting.DEFAULT, Words.NONE)).withWindow(new View.Range(0, 25_000L * 4096));
        save(dir, "big", FilePanel.draw(big.at(0), b, 1150, 430), Theme.dark());
        var six = View.of(Study.of(Big.bios(6), Setting.DEFAULT, Words.NONE));
        save(dir, "bios6", WindowPicture.draw(six.study().trace().at(0), six, inputs, 1920, 1080), Theme.dark());
        var many = View.of(Study.of(Big.bios(60), Setting.DEFAULT, Words.NONE));
        save(dir, "bios60", WindowPicture.draw(many.study().trace().at(0), many, inputs, 1280, 720), Theme.light());
        save(dir, "card", Card.draw(trace.at(i), v, CellId.of("io.1.dio.flags.28"), 500, 400), Theme.dark());
        save(dir, "card2", Card.draw(trace.at(i), v, CellId.of("bios.1"), 500, 400), Theme.dark());
    }

    private static void save(File dir, String name, Drawing d, Theme theme) throws Exception {
        ImageIO.write(Java2dSurface.image(d, theme, 1), "png", new File(dir, name + ".png"));
    }
}
