package dioscope.app.export.picture;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.PanelName;
import dioscope.app.export.Reel;
import dioscope.app.export.ReelMaker;
import dioscope.app.export.Telling;
import dioscope.app.paint.Theme;
import java.awt.image.BufferedImage;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// Frames of films as files, to be looked at: `FilmGallery <folder> <scenario> <width>x<height> <theme> <panel,panel or -> <second>...`; a second may be
/// `a%` of the film, or `cx` for the first movement of the camera, when it has gone `x` of its way.
final class FilmGallery {
    private FilmGallery() {}

    public static void main(String[] args) throws Exception {
        var s = Films.scenario(args[1]);
        var study = Films.study(s);
        var size = args[2].split("x");
        Set<PanelName> panels = args[4].equals("-")
                ? Set.of()
                : Stream.of(args[4].split(",")).map(PanelName::parse).collect(Collectors.toSet());
        var f = new FilmFormat(Integer.parseInt(size[0]), Integer.parseInt(size[1]), 60,
                args[3].equals("dark") ? Theme.dark() : Theme.light(), panels, true);
        var reel = ReelMaker.plan(s, study, Telling.WHOLE).reel();
        var shown = System.getProperty("focus") == null
                ? reel
                : Films.reel(study, s.title(), 400,
                        study.flow() ? new PanelName[]{PanelName.FLOW} : new PanelName[]{PanelName.DIO, PanelName.FILE});
        var frames = new FilmFrames(study, s.title(), shown, f);
        new File(args[0]).mkdirs();
        System.out.println(s.title() + ": " + frames.count() + " frames, " + frames.picture().panels());
        var image = new BufferedImage(f.width(), f.height(), BufferedImage.TYPE_INT_RGB);
        List<String> at = new ArrayList<>(List.of(args).subList(5, args.length));
        for (var a : at) {
            long n = a.endsWith("%")
                    ? (frames.count() - 1) * Integer.parseInt(a.substring(0, a.length() - 1)) / 100
                    : a.startsWith("c")
                            ? camera(shown, Double.parseDouble(a.substring(1)), f.fps())
                            : (long) (Double.parseDouble(a) * f.fps());
            frames.draw(n, image);
            ImageIO.write(image, "png", new File(args[0], args[1] + "-" + args[2] + "-" + args[3] + "-" + a.replace("%", "p") + ".png"));
        }
    }

    private static long camera(Reel reel, double way, int fps) {
        var script = new Script(reel.shots());
        for (long n = 0; n < reel.frames(fps); n++) {
            if (script.at(n * 1_000_000_000L / fps) instanceof Script.Camera c && c.way() >= way) {
                return n;
            }
        }
        throw new IllegalArgumentException("the camera stands still");
    }
}
