package dioscope.model.text;

import dioscope.model.profile.Kernels;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is written of one site: one text, or several that each stand for a way the site can go. The first whose conditions hold is the one.
record Section(List<Variant> variants) {
    /// One text and when it stands.
    ///
    /// @param conditions all must hold; none for a text that always stands
    record Variant(List<Condition> conditions, List<Paragraph> paragraphs) {
        /// Whether its conditions hold and it has something to say of the kernel.
        boolean holds(Facts facts) {
            return conditions.stream().allMatch(c -> c.holds(facts)) && paragraphs.stream().anyMatch(p -> p.kernels.has(facts.version()));
        }

        /// Its paragraphs for the kernel.
        String text(Facts facts) {
            return paragraphs.stream().filter(p -> p.kernels.has(facts.version())).map(Paragraph::text).collect(Collectors.joining("\n\n"));
        }
    }

    /// A paragraph and the kernels it is true of.
    record Paragraph(Kernels kernels, String text) {}

    /// One comparison of a value with a constant: `name=value`, `!=`, `<`, `>`, or `~` for a flag or item it holds; or `@..6.1`, some kernels.
    record Condition(String name, String op, String value) {
        /// Which way a branch went; no value of a step has this name.
        static final String TAKEN = "@taken";
        /// Which kernel's function it is.
        static final String KERNEL = "@kernel";
        private static final Pattern FORM = Pattern.compile("(.+?)(!=|=|~|<|(?<!-)>)(.*)");

        /// @throws IllegalArgumentException when `text` is no condition
        static Condition of(String text) {
            if (text.equals("yes") || text.equals("no")) {
                return new Condition(TAKEN, "=", text.equals("yes") ? "true" : "false");
            }
            if (text.startsWith("@")) {
                var kernels = text.substring(1).strip();
                Kernels.of(kernels);
                return new Condition(KERNEL, "in", kernels);
            }
            var m = FORM.matcher(text);
            if (!m.matches()) {
                throw new IllegalArgumentException("no condition: " + text);
            }
            return new Condition(m.group(1).strip(), m.group(2), m.group(3).strip());
        }

        boolean holds(Facts facts) {
            if (name.equals(KERNEL)) {
                return Kernels.of(value).has(facts.version());
            }
            var actual = facts.get(name);
            String shown = actual == null ? "none" : String.valueOf(actual);
            return switch (op) {
                case "=" -> shown.equals(value);
                case "!=" -> !shown.equals(value);
                case "~" -> List.of(shown.split("[^A-Za-z0-9_]+")).contains(value);
                case "<" -> actual instanceof Number n && n.longValue() < Long.parseLong(value);
                case ">" -> actual instanceof Number n && n.longValue() > Long.parseLong(value);
                default -> throw new IllegalStateException(op);
            };
        }
    }

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}:]+)(?::([a-z]+))?}");

    /// Whether every text here stands for a way of a branch: a change may have the label of the branch that leads to it.
    boolean onlyOfBranches() {
        return variants.stream().allMatch(v -> v.conditions.stream().anyMatch(c -> c.name.equals(Condition.TAKEN)));
    }

    /// The text for these facts with its values filled in; empty when none of the texts stands for them.
    Optional<String> text(Facts facts) {
        return raw(facts).map(t -> fill(t, facts));
    }

    /// The same before values are filled in.
    Optional<String> raw(Facts facts) {
        return variants.stream().filter(v -> v.holds(facts)).findFirst().map(v -> v.text(facts));
    }

    /// Names in `text` that nothing here has.
    static List<String> unknown(String text, Facts facts) {
        return PLACEHOLDER.matcher(text).results().map(m -> m.group(1)).filter(name -> !facts.knows(name)).toList();
    }

    private static String fill(String text, Facts facts) {
        return PLACEHOLDER.matcher(text).replaceAll(m -> {
            String name = m.group(1);
            String format = m.group(2) == null ? "" : m.group(2);
            return Matcher.quoteReplacement(Amounts.of(name.substring(name.indexOf('.') + 1), facts.get(name), format));
        });
    }
}
