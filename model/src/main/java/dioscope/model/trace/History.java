package dioscope.model.trace;

import dioscope.model.state.CellId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every change of every cell of a run, so that "who changed this, and when" is a look-up. Built once for a trace.
public final class History {
    /// One change and the step that made it.
    public record Event(int step, Change change) {}

    private final Map<String, List<Event>> byCell = new HashMap<>();

    private History() {}

    /// Reads the whole run.
    public static History of(Trace trace) {
        var h = new History();
        for (int i = 1; i < trace.size(); i++) {
            var a = trace.step(i - 1).world();
            var b = trace.step(i).world();
            if (a == b) {
                continue;
            }
            for (var c : Diff.between(a, b)) {
                h.byCell.computeIfAbsent(c.cell().path(), k -> new ArrayList<>()).add(new Event(i, c));
            }
        }
        return h;
    }

    /// The changes of exactly `cell`, first to last; none when it never changed.
    public List<Event> of(CellId cell) {
        return byCell.getOrDefault(cell.path(), List.of());
    }

    /// The changes of `cell` and of all its parts, first to last.
    public List<Event> within(CellId cell) {
        var out = new ArrayList<Event>();
        byCell.forEach((path, events) -> {
            if (new CellId(path).within(cell)) {
                out.addAll(events);
            }
        });
        out.sort(java.util.Comparator.comparingInt(Event::step));
        return out;
    }
}
