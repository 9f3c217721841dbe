package dioscope.app.paint.java2d;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.Sample;
import dioscope.app.paint.SvgSurface;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Tween;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// Writes the sample into a folder, dark and light, as PNG and SVG, and the moments between its two steps, to be judged by eye.
public final class LookAtSample {
    private LookAtSample() {
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "target/sample");
        Files.createDirectories(folder);
        for (String name : new String[]{"dark", "light"}) {
            Theme theme = Theme.named(name);
            png(Sample.drawing(), theme, folder.resolve(name + ".png"));
            SvgSurface svg = new SvgSurface(true);
            svg.draw(Sample.drawing(), theme);
            Files.writeString(folder.resolve(name + ".svg"), svg.svg());
        }
        Tween tween = Tween.between(Sample.drawing(0), Sample.drawing(1));
        for (int percent = 0; percent <= 100; percent += 20) {
            png(tween.at(percent / 100.0), Theme.dark(), folder.resolve("tween-" + percent + ".png"));
        }
    }

    private static void png(Drawing drawing, Theme theme, Path file) throws IOException {
        File target = file.toFile();
        ImageIO.write(Java2dSurface.image(drawing, theme, 1.5), "png", target);
    }
}
