package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.profile.Bits;
import dioscope.model.state.Bio;
import dioscope.model.state.Dio;
import dioscope.model.state.Io;
import dioscope.model.state.World;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// struct iomap_dio: its flag word as bits, its counters, and the words beside it.
public final class DioPanel {
    /// Height that the lines of fields want at the least, pixels before scaling.
    private static final double FIELDS = 102;

    private final Kit k;
    private final Moment m;
    private final double f;
    /// The request on show, with the World it is read from: this step's, or the last one that had a struct iomap_dio.
    private final @Nullable Io io;
    private final @Nullable Dio dio;
    private final boolean freed;
    private final int request;
    private final boolean several;
    private final int changedBits;
    /// Height of a line of fields, pixels.
    private double rowH;
    /// From the lower edge of a bit to the baseline of its number, pixels.
    private double number;

    private DioPanel(Moment m, View v, double width, double height) {
        this.m = m;
        k = new Kit(m, v, width, height);
        f = Math.clamp((k.bottom() - k.top() - FIELDS * k.s) / (258 * k.s), 0.66, 1.25) * k.s;
        request = v.study().past().requestAt(m.index());
        several = m.world().io().size() > 1;
        var now = live(m.world());
        int last = now == null ? v.study().past().dioAt(m.index()) : -1;
        var then = last < 0 ? null : live(m.trace().step(last).world());
        var shown = now != null ? now : then;
        freed = now == null && then != null;
        dio = shown == null ? null : shown.dio();
        io = m.world().io().get(request);
        var before = live(m.before());
        var old = before == null ? null : before.dio();
        changedBits = dio == null || old == null || freed ? 0 : dio.flags() ^ old.flags();
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new DioPanel(m, v, width, height).draw();
    }

    /// The request of the step, when its struct iomap_dio exists.
    private @Nullable Io live(World w) {
        var found = w.io().get(request);
        return found == null || found.dio() == null ? null : found;
    }

    private Drawing draw() {
        var d = dio;
        String what = several ? "iomap_dio of request " + request : "struct iomap_dio";
        if (d == null) {
            k.frame("DIO REGISTER", (several ? "request " + request + ": " : "") + "no struct iomap_dio yet");
        } else if (freed) {
            k.frame("DIO REGISTER", what + " · freed, last values shown");
        } else if (changedBits != 0) {
            String bits = Integer.bitCount(changedBits) == 1
                    ? "bit " + Integer.numberOfTrailingZeros(changedBits) + " changed"
                    : Integer.bitCount(changedBits) + " bits changed";
            k.frame("DIO REGISTER", what + " · " + bits + " in this step", what + " · " + bits, bits);
        } else {
            k.frame("DIO REGISTER", what);
        }
        double y = register(k.top(), d);
        y = names(y, d);
        fields(y + 8 * f, d);
        return k.done();
    }

    private String path() {
        var i = io;
        return "io." + (i == null ? 1 : i.id());
    }

    private double register(double top, @Nullable Dio d) {
        int flags = d == null ? 0 : d.flags();
        double base = top + 16 * f;
        var on = d == null || freed ? Token.TEXT_DIM : Token.TEXT;
        k.text("dio->flags", k.left(), base, 15, FontRole.MONO_BOLD, on, k.w / 2);
        k.end(d == null ? "no value" : String.format("0x%08x", flags), k.right(), base, d == null ? 14 : 17,
                d == null ? FontRole.MONO : FontRole.MONO_BOLD, changedBits != 0 ? Token.CHANGED : on, k.w / 2);
        double y = base + 14 * f;
        number = Math.max(15 * f, k.px(11) * 0.73 + 3 * k.s);
        double cell = (k.right() - k.left() + 4 * k.s) / 16;
        double h = 34 * f;
        for (int b = 31; b >= 0; b--) {
            int i = 31 - b;
            bit(b, flags, d != null, k.left() + i % 16 * cell, y + (i / 16) * (h + 27 * f), cell - 4 * k.s, h);
        }
        return y + 2 * (h + 27 * f);
    }

