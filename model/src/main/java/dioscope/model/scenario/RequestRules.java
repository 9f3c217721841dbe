package dioscope.model.scenario;

import dioscope.model.scenario.Faults.Buffer;
import dioscope.model.scenario.Request.Memory;
import dioscope.model.scenario.Request.Op;

/// What must hold within the call and what goes wrong with it.
final class RequestRules {
    private static final long PAGE = 4096;
    /// A call moves at most this much (include/linux/fs.h, MAX_RW_COUNT) in at most this many segments (UIO_MAXIOV).
    private static final long MOST_BYTES = 0x7ffff000;
    private static final int MOST_SEGMENTS = 1024;
    /// More than a reader can follow.
    private static final int MOST_REQUESTS = 64;

    private RequestRules() {
    }

    static void faults(Problems p, Scenario s) {
        var f = s.faults();
        for (int n = 0; n < f.eioFileRanges().size(); n++) {
            var range = f.eioFileRanges().get(n);
            p.between("faults.eio_file_ranges[" + n + "][0]", range.offset(), 0, Long.MAX_VALUE);
            p.between("faults.eio_file_ranges[" + n + "][1]", range.length(), 1, Long.MAX_VALUE);
            p.multiple("faults.eio_file_ranges[" + n + "][0]", range.offset(), 512, "the sector size");
            p.multiple("faults.eio_file_ranges[" + n + "][1]", range.length(), 512, "the sector size");
        }
        p.between("faults.fail_bio", f.failBio(), 0, Integer.MAX_VALUE);
        p.between("faults.short_pin", f.shortPin(), 0, Integer.MAX_VALUE);
        if (f.shortCopy() < -1) p.add("faults.short_copy", "must not be below 0, or null for none", 0);
        if (f.killNanos() < -1) p.add("faults.kill_nanos", "must not be below 0, or null for never", 0);
        if (f.killNanos() >= 0 && s.request().submission() != Request.Submission.SYNC) {
            p.add("faults.kill_nanos", "needs a call that its own task carries out (request.submission sync)", "null");
        }
        stuck(p, s);
        if (f.freeBytes() < -1) p.add("faults.free_bytes", "must not be below 0, or null for plenty", 0);
        var buffer = bufferOf(s.request().buffer());
        if (f.buffer() != buffer) {
            p.add("faults.buffer", "must agree with request.buffer " + Words.memory(s.request().buffer()), Words.buffer(buffer));
        }
    }

    /// Only a page that is there can refuse to go.
    private static void stuck(Problems p, Scenario s) {
        for (int n = 0; n < s.faults().stuckPages().size(); n++) {
            long page = s.faults().stuckPages().get(n);
            var path = "faults.stuck_pages[" + n + "]";
            if (s.pageCache().stream().noneMatch(r -> r.page() <= page && page < r.page() + r.pages())) {
                p.add(path, "must be a page of page_cache",
                        s.pageCache().isEmpty() ? "none: page_cache is empty" : s.pageCache().getFirst().page());
            } else if (s.faults().stuckPages().indexOf(page) < n) {
                p.add(path, "must not be told twice", "none");
            }
        }
    }

    /// Whether memory of that kind can be read.
    static Buffer bufferOf(Memory memory) {
        return switch (memory) {
            case BAD -> Buffer.BAD;
            case BADTAIL -> Buffer.BAD_FROM_PAGE_1;
            case PAGE, SCATTER, HUGE, ZEROPAGE -> Buffer.GOOD;
        };
    }

    static void requests(Problems p, Scenario s) {
        var all = s.requests();
        if (all.size() > MOST_REQUESTS) p.add("requests", "must be at most " + MOST_REQUESTS + " requests", MOST_REQUESTS);
        for (int n = 0; n < all.size(); n++) {
            var path = all.size() == 1 ? "request" : "requests[" + n + "]";
            long start = all.get(n).startNanos();
            if (n == 0 && start != 0) p.add(path + ".start_nanos", "must be 0: time begins with the first request", 0);
            if (n > 0) p.between(path + ".start_nanos", start, Math.max(0, all.get(n - 1).startNanos()), Long.MAX_VALUE);
            p.between(path + ".task", all.get(n).task(), 0, all.size());
            request(p, path, all.get(n).request());
        }
    }

    static void decisions(Problems p, Decisions d) {
        if (!d.completions().isEmpty() && d.seed() != null)
            p.add("decisions.seed", "must be left out where decisions.completions is told", "null");
        for (int n = 0; n < d.completions().size(); n++) {
            var path = "decisions.completions[" + n + "]";
            int bio = d.completions().get(n);
            p.between(path, bio, 1, Integer.MAX_VALUE);
            if (d.completions().indexOf(bio) < n) p.add(path, "must not be told twice", "none");
        }
    }

    private static void request(Problems p, String path, Request r) {
        p.between(path + ".offset", r.offset(), 0, Long.MAX_VALUE - MOST_BYTES);
        p.between(path + ".length", r.length(), 0, MOST_BYTES);
        if (r.fill() < 0 || r.fill() > 255) p.add(path + ".fill_byte", "must be a byte", JsonPart.hex(r.fill() & 255));
        for (int n = 0; n < r.syncFlags().size(); n++) {
            if (r.syncFlags().indexOf(r.syncFlags().get(n)) < n) p.add(path + ".sync_flags[" + n + "]", "must not be told twice", "none");
        }
        if (r.op() == Op.WRITE || r.op() == Op.READ) segments(p, path, r);
    }

    private static void segments(Problems p, String path, Request r) {
        long sum = 0;
        for (int n = 0; n < r.iovecs().size(); n++) {
            var v = r.iovecs().get(n);
            p.between(path + ".iovecs[" + n + "].base_mod_4096", v.baseMod4096(), 0, PAGE - 1);
            p.between(path + ".iovecs[" + n + "].len", v.len(), 0, MOST_BYTES);
            sum += v.len();
        }
        if (sum != r.length()) p.add(path + ".length", "must be the sum of the iovecs", sum);
        if (r.iovecs().isEmpty() || r.iovecs().size() > MOST_SEGMENTS) {
            p.add(path + ".iovecs", "must be 1 to " + MOST_SEGMENTS + " segments", r.iovecs().isEmpty() ? 1 : MOST_SEGMENTS);
        } else if (r.iovecs().size() > 1 && !r.vectored()) {
            p.add(path + ".vectored_call", "must be true for several iovecs", true);
        } else if (!r.pageRuns().isEmpty()) {
            pageRuns(p, path, r);
        }
    }

    private static void pageRuns(Problems p, String path, Request r) {
        if (r.iovecs().size() > 1) {
            p.add(path + ".page_runs", "must be left out for several iovecs", "null");
            return;
        }
        var v = r.iovecs().getFirst();
        long pages = Math.ceilDiv(v.baseMod4096() + v.len(), PAGE);
        if (r.pageRuns().stream().anyMatch(run -> run < 1)) {
            p.add(path + ".page_runs", "must have at least one page in every run", 1);
        } else if (PageRuns.pages(r.pageRuns()) != pages) {
            p.add(path + ".page_runs.pages", "must be the pages the buffer touches", pages);
        }
    }
}
