package dioscope.app.paint.java2d;

import dioscope.app.paint.FontRole;
import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The bundled fonts as AWT fonts of one pixel.
final class BundledFonts {
    private static final Font[] FONTS = new Font[FontRole.values().length];

    static {
        for (FontRole role : FontRole.values()) {
            FONTS[role.ordinal()] = read(role);
        }
    }

    private BundledFonts() {
    }

    static Font font(FontRole role) {
        return FONTS[role.ordinal()];
    }

    private static Font read(FontRole role) {
        try (InputStream in = FontRole.class.getResourceAsStream(role.resource())) {
            if (in == null) {
                throw new IllegalStateException("the font " + role.resource() + " is not on the class path");
            }
            return Font.createFont(Font.TRUETYPE_FONT, in);
        } catch (FontFormatException e) {
            throw new IllegalStateException("the font " + role.resource() + " is no TrueType font", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the font " + role.resource() + " cannot be read", e);
        }
    }
}
