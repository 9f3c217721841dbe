package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Tween;
import dioscope.app.paint.java2d.Java2dSurface;
import java.io.File;
import java.util.List;
import javax.imageio.ImageIO;

/// Pictures of the way of the bytes to look at, and of frames between two steps: `FlowGallery <folder> <step>...`; `7+` is the way from step 7 to 8.
final class FlowGallery {
    private FlowGallery() {}

    public static void main(String[] args) throws Exception {
        var dir = new File(args[0]);
        dir.mkdirs();
        var v = BufferedSample.view();
        var t = v.study().trace();
        for (int i = 0; i < t.size(); i++) {
            System.out.println(i + " " + t.step(i).site() + " " + t.step(i).label());
        }
        var inputs = new Inputs("Append, then fsync: when is it really there?", List.of());
        for (var a : List.of(args).subList(1, args.length)) {
            boolean moves = a.endsWith("+");
            int i = Integer.parseInt(moves ? a.substring(0, a.length() - 1) : a);
            if (moves) {
                var way = Tween.between(FlowPanel.draw(t.at(i), v, 1145, 820), FlowPanel.draw(t.at(i + 1), v, 1145, 820));
                for (int f = 1; f < 4; f++) {
                    save(dir, i + "-" + f, way.at(f / 4.0), Theme.dark());
                }
            } else {
                save(dir, i + "-1920", WindowPicture.draw(t.at(i), v, inputs, 1920, 1026), Theme.dark());
                save(dir, i + "-1280", WindowPicture.draw(t.at(i), v, inputs, 1280, 666), Theme.light());
            }
        }
    }

    private static void save(File dir, String name, Drawing d, Theme theme) throws Exception {
        ImageIO.write(Java2dSurface.image(d, theme, 1), "png", new File(dir, name + ".png"));
    }
}
