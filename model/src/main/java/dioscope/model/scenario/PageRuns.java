package dioscope.model.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The physical contiguity of a buffer as the recordings tell it: how many pages, how many runs, and the lengths of the first runs.
final class PageRuns {
    private PageRuns() {
    }

    /// Every run. Those not told have one page each, and the last of them what is left over.
    static List<Integer> expand(long pages, int runs, List<Integer> first) {
        var all = new ArrayList<Integer>(first.subList(0, Math.min(runs, first.size())));
        long left = pages - all.stream().mapToLong(Integer::longValue).sum();
        int missing = runs - all.size();
        if (missing > 0) {
            all.addAll(Collections.nCopies(missing - 1, 1));
            all.add((int) (left - missing + 1));
        }
        return List.copyOf(all);
    }

    /// The shortest list of first runs from which [#expand] makes `all` again.
    static List<Integer> shorten(List<Integer> all) {
        int keep = all.size() - 1;
        while (keep > 0 && all.get(keep - 1) == 1) keep--;
        return all.subList(0, Math.max(0, keep));
    }

    /// How such a buffer lies when nobody measured it: a huge page is one run, any other memory is a run for each page.
    static List<Integer> of(Request.Memory memory, Request.Iovec v) {
        int pages = (int) Math.ceilDiv(v.baseMod4096() + v.len(), 4096L);
        if (pages <= 0) return List.of();
        return memory == Request.Memory.HUGE ? List.of(pages) : List.copyOf(Collections.nCopies(pages, 1));
    }

    static long pages(List<Integer> all) {
        return all.stream().mapToLong(Integer::longValue).sum();
    }
}
