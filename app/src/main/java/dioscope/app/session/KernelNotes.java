package dioscope.app.session;

import dioscope.model.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What the kernel that is chosen makes of an input, as an author wrote it in `assets/kernel-notes.txt`.
public final class KernelNotes {
    /// One line of the author.
    ///
    /// @param kernels names of kernels, none for all
    record Note(String path, String value, Set<String> kernels, String sentence) {}

    private static final List<Note> SHIPPED = read();

    private KernelNotes() {
    }

    /// The sentence for a field of `s`, empty when there is none.
    public static String of(Field field, Scenario s) {
        for (var n : SHIPPED) {
            if (n.path.equals(field.path()) && (n.kernels.isEmpty() || n.kernels.contains(s.kernel().name()))
                    && (n.value.equals("*") || n.value.equals(value(field, s)))) {
                return n.sentence;
            }
        }
        return "";
    }

    private static String value(Field field, Scenario s) {
        return switch (field) {
            case Field.Flag f -> f.on().test(s) ? "yes" : "no";
            case Field.Choice c -> {
                int i = c.chosen().apply(s);
                yield i < 0 ? "" : c.options().get(i);
            }
            case Field.Typed t -> t.show().apply(s);
            case Field.Lines l -> l.summary().apply(s);
        };
    }

    static List<Note> all() {
        return SHIPPED;
    }

    private static List<Note> read() {
        try (var in = Objects.requireNonNull(KernelNotes.class.getResourceAsStream("/assets/kernel-notes.txt"),
                "/assets/kernel-notes.txt")) {
            var out = new ArrayList<Note>();
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(String::strip).toList()) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    var p = line.split("\\s*\\|\\s*", 4);
                    out.add(new Note(p[0], p[1], p[2].equals("*") ? Set.of() : Set.of(p[2].split(" +")), p[3]));
                }
            }
            return List.copyOf(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
