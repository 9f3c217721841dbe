package dioscope.app.export.page;

import dioscope.app.panel.Inputs;
import dioscope.app.panel.Inputs.Row;
import dioscope.app.panel.Inputs.Section;
import dioscope.app.session.CallList;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.JournalState;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.PageRun;
import dioscope.model.scenario.Sizes;
import dioscope.model.scenario.Writeback;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a run was started with, in the words of the editor.
public final class Parameters {
    /// More calls than these would leave no room for the rest of a picture.
    private static final int CALLS = 12;
    /// Of more calls than these each has one line.
    private static final int IN_FULL = 6;

    private Parameters() {}

    /// What a still picture has room for.
    public static Inputs brief(Scenario s) {
        var d = s.device();
        var i = s.inode();
        var sections = new ArrayList<Section>();
        sections.add(s.requests().size() == 1 ? request(s.request()) : calls(s.requests()));
        sections.add(new Section("device",
                List.of(new Row("preset", DevicePreset.of(d).map(DevicePreset::title).orElse("own")),
                        new Row("write cache", yes(d.writeCache())),
                        new Row("FUA", yes(d.fua())), new Row("logical block", Sizes.show(d.logicalBlockSize())),
                        new Row("memory alignment", Sizes.show(d.dmaAlignment() + 1L)),
                        new Row("largest request", Sizes.show(d.maxBytes())),
                        new Row("most segments", String.valueOf(d.maxSegments())), new Row("queue depth", String.valueOf(d.queueDepth())),
                        new Row("write takes", s.latency().writeNanos() / 1000 + " µs"))));
        sections.add(new Section("file",
                List.of(new Row("block", Sizes.show(s.fs().blockSize())), new Row("i_size", Sizes.show(i.iSize())),
                        new Row("extents", String.valueOf(i.extents().size())),
                        new Row("cached pages", String.valueOf(s.pageCache().stream().mapToInt(Scenario.PageRun::pages).sum())),
                        new Row("mounted", mounted(s.fs())))));
        if (s.passNanos() > 0) {
            var w = s.writeback();
            sections.add(new Section("time", List.of(new Row("let pass", time(s.passNanos())),
                    new Row("flusher wakes every", time(w.intervalNanos())), new Row("data are old after", time(w.expireNanos())))));
        }
        var f = s.faults();
        sections.add(new Section("faults", List.of(new Row("bio error", f.failBio() == 0 ? "none" : "bio " + f.failBio()),
                new Row("broken ranges", String.valueOf(f.eioFileRanges().size())),
                new Row("free space", f.freeBytes() < 0 ? "plenty" : Sizes.show(f.freeBytes())), new Row("shut down", yes(f.shutdown())))));
        return new Inputs(s.title(), sections);
    }

    private static Section request(Request r) {
        return new Section("request", List.of(new Row("call", CallList.word(r.op())), new Row("offset", Sizes.show(r.offset())),
                new Row("length", Sizes.show(r.length())),
                new Row("buffer address", r.iovecs().isEmpty() ? "-" : String.valueOf(r.iovecs().getFirst().baseMod4096())),
                new Row("open", names(r.openFlags())), new Row("pwritev2", names(r.rwf()))));
    }

    /// One row a call; of more than there is room for, how many more.
    private static Section calls(List<Scenario.Call> calls) {
        var rows = new ArrayList<Row>();
        int shown = calls.size() <= CALLS ? calls.size() : CALLS - 1;
        for (int i = 0; i < shown; i++) {
            var r = calls.get(i).request();
            rows.add(new Row(i + 1 + " " + CallList.word(r.op()), what(r)));
        }
        if (shown < calls.size()) {
            rows.add(new Row(calls.size() - shown + " more", ""));
        }
        return new Section("calls", rows);
    }

    /// The bytes a call is about and how it was asked for, in short.
    private static String what(Request r) {
        var flags = Stream.concat(r.openFlags().stream(), r.rwf().stream()).map(f -> f.name().replace("RWF_", "").replace("O_DIRECT",
                "DIRECT")).collect(Collectors.joining(" "));
        String bytes = switch (r.op()) {
            case WRITE, READ, MMAP_WRITE, SYNC_FILE_RANGE -> brief(r.length()) + " at " + brief(r.offset());
            case TRUNCATE -> "to " + brief(r.offset());
            case FSYNC, FDATASYNC, SYNC, DROP_CACHES -> "";
        };
        return moves(r) && !flags.isEmpty() ? bytes + " " + flags : bytes;
    }

    private static boolean moves(Request r) {
        return r.op() == Request.Op.WRITE || r.op() == Request.Op.READ;
    }

    private static String brief(long bytes) {
        return Sizes.show(bytes).replace(" KiB", "K").replace(" MiB", "M").replace(" B", "");
    }

    // ---- everything, for a page

