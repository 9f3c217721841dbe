package dioscope.app.session;

import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.Arrays;
import java.util.HashMap;

/// Which step of one run is the same place as which of another: the same task, kind, site and occurrence.
final class Counterparts {
    private record Key(int task, Step.Kind kind, String fn, String label) {
        static Key of(Step s) {
            return new Key(s.task(), s.kind(), s.fn(), s.label());
        }
    }

    /// For a key, the steps that have it, in order.
    private static final class Steps {
        private int[] at = new int[4];
        private int count;
        private int met;

        void add(int step) {
            if (count == at.length) {
                at = Arrays.copyOf(at, count * 2);
            }
            at[count++] = step;
        }

        int next() {
            return met < count ? at[met++] : -1;
        }
    }

    private final int[] backward;
    private final int[] forward;

    private Counterparts(int[] forward, int[] backward) {
        this.forward = forward;
        this.backward = backward;
    }

    static Counterparts of(Trace from, Trace to) {
        var index = new HashMap<Key, Steps>();
        for (int i = 0; i < from.size(); i++) {
            index.computeIfAbsent(Key.of(from.step(i)), k -> new Steps()).add(i);
        }
        var forward = new int[from.size()];
        var backward = new int[to.size()];
        Arrays.fill(forward, -1);
        for (int j = 0; j < to.size(); j++) {
            var steps = index.get(Key.of(to.step(j)));
            int i = steps == null ? -1 : steps.next();
            backward[j] = i;
            if (i >= 0) {
                forward[i] = j;
            }
        }
        return new Counterparts(forward, backward);
    }

    /// Where step `i` of the first run is in the second; where it is not there, the last step before it that is.
    int place(int i) {
        for (int k = i; k > 0; k--) {
            if (forward[k] >= 0) {
                return forward[k];
            }
        }
        return 0;
    }

    /// The step of the first run that is step `j` of the second, -1 where there is none.
    int before(int j) {
        return backward[j];
    }
}
