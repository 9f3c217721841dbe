package dioscope.app.paint;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/// Which colour each [Token] has. Read from a properties file such as `assets/themes/dark.properties`: a key is the name of a
/// token, a value is `#rrggbb`, or the name of another key, either of them followed by an opacity in percent if wanted
/// (`extent.written = blue 55%`). A key that is no token, such as `blue`, is a colour to name elsewhere. Immutable.
public final class Theme {
    private final String name;
    private final Map<Token, Integer> colors;

    private Theme(String name, Map<Token, Integer> colors) {
        this.name = name;
        this.colors = colors;
    }

    public static Theme dark() {
        return named("dark");
    }

    public static Theme light() {
        return named("light");
    }

    /// The theme `/assets/themes/<name>.properties` on the class path.
    ///
    /// @throws IllegalArgumentException if there is none of that name, or as [#read]
    public static Theme named(String name) {
        try (InputStream in = Theme.class.getResourceAsStream("/assets/themes/" + name + ".properties")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no theme " + name);
            }
            return read(name, new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the theme " + name + " cannot be read", e);
        }
    }

    /// Reads a theme and does not close the reader.
    ///
    /// @throws IllegalArgumentException naming every known token that has no colour, or the first value that is not a colour
    public static Theme read(String name, Reader from) throws IOException {
        Properties values = new Properties();
        values.load(from);
        Map<Token, Integer> colors = new HashMap<>();
        for (String key : new TreeSet<>(values.stringPropertyNames())) {
            colors.put(new Token(key), resolve(name, values, key, 0));
        }
        List<Token> missing = new ArrayList<>(Token.known());
        missing.removeAll(colors.keySet());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("theme " + name + " has no colour for " + missing);
        }
        return new Theme(name, Map.copyOf(colors));
    }

    public String name() {
        return name;
    }

    /// The colour as 0xAARRGGBB, not premultiplied.
    ///
    /// @throws IllegalArgumentException if the theme has no such token
    public int argb(Token token) {
        Integer color = colors.get(token);
        if (color == null) {
            throw new IllegalArgumentException("theme " + name + " has no colour for " + token);
        }
        return color;
    }

    /// The colour without its opacity, as `#rrggbb`.
    public String hex(Token token) {
        return String.format("#%06x", argb(token) & 0xFFFFFF);
    }

    /// The opacity of the colour, 0 to 1.
    public double opacity(Token token) {
        return (argb(token) >>> 24) / 255.0;
    }

    private static int resolve(String theme, Properties values, String key, int depth) {
        String value = values.getProperty(key, "").strip();
        String[] parts = value.split("\\s+");
        int color;
        if (parts[0].matches("#[0-9a-fA-F]{6}")) {
            color = 0xFF000000 | Integer.parseInt(parts[0].substring(1), 16);
        } else if (values.containsKey(parts[0]) && depth < 8) {
            color = resolve(theme, values, parts[0], depth + 1);
        } else {
            throw new IllegalArgumentException(
                    "theme " + theme + ": " + key + " = " + value + " is neither #rrggbb nor the name of another colour");
        }
        if (parts.length == 1) {
            return color;
        }
        if (parts.length > 2 || !parts[1].matches("\\d{1,2}(\\.\\d+)?%|100%")) {
            throw new IllegalArgumentException("theme " + theme + ": " + key + " = " + value + " does not end in an opacity such as 55%");
        }
        double share = Double.parseDouble(parts[1].substring(0, parts[1].length() - 1)) / 100;
        return (color & 0xFFFFFF) | (int) Math.round((color >>> 24) * share) << 24;
    }
}
