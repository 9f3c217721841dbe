package dioscope.model.compare;

import dioscope.model.profile.FlagLayout;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Io;
import dioscope.model.state.Lock;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a run ended, read off its steps: what was returned, who completed it, whether the data are on the medium, which flushes went out, whether the file was synced, how the file
/// was locked, which bios carried the data.
final class Outcome {
    private static final String NONE = "none";
    private static final int SECTOR = 512;

    private record Fact(String value, int step) {}

    private final Trace trace;
    private final Map<String, Fact> facts = new LinkedHashMap<>();
    /// For each request the step at which the application got its result.
    private final Map<Integer, Integer> ended = new LinkedHashMap<>();
    private final List<String> completions = new ArrayList<>();
    private int completed = -1;
    private final List<String> locks = new ArrayList<>();
    private int locked = -1;

    private Outcome(Trace trace) {
        this.trace = trace;
        walk();
        result();
        put("completion", completions, completed);
        medium();
        flushes();
        sync();
        put("lock", locks, locked);
        bios();
    }

    /// The parts of how both runs ended, the most telling first.
    static List<Aspect> of(Trace a, Trace b) {
        var x = new Outcome(a).facts;
        var y = new Outcome(b).facts;
        var out = new ArrayList<Aspect>();
        x.forEach((name, f) -> {
            var g = y.get(name);
            if (g != null) {
                out.add(new Aspect(name, f.value, g.value, f.step, g.step));
            }
        });
        return out;
    }

    private void put(String name, List<String> values, int step) {
        facts.put(name, new Fact(values.isEmpty() ? NONE : String.join(" ", values), step));
    }

    private void walk() {
        World before = trace.step(0).world();
        for (int i = 0; i < trace.size(); i++) {
            var s = trace.step(i);
            var w = s.world();
            if (s.kind() == Step.Kind.ENTER && s.fn().equals("iomap_dio_complete")) {
                completions.add(completion(s));
                completed = i;
            }
            if (w.io() != before.io()) {
                for (var e : w.io()) {
                    if (e.value().result() != null) {
                        ended.putIfAbsent((int) e.key(), i);
                    }
                }
            }
            if (w.locks() != before.locks()) {
                lock(i, before.locks().get(World.I_RWSEM), w.locks().get(World.I_RWSEM), w);
            }
            before = w;
        }
    }

    /// Who completed: the submitter that waited for it, the interrupt, the workqueue, or the submitter while it submitted or polled.
    private static String completion(Step s) {
        if (s.ctx() == Task.Kind.IRQ) {
            return "inline";
        }
        if (s.ctx() == Task.Kind.WORKER) {
            return "worker";
        }
        if (Boolean.TRUE.equals(s.values().get("wait"))) {
            return "waited";
        }
        for (var f = s.frame(); f != null; f = f.caller()) {
            if (f.fn().endsWith("bio_poll")) {
                return "polled";
            }
        }
        return "in-submit";
    }

    private void lock(int step, @Nullable Lock was, @Nullable Lock is, World w) {
        if (is == null || is.mode() == Lock.Mode.FREE
                || was != null && was.mode() == is.mode() && was.holders().containsAll(is.holders())) {
            return;
        }
        if (is.holders().stream().map(w.tasks()::get).anyMatch(t -> t != null && submits(t.kind()))) {
            locks.add(is.mode() == Lock.Mode.SHARED ? "shared" : "exclusive");
            locked = step;
        }
    }

    private static boolean submits(Task.Kind k) {
        return k == Task.Kind.TASK || k == Task.Kind.IO_WQ;
    }

    private World end() {
        return trace.step(trace.size() - 1).world();
    }

    private void result() {
        var out = new ArrayList<String>();
        int step = -1;
        for (var e : end().io()) {
            Long r = e.value().result();
            out.add(r == null ? NONE : r.toString());
            step = Math.max(step, ended.getOrDefault((int) e.key(), -1));
        }
        put("result", out, step);
    }

    /// Where the data of a write are when the application gets its result.
    private void medium() {
        var out = new ArrayList<String>();
        int last = -1;
        for (var e : end().io()) {
            int at = ended.getOrDefault((int) e.key(), -1);
            if (at >= 0 && e.value().write()) {
                out.add(medium(trace.step(at).world(), e.value()));
                last = at;
            }
        }
        put("medium", out, last);
    }

    private static String medium(World w, Io io) {
        int sent = 0;
        boolean flying = false;
        boolean cached = false;
        for (var e : w.bios()) {
            var b = e.value();
            if (b.io() != io.id() || b.kind() != Bio.Kind.DATA || b.parent() != 0 || b.lower() || b.op() != Bio.Op.WRITE) {
                continue;
            }
            sent++;
            flying |= b.state() != Bio.State.DONE;
            cached |= !w.disk().cache().pieces(b.sector() * SECTOR, b.bytes()).isEmpty();
        }
        return sent == 0 ? NONE : flying ? "flight" : cached ? "cache" : "medium";
    }

    private void flushes() {
        int n = 0;
        int step = -1;
        World before = trace.step(0).world();
        for (int i = 1; i < trace.size(); i++) {
            var w = trace.step(i).world();
            if (w.queue().inFlight() != before.queue().inFlight()) {
                for (int id : w.queue().inFlight()) {
                    var r = w.requests().get(id);
                    if (!before.queue().inFlight().contains(id) && r != null && r.op() == Bio.Op.FLUSH) {
                        n++;
                        step = i;
                    }
                }
            }
            before = w;
        }
        facts.put("flushes", new Fact(String.valueOf(n), step));
    }

    /// Whether the file was synced, and how many transactions that or a wait committed.
    private void sync() {
        boolean fsync = false;
        int commits = 0;
        int step = -1;
        for (int i = 0; i < trace.size(); i++) {
            var s = trace.step(i);
            if (s.kind() == Step.Kind.ENTER && (s.fn().equals("ext4_sync_file") || s.fn().equals("jbd2_start_commit"))) {
                fsync |= s.fn().equals("ext4_sync_file");
                commits += s.fn().equals("jbd2_start_commit") ? 1 : 0;
                step = i;
            }
        }
        facts.put("sync", new Fact((fsync ? "fsync" : NONE) + (commits == 0 ? "" : "+" + commits), step));
    }

    private void bios() {
        var out = new ArrayList<String>();
        FlagLayout<Req> req = trace.profile().req();
        for (var e : end().bios()) {
            var b = e.value();
            if (b.io() != 0 && b.parent() == 0 && !b.lower() && b.via() == Bio.Via.DIO) {
                var names = new java.util.TreeSet<>(req.names(b.opf()));
                names.retainAll(List.of("FUA", "PREFLUSH", "POLLED", "ATOMIC", "NOWAIT"));
                out.add(b.op() + ":" + b.bytes() + (b.kind() == Bio.Kind.ZERO_PAD ? ":zeroes" : "")
                        + (names.isEmpty() ? "" : ":" + String.join(":", names)));
            }
        }
        int made = -1;
        for (int i = trace.size() - 1; i > 0 && made < 0; i--) {
            if (trace.step(i).world().bios().size() != trace.step(i - 1).world().bios().size()) {
                made = i;
            }
        }
        put("bios", out, made);
    }
}
