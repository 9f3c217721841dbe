package dioscope.app.export;

import dioscope.app.panel.Inputs;
import dioscope.app.panel.Inputs.Row;
import dioscope.app.panel.Inputs.Section;
import dioscope.app.panel.Setting;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What panels need to know of a scenario, which they do not see themselves.
public final class ScenarioSheet {
    private ScenarioSheet() {}

    /// What stays the same in a run of `s`.
    public static Setting setting(Scenario s) {
        var d = s.device();
        String words = d.writeCache() ? d.fua() ? "write cache, FUA" : "write cache, no FUA" : "no write cache";
        return new Setting(s.fs().blockSize(), d.queueDepth(), words);
    }

    /// The inputs of `s` as a short list, those that do nothing left out.
    public static Inputs inputs(Scenario s) {
        return new Inputs(s.title(), List.of(request(s.request()), device(s), file(s), fileSystem(s), faults(s.faults())).stream()
                .filter(x -> !x.rows().isEmpty()).toList());
    }

    private static Section request(Request r) {
        var rows = new ArrayList<Row>();
        rows.add(new Row("call", r.write() ? "write" : "read"));
        rows.add(new Row("offset", bytes(r.offset())));
        rows.add(new Row("length", bytes(r.length())));
        rows.add(new Row("segments", Integer.toString(r.iovecs().size())));
        rows.add(new Row("memory", r.buffer().name().toLowerCase(Locale.ROOT)));
        for (var f : r.openFlags()) {
            rows.add(new Row(f.name(), "on"));
        }
        for (var f : r.rwf()) {
            rows.add(new Row(f.name(), "on"));
        }
        return new Section("REQUEST", rows);
    }

    private static Section device(Scenario s) {
        var d = s.device();
        return new Section("DEVICE", List.of(new Row("write cache", yes(d.writeCache())), new Row("FUA", yes(d.fua())),
                new Row("logical block", Integer.toString(d.logicalBlockSize())),
                new Row("physical block", Integer.toString(d.physicalBlockSize())),
                new Row("DMA alignment", Integer.toString(d.dmaAlignment() + 1)), new Row("largest request", bytes(d.maxBytes())),
                new Row("segments", Integer.toString(d.maxSegments())), new Row("queue depth", Integer.toString(d.queueDepth())),
                new Row("write takes", s.latency().writeNanos() / 1000 + " µs"),
                new Row("flush takes", s.latency().flushNanos() / 1000 + " µs")));
    }

    private static Section file(Scenario s) {
        var rows = new ArrayList<Row>();
        rows.add(new Row("i_size", bytes(s.inode().iSize())));
        if (s.inode().iDisksize() != s.inode().iSize()) {
            rows.add(new Row("i_disksize", bytes(s.inode().iDisksize())));
        }
        rows.add(new Row("extents", Integer.toString(s.inode().extents().size())));
        rows.add(new Row("cached pages", Integer.toString(s.pageCache().stream().mapToInt(Scenario.PageRun::pages).sum())));
        return new Section("FILE", rows);
    }

    private static Section fileSystem(Scenario s) {
        var f = s.fs();
        return new Section("FILE SYSTEM", List.of(new Row("block", Integer.toString(f.blockSize())),
                new Row("data", f.dataMode().name().toLowerCase(Locale.ROOT)), new Row("barriers", yes(f.barrier())),
                new Row("dioread_nolock", yes(f.dioreadNolockEffective()))));
    }

    private static Section faults(Faults f) {
        var rows = new ArrayList<Row>();
        if (f.failBio() != 0) {
            rows.add(new Row("failing bio", Integer.toString(f.failBio())));
        }
        if (!f.eioFileRanges().isEmpty()) {
            rows.add(new Row("failing ranges", Integer.toString(f.eioFileRanges().size())));
        }
        if (f.freeBytes() >= 0) {
            rows.add(new Row("free space", bytes(f.freeBytes())));
        }
        if (f.shutdown()) {
            rows.add(new Row("shut down", "yes"));
        }
        if (f.buffer() != Faults.Buffer.GOOD) {
            rows.add(new Row("buffer", f.buffer().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        return new Section("FAULTS", rows);
    }

    private static String yes(boolean b) {
        return b ? "yes" : "no";
    }

    private static String bytes(long n) {
        return n >= 1 << 20 && n % (1 << 20) == 0 ? (n >> 20) + " MiB" : n >= 1024 && n % 1024 == 0 ? (n >> 10) + " KiB" : Long.toString(n);
    }
}
