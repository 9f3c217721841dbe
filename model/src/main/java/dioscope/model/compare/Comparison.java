package dioscope.model.compare;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Two runs beside each other: their steps in rows, and all that differs. Immutable to the eye; made once, then asked often.
public final class Comparison {
    private final Side a;
    private final Side b;
    private final Alignment alignment;
    private final Rows rows;
    private final int[] atA;
    private final int[] atB;
    private final List<Aspect> outcome;
    /// Made when first asked for.
    private @Nullable BitSet ranked;

    private Comparison(Side a, Side b) {
        this.a = a;
        this.b = b;
        alignment = Alignment.of(a.trace(), b.trace());
        rows = new Rows(alignment);
        atA = new int[rows.rows.size()];
        atB = new int[rows.rows.size()];
        for (int r = 0; r < atA.length; r++) {
            var row = rows.rows.get(r);
            atA[r] = row.a() >= 0 ? row.a() : r == 0 ? 0 : atA[r - 1];
            atB[r] = row.b() >= 0 ? row.b() : r == 0 ? 0 : atB[r - 1];
        }
        outcome = Outcome.of(a.trace(), b.trace());
    }

    public static Comparison of(Side a, Side b) {
        return new Comparison(a, b);
    }

    public Side a() {
        return a;
    }

    public Side b() {
        return b;
    }

    public Alignment alignment() {
        return alignment;
    }

    /// Every step of both runs, each in one row.
    public List<Row> rows() {
        return rows.rows;
    }

    /// All that differs, in the order of rows.
    public List<Difference> differences() {
        return rows.differences;
    }

    /// How both runs ended, the most telling first.
    public List<Aspect> outcome() {
        return outcome;
    }

    /// The row of step `i` of the first run.
    public int rowOfA(int i) {
        return rows.rowOfA[Math.clamp(i, 0, rows.rowOfA.length - 1)];
    }

    /// The row of step `j` of the second run.
    public int rowOfB(int j) {
        return rows.rowOfB[Math.clamp(j, 0, rows.rowOfB.length - 1)];
    }

    /// Where the first run stands at a row: its step there, or its last one before.
    public int atA(int row) {
        return atA[Math.clamp(row, 0, atA.length - 1)];
    }

    /// Where the second run stands at a row.
    public int atB(int row) {
        return atB[Math.clamp(row, 0, atB.length - 1)];
    }

    /// The difference a row belongs to, an index into [#differences()]; -1 for none.
    public int differenceOf(int row) {
        return rows.differenceOf[row];
    }

    /// Rows in which both runs do the same.
    public int alike() {
        int n = 0;
        for (var r : rows.rows) {
            n += r.what() == What.SAME ? 1 : 0;
        }
        return n;
    }

    /// Where the stories part: the first difference of the story that takes another way, else the first of the story, else the first of any kind; empty
    /// when nothing differs.
    public Optional<Difference> first() {
        return story().filter(d -> d.what().turns()).findFirst().or(() -> story().findFirst()).or(() -> differences().stream().findFirst());
    }

    /// Whether a difference, an index into [#differences()], belongs to the story: what happens differs, not only how the code is cut.
    public boolean story(int difference) {
        return ranked().get(difference);
    }

    /// The differences of the story, in the order of rows.
    public Stream<Difference> story() {
        var r = ranked();
        return r.stream().mapToObj(rows.differences::get);
    }

    private synchronized BitSet ranked() {
        var r = ranked;
        if (r == null) {
            r = Ranking.of(this);
            ranked = r;
            // what the outcome turned on is the story, even where it is only a question that one kernel asks
            for (var x : outcome) {
                if (x.differs()) {
                    int d = differenceOf(Turning.row(this, x));
                    if (d >= 0) {
                        r.set(d);
                    }
                }
            }
        }
        return r;
    }

    /// The values that differ in a row; none where only one run has it.
    public List<Detail> details(int row) {
        var r = rows.rows.get(row);
        return r.both() ? Details.of(a.trace(), r.a(), b.trace(), r.b()) : new ArrayList<>();
    }

    /// The difference after (or before) a row, empty when there is none further.
    ///
    /// @param every whether those outside the story count
    public Optional<Difference> next(int row, boolean back, boolean every) {
        var all = (every || ranked().isEmpty() ? differences() : story().toList());
        return (back ? all.reversed() : all).stream().filter(d -> back ? d.row() < row : d.row() > row).findFirst();
    }
}
