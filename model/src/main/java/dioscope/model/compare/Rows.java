package dioscope.model.compare;

import dioscope.model.trace.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The aligned runs as one story: every step of each stands in exactly one row. Rows follow the first run; what only the second run has stands after
/// what its task did before.
final class Rows {
    private final Alignment al;
    private final Calls a;
    private final Calls b;
    final List<Row> rows = new ArrayList<>();
    final List<Difference> differences = new ArrayList<>();
    final int[] rowOfA;
    final int[] rowOfB;
    /// For each row the difference it belongs to, -1 for none.
    int[] differenceOf = new int[0];

    Rows(Alignment al) {
        this.al = al;
        a = al.a();
        b = al.b();
        rowOfA = new int[a.size()];
        rowOfB = new int[b.size()];
        order();
        differences();
    }

    private void order() {
        // what only the second run has, by the step of the first after which it stands
        var after = new ArrayList<List<Integer>>();
        for (int i = 0; i <= a.size(); i++) {
            after.add(List.of());
        }
        var anchor = new int[b.size()];
        var ahead = ahead();
        for (int j = 0; j < b.size(); j++) {
            int i = al.toA(j);
            // inside a call after what its task did before; else when it happens, such as an interrupt
            boolean within = b.parent[j] < b.size();
            int before = within ? b.before[j] : j - 1;
            int was = before < 0 ? -1 : Math.min(anchor[before], ahead[j]);
            if (i < 0) {
                if (after.get(was + 1).isEmpty()) {
                    after.set(was + 1, new ArrayList<>());
                }
                after.get(was + 1).add(j);
            }
            // a call that the first run makes far away does not draw with it what follows here
            anchor[j] = i < 0 || i < was || i > ahead[j] ? was : i;
        }
        after.getFirst().forEach(this::onlyB);
        for (int i = 0; i < a.size(); i++) {
            int j = al.toB(i);
            rowOfA[i] = rows.size();
            if (j >= 0) {
                rowOfB[j] = rows.size();
            }
            rows.add(j < 0 ? new Row(i, -1, What.ONLY_A) : new Row(i, j, what(i, j)));
            after.get(i + 1).forEach(this::onlyB);
        }
    }

    /// For each step of the second run, the step of the first that is the next place both have with the same caller.
    private int[] ahead() {
        var out = new int[b.size()];
        var next = new int[b.lanes.size()];
        Arrays.fill(next, Integer.MAX_VALUE);
        for (int j = b.size() - 1; j >= 0; j--) {
            int l = b.lane[j];
            int i = al.toA(j);
            if (i >= 0 && b.trace.step(j).kind() != Step.Kind.RETURN && (inside(i, j) || b.parent[j] >= b.size())) {
                next[l] = i;
            }
            out[j] = next[l];
        }
        return out;
    }

    private void onlyB(int j) {
        rowOfB[j] = rows.size();
        rows.add(new Row(-1, j, What.ONLY_B));
    }

    private What what(int i, int j) {
        var s = a.trace.step(i);
        var t = b.trace.step(j);
        if (s.kind() == Step.Kind.BRANCH && s.taken() != t.taken()) {
            return What.BRANCH;
        }
        if (s.kind() == Step.Kind.ENTER && s.ctx() != t.ctx() && !inside(i, j)) {
            return What.MOVED;
        }
        if (Details.of(a.trace, i, b.trace, j).isEmpty()) {
            return What.SAME;
        }
        return switch (s.kind()) {
            case CHANGE -> What.EFFECT;
            case RETURN, NOTE -> What.RETURN;
            case ENTER, BRANCH, SWITCH, START -> What.VALUES;
        };
    }

    /// Whether the callers are the same place too, so that these steps are where they are because of them.
    private boolean inside(int i, int j) {
        int p = a.parent[i];
        return p < a.size() && al.toB(p) >= 0 && al.toB(p) == b.parent[j];
    }

    private void differences() {
        differenceOf = new int[rows.size()];
        Arrays.fill(differenceOf, -1);
        var counts = new ArrayList<int[]>();
        boolean waits = false;
        for (int r = 0; r < rows.size(); r++) {
            var row = rows.get(r);
            if (row.what() == What.SAME) {
                continue;
            }
            int outer = row.what() == What.ONLY_A
                    ? around(a, row.a(), rowOfA)
                    : row.what() == What.ONLY_B ? around(b, row.b(), rowOfB) : -1;
            boolean follows = r > 0 && row.what().only() && rows.get(r - 1).what() == row.what();
            boolean aside = row.what().only() && aside(row);
            if (outer >= 0 && differenceOf[outer] >= 0) {
                differenceOf[r] = differenceOf[outer];
                counts.get(differenceOf[r])[1]++;
            } else if (follows && (aside || waits)) {
                int d = differenceOf[r - 1];
                differenceOf[r] = d;
                counts.get(d)[1]++;
                if (!aside) {
                    counts.get(d)[0] = r;
                    waits = false;
                }
            } else {
                differenceOf[r] = counts.size();
                counts.add(new int[]{r, 1});
                waits = aside;
            }
        }
        for (var c : counts) {
            differences.add(new Difference(c[0], rows.get(c[0]).what(), c[1]));
        }
    }

    /// Whether a step only says who runs: it belongs to what runs then.
    private boolean aside(Row r) {
        var s = r.a() >= 0 ? a.trace.step(r.a()) : b.trace.step(r.b());
        return s.kind() == Step.Kind.SWITCH || s.kind() == Step.Kind.CHANGE && s.frame() == null;
    }

    /// The row of the call that a step stands in (for a return, of the call that ends) when only this run has it.
    private int around(Calls c, int step, int[] rowOf) {
        int p = c.parent[step];
        return p < c.size() && rows.get(rowOf[p]).what().only() ? rowOf[p] : -1;
    }
}
