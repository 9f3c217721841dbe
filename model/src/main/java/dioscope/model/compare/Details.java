package dioscope.model.compare;

import dioscope.model.profile.Bits;
import dioscope.model.profile.FlagLayout;
import dioscope.model.profile.Profile;
import dioscope.model.state.Args;
import dioscope.model.state.Bio;
import dioscope.model.state.Dio;
import dioscope.model.state.Iomap;
import dioscope.model.state.IomapIter;
import dioscope.model.state.Rq;
import dioscope.model.trace.Change;
import dioscope.model.trace.Diff;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What differs between two steps that are the same place. Numbers that only say when or as the how manieth something was made are no difference: virtual
/// time, and the ids of bios, requests and tasks. Flags are compared by name, because each kernel has its own bits for them.
final class Details {
    /// Cells whose number counts what was made before.
    private static final Pattern COUNTED = Pattern.compile("^(bios|requests|tasks|queue\\.plugs|queue\\.tags|queue\\.bioLists)\\.\\d+");
    private static final Set<String> IDS = Set.of("bio", "rq", "tag", "tid", "task");

    private Details() {}

    /// The values that differ; none when the steps are alike.
    static List<Detail> of(Trace a, int i, Trace b, int j) {
        var s = a.step(i);
        var t = b.step(j);
        var out = new ArrayList<Detail>();
        if (s.kind() == Step.Kind.BRANCH && s.taken() != t.taken()) {
            out.add(new Detail("taken", s.taken(), t.taken()));
        }
        args(s.values(), t.values(), out);
        if (s.kind() == Step.Kind.CHANGE) {
            effects(a, i, b, j, out);
        }
        return out;
    }

    private static void args(Args x, Args y, List<Detail> out) {
        for (int k = 0; k < x.size(); k++) {
            var name = x.name(k);
            if (IDS.contains(name)) {
                continue;
            }
            var v = x.value(k);
            for (int l = 0; l < y.size(); l++) {
                if (y.name(l).equals(name) && !alike(v, y.value(l))) {
                    out.add(new Detail(name, v, y.value(l)));
                }
            }
        }
    }

    private static boolean alike(@Nullable Object v, @Nullable Object w) {
        if (v instanceof Bits p && w instanceof Bits q) {
            return p.value() == q.value() && p.layout() == q.layout() || Set.copyOf(p.names()).equals(Set.copyOf(q.names()));
        }
        if (v instanceof Number p && w instanceof Number q) {
            return p.longValue() == q.longValue();
        }
        return Objects.equals(v, w) || v != null && w != null && v.getClass() != w.getClass() && v.toString().equals(w.toString());
    }

    private static void effects(Trace a, int i, Trace b, int j, List<Detail> out) {
        var x = changes(a, i);
        var y = changes(b, j);
        var p = a.profile();
        var q = b.profile();
        for (var e : x.entrySet()) {
            var other = y.remove(e.getKey());
            var mine = effect(e.getValue(), p);
            var its = other == null ? null : effect(other, q);
            if (!Objects.equals(mine, its)) {
                out.add(new Detail(e.getKey(), mine, its));
            }
        }
        y.forEach((path, c) -> out.add(new Detail(path, null, effect(c, q))));
    }

    /// What a step changes, each change in words that can be compared with those of another kernel.
    static List<String> effects(Trace t, int i) {
        var out = new ArrayList<String>();
        changes(t, i).forEach((path, c) -> out.add(path + " = " + effect(c, t.profile())));
        return out;
    }

    private static TreeMap<String, Change> changes(Trace t, int i) {
        var out = new TreeMap<String, Change>();
        if (i == 0) {
            return out;
        }
        for (var c : Diff.between(t.step(i - 1).world(), t.step(i).world())) {
            var path = c.cell().path();
            if (!path.equals("current") && !path.endsWith("Nanos") && !(path.startsWith("tasks.") && path.endsWith(".stack"))) {
                out.put(name(path), c);
            }
        }
        return out;
    }

    private static String name(String path) {
        if (path.startsWith("disk.")) {
            // how runs of bytes merge with their neighbours is no difference
            return path.substring(0, path.indexOf('.', 5) < 0 ? path.length() : path.indexOf('.', 5));
        }
        var m = COUNTED.matcher(path);
        return m.find() ? m.group(1) + path.substring(m.end()) : path;
    }

    /// What a change does, in words that hold in every kernel.
    private static Object effect(Change c, Profile p) {
        if (c.cell().path().startsWith("disk.")) {
            return "changes";
        }
        var after = c.after();
        if (after == null) {
            return "gone";
        }
        var layout = layout(c.cell().path(), p);
        if (layout != null && after instanceof Integer word) {
            int was = c.before() instanceof Integer w ? w : 0;
            var set = layout.names(word & ~was);
            var cleared = layout.names(was & ~word);
            return (set.isEmpty() ? "" : "+" + String.join(" +", set)) + (set.isEmpty() || cleared.isEmpty() ? "" : " ")
                    + (cleared.isEmpty() ? "" : "-" + String.join(" -", cleared));
        }
        return value(after, p);
    }

    private static Object value(Object v, Profile p) {
        return switch (v) {
            case Bio x -> x.op() + " " + x.bytes() + " at sector " + x.sector() + " " + x.kind() + names(p.req(), x.opf());
            case Rq x -> x.op() + " " + x.bytes() + " at sector " + x.sector() + names(p.req(), x.opf());
            case Dio x -> "size " + x.size() + ", i_size " + x.iSize() + ", " + (x.waitForCompletion() ? "waits" : "does not wait")
                    + names(p.dio(), x.flags());
            case Iomap x -> mapping(x, p);
            case IomapIter x -> x.pos() + " +" + x.len() + names(p.iter(), x.flags())
                    + (x.iomap() == null ? "" : ", " + mapping(x.iomap(), p));
            case List<?> x -> x.size() + (x.size() == 1 ? " entry" : " entries");
            default -> v;
        };
    }

    private static String mapping(Iomap x, Profile p) {
        return x.type() + " " + x.offset() + " +" + x.length() + names(p.iomap(), x.flags());
    }

    private static String names(FlagLayout<?> layout, int word) {
        return word == 0 ? "" : " " + String.join("|", new java.util.TreeSet<>(layout.names(word)));
    }

    private static @Nullable FlagLayout<?> layout(String path, Profile p) {
        if (path.endsWith(".dio.flags")) {
            return p.dio();
        }
        if (path.endsWith(".kiocb.flags")) {
            return p.iocb();
        }
        if (path.endsWith(".iomi.flags")) {
            return p.iter();
        }
        if (path.endsWith(".iomap.flags")) {
            return p.iomap();
        }
        return path.endsWith(".opf") ? p.req() : null;
    }
}
