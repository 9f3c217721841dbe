package dioscope.app.export.page;

import dioscope.app.panel.StepTold;
import dioscope.app.panel.Study;
import dioscope.app.panel.View;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Step;
import java.util.List;

/// What happens in a step, as Markdown to be pasted into a mail, a note or an issue.
public final class Account {
    /// More lines of changes than these are counted only.
    private static final int CHANGES = 40;

    private Account() {}

    /// The account of step `i`: what it is, why it went so, what it changed, and what the run was started with.
    public static String markdown(Scenario s, Study study, int i) {
        var t = StepTold.of(study.trace().at(i), View.of(study));
        boolean start = study.trace().step(i).kind() == Step.Kind.START;
        var out = new StringBuilder();
        out.append("# ").append(line(s.title().isBlank() ? "A run" : s.title())).append("\n\n");
        out.append("Linux ").append(study.trace().profile().release()).append(", step ").append(i).append(" of ")
                .append(study.trace().size() - 1).append(", ").append(t.time()).append(" on the virtual clock\n\n");
        if (start) {
            out.append("Before anything runs");
        } else {
            out.append("**").append(code(t.site())).append("**");
        }
        if (!t.source().isEmpty()) {
            out.append(" (").append(code(t.source())).append(')');
        }
        out.append("\n\n");
        if (t.path().size() > 1) {
            out.append("Called by ")
                    .append(String.join(" → ", t.path().subList(0, t.path().size() - 1).stream().map(Account::code).toList()))
                    .append("\n\n");
        }
        out.append(prose(t.why())).append('\n');
        rows(out, heading(t.head()), t.values());
        rows(out, "Changed in this step", t.changes());
        out.append("\n## Started with\n");
        for (var section : Parameters.all(s)) {
            out.append("\n- ").append(section.heading());
            String join = section.heading().startsWith("call ") ? ", " : ": ";
            for (var r : section.rows()) {
                out.append(join).append(r.name()).append(' ').append(code(r.value()));
                join = ", ";
            }
        }
        var refusal = study.trace().refusal();
        if (refusal != null) {
            out.append("\n\nThe run stopped: ").append(line(refusal));
        }
        return out.append('\n').toString();
    }

    private static String heading(String s) {
        return s.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + s.substring(1);
    }

    private static void rows(StringBuilder out, String heading, List<StepTold.Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        out.append("\n## ").append(heading).append("\n");
        int shown = rows.size() <= CHANGES ? rows.size() : CHANGES - 1;
        for (var r : rows.subList(0, shown)) {
            out.append("\n- ").append(code(r.name())).append(": ").append(line(r.value()));
        }
        if (shown < rows.size()) {
            out.append("\n- ").append(rows.size() - shown).append(" more");
        }
        out.append('\n');
    }

    /// The reason: words in the colour of a token are plain words here.
    private static String prose(String text) {
        return text.replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1").strip();
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String code(String text) {
        var one = line(text);
        return one.isEmpty() ? "" : one.contains("`") ? "`` " + one + " ``" : "`" + one + "`";
    }
}
