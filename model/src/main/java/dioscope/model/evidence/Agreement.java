package dioscope.model.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How far many runs agree with their recordings: counted by kernel, group and facet.
public final class Agreement {
    private final List<Outcome> outcomes;

    public record Outcome(CaseId id, Verdict verdict) {
    }

    /// @param agree cases that agree
    /// @param total cases compared
    public record Count(int agree, int total) {
        Count plus(boolean agrees) {
            return new Count(agree + (agrees ? 1 : 0), total + 1);
        }

        @Override
        public String toString() {
            return agree + "/" + total;
        }
    }

    /// One line of the table.
    public record Row(String kernel, String group) implements Comparable<Row> {
        private static final Comparator<Row> ORDER = Comparator.comparing(Row::kernel, CaseId::compareKernels).thenComparing(Row::group);

        @Override
        public int compareTo(Row o) {
            return ORDER.compare(this, o);
        }
    }

    public Agreement(List<Outcome> outcomes) {
        this.outcomes = List.copyOf(outcomes);
    }

    public List<Outcome> outcomes() {
        return outcomes;
    }

    /// The cases that differ in at least one facet.
    public List<Outcome> differing() {
        return outcomes.stream().filter(o -> !o.verdict.agrees()).toList();
    }

    /// Cases that agree on every facet, of all.
    public Count overall() {
        return new Count(outcomes.size() - differing().size(), outcomes.size());
    }

    public SortedMap<Row, Map<Facet, Count>> table() {
        var table = new TreeMap<Row, Map<Facet, Count>>();
        for (Outcome o : outcomes) {
            Map<Facet, Count> row = table.computeIfAbsent(new Row(o.id.kernel(), o.id.group()), _ -> new EnumMap<>(Facet.class));
            count(row, o.verdict);
        }
        return Collections.unmodifiableSortedMap(table);
    }

    public Map<Facet, Count> totals() {
        var all = new EnumMap<Facet, Count>(Facet.class);
        outcomes.forEach(o -> count(all, o.verdict));
        return all;
    }

    private static void count(Map<Facet, Count> row, Verdict verdict) {
        for (Facet f : Facet.values()) {
            row.merge(f, new Count(0, 0).plus(verdict.agrees(f)), (a, b) -> new Count(a.agree + b.agree, a.total + b.total));
        }
    }

    /// The table, one column a facet, and `N of M cases agree on every facet`.
    public String tableText() {
        var table = table();
        int width = table.keySet().stream().mapToInt(r -> r.group.length()).max().orElse(0);
        var lines = new ArrayList<String>();
        lines.add(line("kernel", "group", width, Stream.of(Facet.values()).map(Facet::key)));
        table.forEach((row, counts) -> lines.add(line(row.kernel, row.group, width, counts.values().stream().map(Count::toString))));
        lines.add(line("all", "", width, totals().values().stream().map(Count::toString)));
        lines.add("%d of %d cases agree on every facet".formatted(overall().agree, overall().total));
        return String.join("\n", lines) + "\n";
    }

    private static String line(String kernel, String group, int width, Stream<String> cells) {
        return "%-6s %s %s".formatted(kernel, group + " ".repeat(width - Math.min(width, group.length())),
                cells.map("%12s"::formatted).collect(Collectors.joining(" ")));
    }

    /// One line for each difference: `6.12/case: calls.task[12]: expected ... got ...`.
    public String differencesText() {
        return differing().stream().flatMap(o -> o.verdict.differences().values().stream().distinct().map(d -> o.id + ": " + d + "\n"))
                .collect(Collectors.joining());
    }
}