    private void bit(int b, int flags, boolean exists, double x, double y, double width, double h) {
        var flag = m.trace().profile().dio().at(b);
        boolean on = (flags >>> b & 1) != 0;
        boolean changed = (changedBits >>> b & 1) != 0;
        var id = CellId.of(path() + ".dio.flags." + b);
        double dim = freed ? 0.45 : 1;
        var edge = changed ? Token.BIT_CHANGED : on ? Token.BIT_ON : flag != null ? Token.BIT_NAMED : Token.GRID_MAJOR;
        double r = 4 * k.s;
        k.pen.rect(id, x, y, width, h, r, Style.fill(on ? Token.BIT_ON : Token.BIT_OFF).withStroke(edge, (changed ? 3 : 1.3) * k.s)
                .withOpacity(dim));
        String t = !exists ? "" : on ? "1" : "0";
        var ink = on ? Token.BIT_ON_TEXT : flag != null ? Token.TEXT_DIM : Token.BIT_OFF_TEXT;
        k.middle(t, x + width / 2, k.baseline(y + h / 2, FontRole.MONO_BOLD, 15), 15, FontRole.MONO_BOLD, ink, width);
        k.middle(Integer.toString(b), x + width / 2, y + h + number, 11, FontRole.MONO, flag != null ? Token.TEXT_DIM : Token.TEXT_FAINT,
                width + 4);
        k.outline(id, x, y, width, h, r);
    }

    private double names(double top, @Nullable Dio d) {
        var layout = m.trace().profile().dio();
        var bits = new ArrayList<Integer>();
        double widest = 0;
        for (int b = 31; b >= 0; b--) {
            var flag = layout.at(b);
            if (flag != null) {
                bits.add(b);
                widest = Math.max(widest, k.width(flag.shortName(), FontRole.MONO_BOLD, 12.5));
            }
        }
        double room = k.right() - k.left();
        int columns = Math.clamp((int) (room / (widest + 24 * k.s)), 1, 4);
        int rows = (bits.size() + columns - 1) / columns;
        double rowH = 25 * f;
        double y = top + 10 * f;
        for (int i = 0; i < bits.size(); i++) {
            int b = bits.get(i);
            var flag = layout.at(b);
            double x = k.left() + i % columns * (room / columns);
            double cy = y + i / columns * rowH;
            boolean on = d != null && (d.flags() >>> b & 1) != 0;
            boolean changed = (changedBits >>> b & 1) != 0;
            double box = 11 * k.s;
            k.pen.begin(CellId.of(path() + ".dio.flags." + b + ".name"), 0, 0);
            k.pen.rect(x + 1, cy - box / 2, box, box, 2 * k.s, Style.fill(on ? Token.BIT_ON : Token.BIT_OFF)
                    .withStroke(changed ? Token.BIT_CHANGED : on ? Token.BIT_ON : Token.BIT_NAMED, 1.4 * k.s).withOpacity(freed ? 0.5 : 1));
            var ink = changed ? Token.BIT_CHANGED : on && !freed ? Token.TEXT : Token.TEXT_DIM;
            k.text(flag == null ? "" : flag.shortName(), x + 18 * k.s, k.baseline(cy, FontRole.MONO, 12.5), 12.5,
                    changed ? FontRole.MONO_BOLD : FontRole.MONO, ink, room / columns - 20 * k.s);
            k.pen.end();
        }
        return y + rows * rowH - rowH / 2;
    }

    /// A name, its value, and a word about it; `path` says what it is in the World.
    private record Entry(String name, String value, String note, String path) {}

    private void fields(double top, @Nullable Dio d) {
        var small = d == null ? List.<Entry>of() : counters(d);
        var wide = words();
        // a low panel tells the first of them only
        int most = Math.max(0, (int) ((k.bottom() - top) / (k.px(13) * 1.17) + 0.01));
        small = small.subList(0, Math.min(small.size(), 2 * most));
        wide = wide.subList(0, Math.clamp(most - (small.size() + 1) / 2, 0, wide.size()));
        int rows = (small.size() + 1) / 2 + wide.size();
        rowH = Math.min(27 * k.s, (k.bottom() - top) / Math.max(1, rows));
        double y = top + rowH / 2;
        double half = (k.right() - k.left()) / 2;
        double indent = 0;
        for (var e : wide) {
            indent = Math.max(indent, k.width(e.name, FontRole.MONO, 13));
        }
        double indent1 = indent;
        double indent2 = 0;
        for (int i = 0; i < small.size(); i++) {
            double need = k.width(small.get(i).name, FontRole.MONO, 13);
            if (i % 2 == 0) {
                indent1 = Math.max(indent1, need);
            } else {
                indent2 = Math.max(indent2, need);
            }
        }
        for (int i = 0; i < small.size(); i++) {
            boolean second = i % 2 == 1;
            entry(small.get(i), k.left() + (second ? half : 0), y + i / 2 * rowH, (second ? indent2 : indent1) + 12 * k.s, half - 8 * k.s);
        }
        y += (small.size() + 1) / 2 * rowH;
        for (var e : wide) {
            entry(e, k.left(), y, indent1 + 12 * k.s, k.right() - k.left());
            y += rowH;
        }
    }

