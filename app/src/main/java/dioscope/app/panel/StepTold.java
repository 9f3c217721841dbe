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

    /// In words; things of one kind of which the same is said are told together.
    private static List<Row> rows(List<Change> changes, Moment m, View v) {
        var out = new LinkedHashMap<List<String>, Like>();
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
            if (n.matches()) {
                var rest = n.group(3) == null ? "" : n.group(3);
                out.computeIfAbsent(List.of(n.group(1), rest, value), _ -> new Like(n.group(1), rest, value, new ArrayList<>())).numbers
                        .add(Long.parseLong(n.group(2)));
            } else {
                out.put(List.of(c.cell().path()), new Like(name, "", value, List.of()));
            }
        }
        return out.values().stream().map(Like::row).toList();
    }

    private static String name(Change c) {
        var path = c.cell().path();
        var m = CACHE.matcher(path);
        return m.matches() ? "page cache " + Told.words(m.group(1)) : Told.cell(c.cell());
    }

    /// Things of one kind of which the same is said.
    ///
    /// @param numbers in order; none for a thing without one
    private record Like(String kind, String rest, String value, List<Long> numbers) {
        Row row() {
            if (numbers.size() < 2) {
                return new Row(kind + (numbers.isEmpty() ? "" : " " + numbers.getFirst() + rest), value);
            }
            long from = numbers.getFirst();
            long to = numbers.getLast();
            var all = kind.replaceFirst("^(\\w+)", "$1s") + " " + from + "–" + to + rest;
            return new Row(to - from + 1 == numbers.size() ? all : numbers.size() + " of " + all, value);
        }
    }
}
