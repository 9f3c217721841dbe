package dioscope.app.paint.pdf;

import dioscope.app.paint.FontRole;
import dioscope.app.paint.TextMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/// The bundled fonts in one document; the letters that are used go into the file.
final class PdfFonts {
    private final PDDocument document;
    private final Map<FontRole, PDType0Font> fonts = new EnumMap<>(FontRole.class);

    PdfFonts(PDDocument document) {
        this.document = document;
    }

    PDType0Font font(FontRole role) {
        return fonts.computeIfAbsent(role, this::read);
    }

    private PDType0Font read(FontRole role) {
        try (var in = FontRole.class.getResourceAsStream(role.resource())) {
            if (in == null) {
                throw new IllegalStateException("the font " + role.resource() + " is not on the class path");
            }
            return PDType0Font.load(document, in, true);
        } catch (IOException e) {
            throw new UncheckedIOException("the font " + role.resource() + " cannot be read", e);
        }
    }

    /// The text with a question mark for each letter that the font lacks.
    static String shown(String text, FontRole role) {
        var metrics = TextMetrics.bundled();
        if (metrics.covers(text, role)) {
            return text;
        }
        var out = new StringBuilder();
        text.codePoints().forEach(c -> {
            var letter = Character.toString(c);
            out.append(metrics.covers(letter, role) ? letter : "?");
        });
        return out.toString();
    }
}