    private void entry(Entry e, double x, double cy, double indent, double room) {
        boolean changed = !freed && k.changed(e.path);
        double base = k.baseline(cy, FontRole.MONO, 13);
        k.text(e.name, x, base, 13, FontRole.MONO, Token.TEXT_DIM, indent);
        var ink = changed ? Token.CHANGED : freed && e.path.contains(".dio.") ? Token.TEXT_DIM : Token.TEXT;
        double tw = Math.min(k.width(e.value, FontRole.MONO_BOLD, 13), room - indent);
        k.pen.begin(CellId.of(e.path), x + indent, base);
        double end = k.text(e.value, 0, 0, 13, FontRole.MONO_BOLD, ink, tw + 1);
        k.pen.end();
        // with its stroke it keeps within its line
        double h = Math.min(18 * k.s, rowH - 4 * k.s);
        k.outline(CellId.of(e.path), x + indent - 4 * k.s, cy - h / 2, tw + 8 * k.s, h, 3 * k.s);
        String note = k.fit(room - indent - end - 12 * k.s, FontRole.MONO, 12, e.note);
        k.text(note, x + indent + end + 12 * k.s, base, 12, FontRole.MONO, Token.TEXT_FAINT, room);
    }

    private List<Entry> counters(Dio d) {
        String p = path() + ".dio.";
        int inFlight = 0;
        for (var e : m.world().bios()) {
            var b = e.value();
            if (io != null && b.io() == io.id() && b.parent() == 0 && b.state() != Bio.State.DONE
                    && b.state() != Bio.State.BUILDING && b.via() == Bio.Via.DIO) {
                inFlight++;
            }
        }
        var waiter = d.waiter() == 0 ? null : m.world().tasks().get(d.waiter());
        String note = freed ? "" : inFlight == 0 ? "" : inFlight + (inFlight == 1 ? " bio out" : " bios out");
        return List.of(new Entry("ref", Integer.toString(d.ref()), note, p + "ref"),
                new Entry("size", Units.grouped(d.size()), "bytes issued", p + "size"),
                new Entry("error", d.error() == 0 ? "0" : "-" + Units.error(d.error()), "", p + "error"),
                new Entry("i_size", Units.grouped(d.iSize()), "at the start", p + "iSize"),
                new Entry("waits", d.waitForCompletion() ? "yes" : "no", "for completion", p + "waitForCompletion"),
                new Entry("waiter", d.waiter() == 0 ? "none" : waiter == null ? "task " + d.waiter() : waiter.name(), "", p + "waiter"));
    }

    private List<Entry> words() {
        var i = io;
        var out = new ArrayList<Entry>();
        if (i == null) {
            return out;
        }
        var profile = m.trace().profile();
        out.add(new Entry("ki_flags", names(new Bits(profile.iocb(), i.kiocb().flags())), "", path() + ".kiocb.flags"));
        var iomi = i.iomi();
        var map = iomi == null ? null : iomi.iomap();
        out.add(new Entry("iomap",
                map == null ? "none" : map.type() + (map.flags() == 0 ? "" : " " + names(new Bits(profile.iomap(), map.flags()))),
                map == null ? "" : Units.offset(map.offset()) + " to " + Units.offset(map.end()), path() + ".iomi.iomap"));
        if (iomi != null) {
            out.add(new Entry("iter", names(new Bits(profile.iter(), iomi.flags())),
                    "at " + Units.offset(iomi.pos()) + ", " + Units.size(iomi.len())
                            + " left",
                    path() + ".iomi.flags"));
        }
        return out;
    }

    private static String names(Bits b) {
        return b.value() == 0 ? "0" : String.join(" ", b.names());
    }
}
