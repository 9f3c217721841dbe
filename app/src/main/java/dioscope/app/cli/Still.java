package dioscope.app.cli;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.SvgSurface;
import dioscope.app.paint.Theme;
import dioscope.app.paint.java2d.Java2dSurface;
import dioscope.app.panel.ComparePicture;
import dioscope.app.panel.Inputs;
import dioscope.app.panel.Inputs.Row;
import dioscope.app.panel.Inputs.Section;
import dioscope.app.panel.Study;
import dioscope.app.panel.View;
import dioscope.app.panel.WindowPicture;
import dioscope.app.session.CallList;
import dioscope.app.session.CompareViews;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.compare.Comparison;
import dioscope.model.compare.Sentences;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Sizes;
import dioscope.model.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// Pictures of one run, drawn without a toolkit.
record Still(Scenario scenario, Trace trace, Study study) {
    /// More calls than these would leave no room for the rest.
    private static final int CALLS = 12;

    static Still of(Scenario scenario, Trace trace) {
        return new Still(scenario, trace, Studies.of(scenario, trace, TextWords.carried(trace.profile())));
    }

    /// Writes the picture of one step; the ending of the file's name says in which form.
    ///
    /// @param decisions whether what decided the run stands in place of the code and the reason of the step
    /// @param view `flow`, `register`, or null for the one that suits the run
    void write(int step, boolean decisions, @Nullable String view, Theme theme, int width, int height, Path file) {
        var v = View.of(study).withDecisions(decisions);
        Drawing d = WindowPicture.draw(trace.at(step), view == null ? v : v.withFlow(view.equals("flow")), inputs(scenario), width, height);
        write(d, theme, file);
    }

    /// Two runs beside each other at one place.
    static Drawing compared(Scenario a, Scenario b, Comparison c, int row, int width, int height) {
        var x = of(a, c.a().trace()).study;
        var y = of(b, c.b().trace()).study;
        var title = a.title().equals(b.title()) ? a.title() : a.title() + "  |  " + b.title();
        return ComparePicture.draw(CompareViews.of(c, x, y, row, List.of(), new Sentences()), title, width, height);
    }

    /// Writes a picture; the ending of the file's name says in which form.
    static void write(Drawing d, Theme theme, Path file) {
        if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
            Output.write(file, SvgSurface.svg(d, theme));
            return;
        }
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(Java2dSurface.image(d, theme, 1), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Output.write(file, bytes.toByteArray());
    }

    /// What the run was started with, in the words of the editor.
    static Inputs inputs(Scenario s) {
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
        boolean moves = r.op() == Request.Op.WRITE || r.op() == Request.Op.READ;
        return moves && !flags.isEmpty() ? bytes + " " + flags : bytes;
    }

    private static String brief(long bytes) {
        return Sizes.show(bytes).replace(" KiB", "K").replace(" MiB", "M").replace(" B", "");
    }

    private static String mounted(FileSystem fs) {
        return !fs.journal() ? "no journal" : "data=" + fs.dataMode().name().toLowerCase(Locale.ROOT) + (fs.barrier() ? "" : " nobarrier");
    }

    private static String time(long nanos) {
        return nanos % 1_000_000_000 == 0 ? nanos / 1_000_000_000 + " s" : nanos / 1_000_000.0 + " ms";
    }

    private static String yes(boolean v) {
        return v ? "yes" : "no";
    }

    private static String names(List<? extends Enum<?>> flags) {
        return flags.isEmpty() ? "none" : flags.stream().map(Enum::name).collect(Collectors.joining(" "));
    }
}
