package dioscope.app.session;

import dioscope.app.panel.Question;
import dioscope.model.profile.Kernels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What a reader asks of a request, as an author wrote it in `assets/decisions.txt`.
///
/// `[fua] words` begins a question; below it stand its conditions, one a line: `function/label; function/label: value = wanted | words`, with `@..6.1`
/// before it when only some kernels have it.
public final class DecisionBook {
    private static final List<Question> SHIPPED = read();

    private DecisionBook() {
    }

    /// The questions this program ships.
    public static List<Question> shipped() {
        return SHIPPED;
    }

    private static List<Question> read() {
        try (var in = Objects.requireNonNull(DecisionBook.class.getResourceAsStream("/assets/decisions.txt"), "/assets/decisions.txt")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalArgumentException naming the line that is none
    static List<Question> parse(String text) {
        var out = new ArrayList<Question>();
        for (var line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                int end = line.indexOf(']');
                var answer = Question.Answer.valueOf(line.substring(1, end).toUpperCase(Locale.ROOT));
                out.add(new Question(answer, line.substring(end + 1).strip(), new ArrayList<>()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                out.getLast().conditions().add(condition(line));
            }
        }
        return out.stream().map(q -> new Question(q.answer(), q.words(), List.copyOf(q.conditions()))).toList();
    }

    private static Question.Condition condition(String line) {
        int bar = line.indexOf(" | ");
        int equals = bar < 0 ? -1 : line.lastIndexOf(" = ", bar);
        if (equals < 0) {
            throw new IllegalArgumentException("decisions.txt: no condition: " + line);
        }
        String head = line.substring(0, equals);
        var kernels = Kernels.ALL;
        if (head.startsWith("@")) {
            int blank = head.lastIndexOf(' ', head.indexOf('/'));
            kernels = Kernels.of(head.substring(1, blank));
            head = head.substring(blank).strip();
        }
        var places = Arrays.stream(head.split(";")).map(DecisionBook::place).toList();
        return new Question.Condition(kernels, places, line.substring(equals + 3, bar).strip(), line.substring(bar + 3).strip());
    }

    private static Question.Place place(String text) {
        int colon = text.lastIndexOf(": ");
        return new Question.Place((colon < 0 ? text : text.substring(0, colon)).strip(),
                colon < 0 ? "" : text.substring(colon + 2).strip());
    }
}
