package dioscope.app.export.page;

import dioscope.app.export.ExportException;
import dioscope.app.export.TargetFile;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.SvgSurface;
import dioscope.app.paint.Theme;
import dioscope.app.paint.java2d.Java2dSurface;
import dioscope.app.paint.pdf.PdfPages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;

/// A drawing as a file.
///
/// @param form how it is written
/// @param fonts whether an SVG carries the fonts it uses; a PDF always does
public record PictureFile(Form form, boolean fonts) {
    /// Forms by the endings of file names.
    public enum Form {
        PNG, SVG, PDF;

        /// The form that the ending of a name stands for; empty for any other.
        public static Optional<Form> of(Path file) {
            var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            for (var f : values()) {
                if (name.endsWith("." + f.ending())) {
                    return Optional.of(f);
                }
            }
            return Optional.empty();
        }

        public String ending() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Writes the drawing.
    ///
    /// @param title of the document, where the form has room for one
    /// @throws ExportException when the file cannot be written; nothing is then left of it
    public static void write(Path file, Drawing drawing, Theme theme, String title, boolean fonts) {
        var form = Form.of(file).orElseThrow(() -> new ExportException(file + " must end in .png, .svg or .pdf."));
        TargetFile.write(file, new PictureFile(form, fonts).bytes(drawing, theme, title));
    }

    /// The file's bytes.
    public byte[] bytes(Drawing drawing, Theme theme, String title) {
        return switch (form) {
            case PDF -> PdfPages.picture(drawing, theme, title);
            case SVG -> {
                var svg = new SvgSurface(fonts);
                svg.draw(drawing, theme);
                yield svg.svg().getBytes(StandardCharsets.UTF_8);
            }
            case PNG -> {
                var bytes = new ByteArrayOutputStream();
                try {
                    ImageIO.setUseCache(false);
                    ImageIO.write(Java2dSurface.image(drawing, theme, 1), "png", bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                yield bytes.toByteArray();
            }
        };
    }
}
