package dioscope.app.fx;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/// The words of the window, from `assets/texts/window.properties`.
final class Texts {
    private final Properties words = new Properties();

    Texts() {
        try (var in = Texts.class.getResourceAsStream("/assets/texts/window.properties")) {
            if (in == null) {
                throw new IllegalStateException("The words of the window, assets/texts/window.properties, are missing.");
            }
            words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The words for `key` with `{0}`, `{1}` … filled in.
    ///
    /// @throws IllegalArgumentException if there are none
    String get(String key, Object... values) {
        var text = words.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException("no words for " + key);
        }
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }

    /// The words for `key`, empty if there are none.
    String maybe(String key) {
        return words.getProperty(key, "");
    }
}
