package dioscope.model.text;

import dioscope.model.profile.Kernels;
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
///
/// What is true of some kernels only says so, as [Kernels] are written: a line `@..6.1` before a paragraph, `- yes and @7.2..: ...` for a text,
/// `|fua @5.10 6.1| ...` for a line of code.
final class TextFile {
    /// The label under which the text of a function's entry is kept.
    static final String ENTRY = "";

    /// All of one function.
    ///
    /// @param sections by label, with [#ENTRY] for its entry
    record Function(Map<String, Section> sections, List<Code> code) {}

    /// A line of our reading and the kernels it is true of.
    record Code(Kernels kernels, Texts.Line line) {}

    private final String file;
    private final Map<String, Function> functions = new LinkedHashMap<>();
    private List<String> inFunctions = List.of();
    private List<String> inLabels = List.of();
    private final List<Section.Variant> variants = new ArrayList<>();
    private List<Section.Condition> conditions = List.of();
    private final List<Section.Paragraph> paragraphs = new ArrayList<>();
    private Kernels kernels = Kernels.ALL;
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
            code(s);
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
        } else if (s.startsWith("@")) {
            endParagraph();
            kernels = kernels(s.substring(1));
        } else if (s.isBlank()) {
            endParagraph();
        } else {
            text.append(text.isEmpty() ? "" : " ").append(s.strip());
        }
    }

    private void code(String s) {
        int end = s.indexOf('|', 1);
        if (end < 0) {
            throw bad("a line of code is |label| text");
        }
        var label = s.substring(1, end);
        int at = label.indexOf('@');
        var c = new TextFile.Code(at < 0 ? Kernels.ALL : kernels(label.substring(at + 1)),
                new Texts.Line((at < 0 ? label : label.substring(0, at)).strip(),
                        s.substring(end + 1).replaceFirst("^ ", "").stripTrailing()));
        inFunctions.forEach(f -> functions(f).code().add(c));
    }

    private Kernels kernels(String s) {
        try {
            return Kernels.of(s);
        } catch (IllegalArgumentException e) {
            throw bad(e.getMessage());
        }
    }

    private Function functions(String name) {
        return java.util.Objects.requireNonNull(functions.get(name));
    }

    private void endParagraph() {
        if (!text.isEmpty()) {
            paragraphs.add(new Section.Paragraph(kernels, text.toString()));
            text.setLength(0);
            kernels = Kernels.ALL;
        }
    }

    private void endVariant() {
        endParagraph();
        kernels = Kernels.ALL;
        if (!paragraphs.isEmpty()) {
            variants.add(new Section.Variant(conditions, List.copyOf(paragraphs)));
        }
        paragraphs.clear();
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
