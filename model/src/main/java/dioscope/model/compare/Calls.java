package dioscope.model.compare;

import dioscope.model.profile.Aliases;
import dioscope.model.state.Task;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A run as trees of calls, one tree a task. A node is a step or, from [#size()] on, the ground of a task.
final class Calls {
    /// A place without its context: what the step is and where in the code.
    record Site(Step.Kind kind, String fn, String label) implements Comparable<Site> {
        static Site of(Step s) {
            return new Site(s.kind(), Aliases.newest(s.fn()), Aliases.newestLabel(s.label()));
        }

        @Override
        public int compareTo(Site o) {
            int c = kind.compareTo(o.kind);
            c = c != 0 ? c : fn.compareTo(o.fn);
            return c != 0 ? c : label.compareTo(o.label);
        }
    }

    /// A task as both runs know it: the n-th of its kind to do anything.
    record Lane(Task.Kind kind, int number) {}

    final Trace trace;
    /// The interned site of each step.
    final int[] key;
    /// The call (or ground) a step stands in; a return stands in the call it ends.
    final int[] parent;
    /// For the entry of a call its return, -1 where there is none.
    final int[] end;
    final List<Lane> lanes = new ArrayList<>();
    /// The index of its lane, for each step.
    final int[] lane;
    private final int[] firstChild;
    private final int[] nextSibling;
    private final int[] children;
    /// The step before this one in the same task, -1 for the first.
    final int[] before;

    Calls(Trace trace, Map<Site, Integer> keys) {
        this.trace = trace;
        int n = trace.size();
        key = new int[n];
        parent = new int[n];
        end = new int[n];
        before = new int[n];
        lane = new int[n];
        var tasks = new HashMap<Integer, Integer>();
        var seen = new EnumMap<Task.Kind, Integer>(Task.Kind.class);
        for (int i = 0; i < n; i++) {
            var s = trace.step(i);
            key[i] = keys.getOrDefault(Site.of(s), -1);
            Integer known = tasks.get(s.task());
            if (known == null) {
                known = lanes.size();
                tasks.put(s.task(), known);
                lanes.add(new Lane(s.ctx(), seen.merge(s.ctx(), 1, Integer::sum)));
            }
            lane[i] = known;
        }
        int nodes = n + lanes.size();
        firstChild = new int[nodes];
        nextSibling = new int[n];
        children = new int[nodes];
        var lastChild = new int[nodes];
        Arrays.fill(firstChild, -1);
        Arrays.fill(nextSibling, -1);
        Arrays.fill(end, -1);
        var top = new int[lanes.size()];
        var last = new int[lanes.size()];
        for (int l = 0; l < top.length; l++) {
            top[l] = n + l;
            last[l] = -1;
        }
        for (int i = 0; i < n; i++) {
            int l = lane[i];
            before[i] = last[l];
            last[l] = i;
            parent[i] = top[l];
            var kind = trace.step(i).kind();
            if (kind == Step.Kind.RETURN && top[l] < n) {
                end[top[l]] = i;
                top[l] = parent[top[l]];
                continue;
            }
            int p = top[l];
            if (firstChild[p] < 0) {
                firstChild[p] = i;
            } else {
                nextSibling[lastChild[p]] = i;
            }
            lastChild[p] = i;
            children[p]++;
            if (kind == Step.Kind.ENTER) {
                top[l] = i;
            }
        }
    }

    int size() {
        return key.length;
    }

    /// The ground of a task, -1 when this run has no such task.
    int ground(Lane lane) {
        int l = lanes.indexOf(lane);
        return l < 0 ? -1 : size() + l;
    }

    /// What happens directly in a call or on the ground of a task, in order, without its return.
    int[] children(int node) {
        var out = new int[children[node]];
        int k = 0;
        for (int i = firstChild[node]; i >= 0; i = nextSibling[i]) {
            out[k++] = i;
        }
        return out;
    }

    boolean call(int step) {
        return trace.step(step).kind() == Step.Kind.ENTER;
    }
}
