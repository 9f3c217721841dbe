package dioscope.app.fx;

import dioscope.app.paint.FontRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import javafx.scene.text.Font;

/// The bundled fonts, known to the toolkit. Used on its one thread.
final class Fonts {
    private static final Map<FontRole, String> NAMES = new EnumMap<>(FontRole.class);
    private static final Map<Key, Font> FONTS = new HashMap<>();

    private record Key(FontRole role, double size) {}

    static {
        for (var role : FontRole.values()) {
            try (var in = FontRole.class.getResourceAsStream(role.resource())) {
                var font = in == null ? null : Font.loadFont(in, 12);
                if (font == null) {
                    throw new IllegalStateException("The font " + role.resource() + " cannot be read.");
                }
                NAMES.put(role, font.getName());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Fonts() {}

    /// Makes the families known to style sheets.
    static void load() {
        of(FontRole.SANS, 12);
    }

    static Font of(FontRole role, double size) {
        return FONTS.computeIfAbsent(new Key(role, size), k -> new Font(NAMES.get(k.role), k.size));
    }
}
