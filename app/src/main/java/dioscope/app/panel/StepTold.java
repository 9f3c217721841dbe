package dioscope.app.panel;

import dioscope.model.trace.Change;
import dioscope.model.trace.Diff;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/// A step in words, for a page that has no panels beside them.
///
/// @param index of the step
/// @param site where it is, `function/label`
/// @param source where the real source is, such as `fs/iomap/direct-io.c:264`; empty when not known
/// @param time on the virtual clock
/// @param path the functions that are running, the outermost first
/// @param why the reason, with the marks of [Words]
/// @param head what the values are
/// @param values what decided the step, or what a function was called with
/// @param changes what the step changed
public record StepTold(int index, String site, String source, String time, List<String> path, String why, String head, List<Row> values,
        List<Row> changes) {
    /// A name and what is said of it.
    public record Row(String name, String value) {}

    private static final Pattern NUMBERED = Pattern.compile("(page|bio|request|extent at|extent status at) (\\d+)( .*)?");
    private static final Pattern CACHE = Pattern.compile("pageCache\\.(?!pages|content|data)(\\w+)(?:\\..*)?");
    /// What comes after what the file, its pages and the register are, in a long list.
    private static final Pattern ASIDE = Pattern.compile("(task|queue|requests?|page cache) .*");
    private static final Pattern SAME = Pattern.compile("(.+) → \\1");
    private static final Pattern UNTOLD = Pattern.compile("current|nanos|tasks\\.\\d+\\.stack.*");

    public static StepTold of(Moment m, View v) {
        var step = m.step();
        var words = v.study().words();
        var why = words.why(step);
        var path = new ArrayList<String>();
        for (var f = step.frame(); f != null; f = f.caller()) {
            path.addFirst(f.fn());
        }
        var values = new ArrayList<Row>();
        for (int i = 0; i < step.values().size(); i++) {
            values.add(new Row(step.values().name(i), Told.value(step.values().value(i))));
        }
        return new StepTold(m.index(), step.kind() == Step.Kind.START ? "start" : step.site(), words.source(step), Units.time(step.nanos()),
                List.copyOf(path), (why == null ? WhyPanel.plain(step) : why).strip(), WhyPanel.decidedBy(step), List.copyOf(values),
                m.index() == 0 ? List.of() : rows(m.changes(), m, v));
    }

    /// What is otherwise at step `to` than at step `from`, whichever comes first in the run.
    public static List<Row> between(View v, int from, int to) {
        var m = v.study().trace().at(to);
        var rows = new ArrayList<>(rows(Diff.between(v.study().trace().at(from).world(), m.world()), m, v));
        rows.sort(Comparator.comparing(r -> ASIDE.matcher(r.name()).matches()));
        return List.copyOf(rows);
    }

    /// In words; neighbours of which the same is said are told together.
    private static List<Row> rows(List<Change> changes, Moment m, View v) {
        var out = new LinkedHashMap<List<String>, Run>();
        int alone = 0;
        for (var c : changes) {
            if (UNTOLD.matcher(c.cell().path()).matches()) {
                continue;
            }
            var name = name(c);
            var value = Owner.change(c, m, v);
            // what differs only inside a thing that is told by its name
            if (SAME.matcher(value).matches()) {
                continue;
            }
            var n = NUMBERED.matcher(name);
            if (!n.matches()) {
                out.put(List.of(name, value, String.valueOf(alone++)), new Run(name, "", -1, -1, value));
                continue;
            }
            long number = Long.parseLong(n.group(2));
            var rest = n.group(3) == null ? "" : n.group(3);
            var key = List.of(n.group(1), rest, value);
            var last = out.get(key);
            if (last != null && last.to + 1 == number) {
                out.put(key, new Run(last.kind, rest, last.from, number, value));
            } else if (last == null) {
                out.put(key, new Run(n.group(1), rest, number, number, value));
            } else {
                out.put(List.of(name, value, String.valueOf(alone++)), new Run(n.group(1), rest, number, number, value));
            }
        }
        return out.values().stream().map(Run::row).toList();
    }

    private static String name(Change c) {
        var path = c.cell().path();
        var m = CACHE.matcher(path);
        return m.matches() ? "page cache " + Told.words(m.group(1)) : Told.cell(c.cell());
    }

    /// Things of one kind whose numbers follow one another; a thing without a number has -1.
    private record Run(String kind, String rest, long from, long to, String value) {
        Row row() {
            if (from < 0) {
                return new Row(kind, value);
            }
            return new Row(from == to ? kind + " " + from + rest : kind.replaceFirst("^(\\w+)", "$1s") + " " + from + "–" + to + rest,
                    value);
        }
    }
}
