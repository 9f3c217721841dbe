package dioscope.model.run;

import dioscope.model.engine.Bounds;
import dioscope.model.profile.Part;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Scenario;
import java.util.Locale;
import java.util.Optional;

/// What a run would need, told from its calls before it begins: a run keeps every step, so big calls are limited by memory.
///
/// The costs of a page are measured (`mvn -Pbench`, part `buffered`, prints those of a write): runs of 8 to 64 MiB in blocks of 4096 bytes, divided by their
/// pages, with writeback. They are of the plain case, a file written once from a good buffer; one that fails half-way needs less.
///
/// @param steps how many steps it would record
/// @param bytes how much memory they would keep
public record Need(long steps, long bytes) {
    private static final int PAGE = 4096;
    /// What one call transfers at the most. include/linux/fs.h, MAX_RW_COUNT
    private static final long MOST = 0x7ffff000L;
    /// The collector needs room beside what is kept.
    private static final double USABLE = 0.8;
    /// A page from or to the device past the page cache, in memory that lies nowhere beside other memory: none costs more.
    private static final Need DIRECT = new Need(2, 220);
    private static final Need JOURNALLED = new Need(300, 37_000);
    /// Each further block of a page.
    private static final Need BLOCK = new Need(44, 3_900);

    /// What running `s` would need.
    public static Need of(Scenario s) {
        var all = new Need(0, 0);
        for (var call : s.requests()) {
            all = all.plus(of(s, call.request()));
        }
        return all;
    }

    private static Need of(Scenario s, dioscope.model.scenario.Request r) {
        long pages = Math.clamp(r.length(), 0, MOST) / PAGE;
        return switch (r.op()) {
            case WRITE -> (r.openFlags().contains(OpenFlag.O_DIRECT) && !journalled(s) ? DIRECT : written(s)).times(pages);
            case READ -> (r.openFlags().contains(OpenFlag.O_DIRECT) ? DIRECT : read(s)).times(cached(s, r, pages));
            case FSYNC, FDATASYNC, SYNC_FILE_RANGE, TRUNCATE, SYNC, DROP_CACHES, MMAP_WRITE -> new Need(0, 0);
        };
    }

    /// A read ends where the file does.
    private static long cached(Scenario s, dioscope.model.scenario.Request r, long pages) {
        return Math.clamp((s.inode().iSize() - r.offset()) / PAGE, 0, pages);
    }

    /// Such files have no direct I/O: what is asked for goes through the page cache.
    private static boolean journalled(Scenario s) {
        return s.fs().dataMode() == FileSystem.DataMode.JOURNAL || s.inode().journalData();
    }

    /// A page written through the page cache and written back.
    private static Need written(Scenario s) {
        if (journalled(s)) {
            return JOURNALLED;
        }
        boolean delays = s.fs().delalloc();
        var page = switch (s.kernel().version(Part.MM)) {
            case V5_10 -> delays ? new Need(219, 23_600) : new Need(226, 24_000);
            case V6_1, V6_6 -> delays ? new Need(195, 21_200) : new Need(226, 24_000);
            case V6_12, V6_14 -> delays ? new Need(167, 19_600) : new Need(228, 24_000);
            case V7_1, V7_2 -> delays ? new Need(52, 4_100) : new Need(102, 7_300);
        };
        return page.plus(BLOCK.times(PAGE / s.fs().blockSize() - 1));
    }

    /// A page read through the page cache.
    private static Need read(Scenario s) {
        return switch (s.kernel().version(Part.MM)) {
            case V5_10, V6_1, V6_6, V6_12, V6_14 -> new Need(25, 4_600);
            case V7_1, V7_2 -> new Need(4, 510);
        };
    }

    private Need times(long n) {
        return new Need(steps * n, bytes * n);
    }

    private Need plus(Need o) {
        return new Need(steps + o.steps, bytes + o.bytes);
    }

    /// Why `s` is not begun, in one sentence; empty when it may run: within the default bounds and the memory that this program may use.
    public static Optional<String> refusal(Scenario s) {
        return refusal(s, Bounds.DEFAULT, Runtime.getRuntime().maxMemory());
    }

    /// The same with bounds of its own.
    ///
    /// @param memory the most that this program may use, bytes
    public static Optional<String> refusal(Scenario s, Bounds bounds, long memory) {
        var need = of(s);
        if (need.steps <= bounds.steps() && need.bytes <= memory * USABLE) {
            return Optional.empty();
        }
        return Optional.of(String.format(Locale.ROOT,
                "Running %s on %s would take about %s steps and %s of memory; this program may use %s steps and %s.",
                calls(s), s.kernel().name(), millions(need.steps), size(need.bytes), millions(bounds.steps()), size(memory)));
    }

    /// The call that is the biggest, as a reader calls it.
    private static String calls(Scenario s) {
        var biggest = s.requests().stream().map(c -> c.request())
                .max((a, b) -> Long.compare(of(s, a).bytes, of(s, b).bytes)).orElseThrow();
        String direct = biggest.openFlags().contains(OpenFlag.O_DIRECT) ? "direct " : "buffered ";
        String others = s.requests().size() > 1 ? " and its other calls" : "";
        return "a " + direct + (biggest.write() ? "write" : "read") + " of " + size(Math.min(MOST, biggest.length())) + others;
    }

    private static String millions(long n) {
        return n >= 100_000 ? rounded(n / 1e6) + " million" : String.valueOf(n);
    }

    private static String size(long bytes) {
        double mib = bytes / 1048576.0;
        return mib >= 1024 ? rounded(mib / 1024) + " GiB" : rounded(Math.max(1, mib)) + " MiB";
    }

    /// With one decimal where it tells something.
    private static String rounded(double v) {
        var text = String.format(Locale.ROOT, v < 10 ? "%.1f" : "%.0f", v);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