    /// Everything that decides the run: each call, each extent, and what of the machine is not as usual.
    public static List<Section> all(Scenario s) {
        var out = new ArrayList<Section>();
        out.add(new Section("kernel", List.of(new Row("Linux", s.kernel().release()))));
        if (s.requests().size() > IN_FULL) {
            out.add(listed(s));
        } else {
            for (int i = 0; i < s.requests().size(); i++) {
                out.add(call(s, i));
            }
        }
        out.add(file(s.inode()));
        if (!s.pageCache().isEmpty()) {
            out.add(new Section("page cache", s.pageCache().stream().map(Parameters::pages).toList()));
        }
        out.add(fs(s.fs()));
        out.add(device(s));
        var time = new ArrayList<Row>();
        if (s.passNanos() > 0) {
            time.add(new Row("let pass", time(s.passNanos())));
        }
        var w = s.writeback();
        if (s.passNanos() > 0 || !w.equals(Writeback.DEFAULT)) {
            time.add(new Row("flusher wakes every", time(w.intervalNanos())));
            time.add(new Row("data are old after", time(w.expireNanos())));
            time.add(new Row("background limit", Sizes.show(w.dirtyBackgroundBytes())));
            time.add(new Row("throttle limit", Sizes.show(w.dirtyBytes())));
        }
        if (s.fs().journal() && s.journal().commitIntervalNanos() != JournalState.DEFAULT.commitIntervalNanos()) {
            time.add(new Row("commit=", time(s.journal().commitIntervalNanos())));
        }
        if (!time.isEmpty()) {
            out.add(new Section("writeback", time));
        }
        var faults = faults(s.faults());
        if (!faults.isEmpty()) {
            out.add(new Section("faults", faults));
        }
        if (!s.decisions().completions().isEmpty() || s.decisions().seed() != null) {
            var rows = new ArrayList<Row>();
            if (!s.decisions().completions().isEmpty()) {
                rows.add(new Row("order of completions", list(s.decisions().completions())));
            }
            if (s.decisions().seed() != null) {
                rows.add(new Row("seed", String.valueOf(s.decisions().seed())));
            }
            out.add(new Section("decisions", rows));
        }
        return List.copyOf(out);
    }

    private static Section listed(Scenario s) {
        var rows = new ArrayList<Row>();
        for (var c : s.requests()) {
            var r = c.request();
            var words = new StringJoiner(", ");
            var bytes = what(r);
            mark(words, !bytes.isEmpty(), bytes);
            mark(words, r.op() == Request.Op.SYNC_FILE_RANGE, names(r.syncFlags()));
            mark(words, r.submission() != Request.Submission.SYNC, word(r.submission()));
            mark(words, c.task() != 0, "task " + c.task());
            mark(words, c.startNanos() > 0, "from " + time(c.startNanos()));
            rows.add(new Row(rows.size() + 1 + " " + CallList.word(r.op()), words.toString()));
        }
        return new Section("calls", rows);
    }

    private static Section call(Scenario s, int i) {
        var c = s.requests().get(i);
        var r = c.request();
        var rows = new ArrayList<Row>();
        switch (r.op()) {
            case WRITE, READ, MMAP_WRITE, SYNC_FILE_RANGE -> {
                rows.add(new Row("offset", Sizes.show(r.offset())));
                rows.add(new Row("length", Sizes.show(r.length())));
            }
            case TRUNCATE -> rows.add(new Row("to", Sizes.show(r.offset())));
            case FSYNC, FDATASYNC, SYNC, DROP_CACHES -> {
            }
        }
        if (moves(r)) {
            rows.add(new Row("open", names(r.openFlags())));
            if (!r.rwf().isEmpty()) {
                rows.add(new Row("flags", names(r.rwf())));
            }
            if (!r.iovecs().isEmpty()) {
                rows.add(new Row(r.iovecs().size() == 1 ? "buffer" : "segments", list(r.iovecs().stream().limit(6)
                        .map(v -> brief(v.len()) + " at …" + v.baseMod4096()).toList()) + (r.iovecs().size() > 6 ? ", …" : "")));
            }
            if (r.submission() != Request.Submission.SYNC) {
                rows.add(new Row("submitted by", word(r.submission())));
            }
        }
        if (r.op() == Request.Op.SYNC_FILE_RANGE) {
            rows.add(new Row("flags", names(r.syncFlags())));
        }
        if (s.requests().size() > 1) {
            rows.add(new Row("made by", c.task() == 0 ? "a task of its own" : "task " + c.task()));
        }
        if (c.startNanos() > 0) {
            rows.add(new Row("not before", time(c.startNanos())));
        }
        return new Section((s.requests().size() > 1 ? "call " + (i + 1) + ": " : "call: ") + CallList.word(r.op()), rows);
    }

    private static Section file(FileState i) {
        var rows = new ArrayList<Row>();
        rows.add(new Row("i_size", Sizes.show(i.iSize())));
        if (i.iDisksize() != i.iSize()) {
            rows.add(new Row("i_disksize", Sizes.show(i.iDisksize())));
        }
        if (i.extents().isEmpty()) {
            rows.add(new Row("extents", "none"));
        }
        for (var e : i.extents()) {
            rows.add(new Row(Sizes.show(e.length()) + " at " + Sizes.show(e.logical()), word(e.state())));
        }
        var marks = new StringJoiner(", ");
        mark(marks, !i.extentsFormat(), "mapped by blocks");
        mark(marks, i.inline(), "data in the inode");
        mark(marks, i.journalData(), "chattr +j");
        mark(marks, i.sync(), "chattr +S");
        mark(marks, i.verity(), "verity");
        mark(marks, i.encryption() != FileState.Encryption.NO, "encrypted: " + word(i.encryption()));
        if (marks.length() > 0) {
            rows.add(new Row("is", marks.toString()));
        }
        return new Section("file", rows);
    }

