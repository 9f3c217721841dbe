package dioscope.model.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One file of texts, in a Markdown that a person can edit.
///
///     # iomap_dio_bio_opflags            a function (`# a / b`: the same for both); below it what its entry means
///     |fua| if the bio may carry FUA     a line of our reading of it, with the label it belongs to (none: `||`)
///     ## fua                             a label in it; `@return` for its return
///     - yes: ...                         the text when the branch is taken; `- no and size=0: ...` asks for more, `- : ...` for nothing
///
/// Text runs on over lines; an empty line begins a paragraph. What comes before the first function is for those who edit the file.
final class TextFile {
    /// The label under which the text of a function's entry is kept.
    static final String ENTRY = "";

    /// All of one function.
    ///
    /// @param sections by label, with [#ENTRY] for its entry
    record Function(Map<String, Section> sections, List<Texts.Line> code) {}

    private final String file;
    private final Map<String, Function> functions = new LinkedHashMap<>();
    private List<String> inFunctions = List.of();
    private List<String> inLabels = List.of();
    private final List<Section.Variant> variants = new ArrayList<>();
    private List<Section.Condition> conditions = List.of();
    private final StringBuilder text = new StringBuilder();
    private int line;

    private TextFile(String file) {
        this.file = file;
    }

    /// Parses a file.
    ///
    /// @param file its name, for messages
    /// @throws IllegalArgumentException when it is not well formed; the message names file and line
    static Map<String, Function> parse(String file, String content) {
        var t = new TextFile(file);
        content.lines().forEach(t::line);
        t.endSection();
        return t.functions;
    }

    private void line(String s) {
        line++;
        if (s.startsWith("# ")) {
            endSection();
            inFunctions = names(s.substring(2));
            inLabels = List.of(ENTRY);
            for (var f : inFunctions) {
                if (functions.put(f, new Function(new LinkedHashMap<>(), new ArrayList<>())) != null) {
                    throw bad("a second " + f);
                }
            }
        } else if (s.startsWith("## ")) {
            endSection();
            inLabels = names(s.substring(3));
        } else if (!inFunctions.isEmpty()) {
            body(s);
        }
    }

    private void body(String s) {
        if (s.startsWith("|")) {
            int end = s.indexOf('|', 1);
            if (end < 0) {
                throw bad("a line of code is |label| text");
            }
            var l = new Texts.Line(s.substring(1, end).strip(), s.substring(end + 1).replaceFirst("^ ", "").stripTrailing());
            inFunctions.forEach(f -> functions(f).code().add(l));
        } else if (s.startsWith("- ")) {
            endVariant();
            int colon = s.indexOf(": ");
            if (colon < 0) {
                throw bad("a variant is - condition: text");
            }
            try {
                conditions = Arrays.stream(s.substring(2, colon).split(" and ")).map(String::strip).filter(c -> !c.isEmpty())
                        .map(Section.Condition::of).toList();
            } catch (IllegalArgumentException e) {
                throw bad(String.valueOf(e.getMessage()));
            }
            text.append(s.substring(colon + 2).strip());
        } else if (s.isBlank()) {
            text.append(text.isEmpty() ? "" : "\n\n");
        } else {
            text.append(text.isEmpty() || text.charAt(text.length() - 1) == '\n' ? "" : " ").append(s.strip());
        }
    }

    private Function functions(String name) {
        return java.util.Objects.requireNonNull(functions.get(name));
    }

    private void endVariant() {
        String t = text.toString().strip();
        text.setLength(0);
        if (!t.isEmpty()) {
            variants.add(new Section.Variant(conditions, t));
        }
        conditions = List.of();
    }

    private void endSection() {
        endVariant();
        if (!variants.isEmpty()) {
            var section = new Section(List.copyOf(variants));
            for (var f : inFunctions) {
                for (var l : inLabels) {
                    if (functions(f).sections().put(l, section) != null) {
                        throw bad("a second " + f + "/" + l);
                    }
                }
            }
        }
        variants.clear();
    }

    private static List<String> names(String s) {
        return Arrays.stream(s.split(" / ")).map(String::strip).toList();
    }

    private IllegalArgumentException bad(@Nullable String why) {
        return new IllegalArgumentException(file + ":" + line + ": " + why);
    }
}