    private static void mark(StringJoiner to, boolean is, String word) {
        if (is) {
            to.add(word);
        }
    }

    private static Row pages(PageRun p) {
        var which = p.pages() == 1 ? "page " + p.page() : "pages " + p.page() + "–" + (p.page() + p.pages() - 1);
        return new Row(which, word(p.state()) + (p.mapped() == PageRun.Mapped.NONE ? "" : ", mapped " + word(p.mapped())));
    }

    private static Section fs(FileSystem f) {
        var rows = new ArrayList<Row>();
        rows.add(new Row("block", Sizes.show(f.blockSize())));
        if (f.bigalloc()) {
            rows.add(new Row("cluster", Sizes.show(f.clusterSize())));
        }
        rows.add(new Row("mounted", mounted(f)));
        var marks = new StringJoiner(" ");
        mark(marks, !f.delalloc(), "nodelalloc");
        mark(marks, f.dioreadNolock(), "dioread_nolock");
        mark(marks, f.fastCommit(), "fast_commit");
        mark(marks, f.orphanFile(), "orphan_file");
        mark(marks, f.inlineData(), "inline_data");
        mark(marks, f.readOnly(), "read-only");
        mark(marks, f.dataErrAbort(), "data_err=abort");
        if (marks.length() > 0) {
            rows.add(new Row("with", marks.toString()));
        }
        return new Section("file system", rows);
    }

    private static Section device(Scenario s) {
        var d = s.device();
        var rows = new ArrayList<Row>();
        rows.add(new Row("preset", DevicePreset.of(d).map(DevicePreset::title).orElse("own")));
        rows.add(new Row("write cache", d.writeCache() ? "volatile" : "none"));
        rows.add(new Row("FUA", yes(d.fua())));
        rows.add(new Row("logical block", Sizes.show(d.logicalBlockSize())));
        rows.add(new Row("memory alignment", Sizes.show(d.dmaAlignment() + 1L)));
        rows.add(new Row("largest request", Sizes.show(d.maxBytes()) + ", " + d.maxSegments() + " segments"));
        rows.add(new Row("queue depth", String.valueOf(d.queueDepth())));
        var l = s.latency();
        rows.add(new Row("read, write, flush take", time(l.readNanos()) + ", " + time(l.writeNanos()) + ", " + time(l.flushNanos())));
        if (d.ioPoll()) {
            rows.add(new Row("poll queues", "yes"));
        }
        if (d.deviceMapper()) {
            rows.add(new Row("device mapper", "linear"));
        }
        return new Section("device", rows);
    }

    private static List<Row> faults(Faults f) {
        var rows = new ArrayList<Row>();
        if (f.failBio() > 0) {
            rows.add(new Row("bio error", "bio " + f.failBio()));
        }
        for (var r : f.eioFileRanges()) {
            rows.add(new Row("broken", Sizes.show(r.length()) + " at " + Sizes.show(r.offset())));
        }
        if (f.freeBytes() >= 0) {
            rows.add(new Row("free space", Sizes.show(f.freeBytes())));
        }
        if (f.shutdown()) {
            rows.add(new Row("shut down", word(f.shutdownMode())));
        }
        if (f.buffer() != Faults.Buffer.GOOD) {
            rows.add(new Row("user buffer", word(f.buffer())));
        }
        if (f.shortPin() > 0) {
            rows.add(new Row("pages pinned at once", String.valueOf(f.shortPin())));
        }
        if (f.shortCopy() >= 0) {
            rows.add(new Row("memory gone at", Sizes.show(f.shortCopy())));
        }
        if (f.killNanos() >= 0) {
            rows.add(new Row("killed after", time(f.killNanos())));
        }
        if (!f.stuckPages().isEmpty()) {
            rows.add(new Row("stuck pages", list(f.stuckPages())));
        }
        return rows;
    }

    private static String mounted(FileSystem fs) {
        return !fs.journal() ? "no journal" : "data=" + word(fs.dataMode()) + (fs.barrier() ? "" : " nobarrier");
    }

    private static String time(long nanos) {
        if (nanos % 1_000_000_000 == 0) {
            return nanos / 1_000_000_000 + " s";
        }
        return nanos % 1_000 == 0 && nanos < 1_000_000 ? nanos / 1_000 + " µs" : (nanos / 1_000_000.0 + " ms").replace(".0 ", " ");
    }

    private static String word(Enum<?> v) {
        return v.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String list(List<?> items) {
        return items.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String yes(boolean v) {
        return v ? "yes" : "no";
    }

    private static String names(List<? extends Enum<?>> flags) {
        return flags.isEmpty() ? "none" : flags.stream().map(Enum::name).collect(Collectors.joining(" "));
    }
}
