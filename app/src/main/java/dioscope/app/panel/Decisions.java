package dioscope.app.panel;

import dioscope.model.profile.Part;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Io;
import dioscope.model.state.Lock;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run answers to the questions of an author: each condition that led to the answer, met or not.
public final class Decisions {
    /// NOT_ASKED: the run never came to it.
    public enum Mark { MET, NOT_MET, NOT_ASKED }

    /// A condition as the run had it.
    ///
    /// @param value what decided, as text; empty when it was not asked
    /// @param step where it was decided the way it counts, -1 when nowhere
    /// @param times how often it was asked
    public record Row(String words, Mark mark, String value, int step, int times) {}

    /// A question, its answer, its conditions.
    public record Block(String words, String answer, List<Row> rows) {}

    private final Trace trace;
    private final int request;

    private Decisions(Trace trace, int request) {
        this.trace = trace;
        this.request = request;
    }

    /// The answers of a run for one of its requests.
    ///
    /// @param request 1 for the first
    public static List<Block> of(Trace trace, List<Question> questions, int request) {
        var d = new Decisions(trace, request);
        var version = trace.profile().version(Part.IOMAP_DIRECT_IO);
        var bySite = new HashMap<String, List<Asked>>();
        for (var q : questions) {
            for (var c : q.conditions()) {
                if (c.in(version)) {
                    c.places().forEach(p -> bySite.computeIfAbsent(p.site(), _ -> new ArrayList<>()).add(new Asked(c, p.value())));
                }
            }
        }
        Map<Question.Condition, Row> rows = new LinkedHashMap<>();
        for (int i = 0; i < trace.size(); i++) {
            var s = trace.step(i);
            if ((s.kind() == Step.Kind.BRANCH || s.kind() == Step.Kind.ENTER) && d.mine(s)) {
                for (var a : bySite.getOrDefault(s.site(), List.of())) {
                    if (a.value.isEmpty() || has(s, a.value)) {
                        rows.merge(a.condition, row(a, s, i), Decisions::both);
                    }
                }
            }
        }
        return questions.stream().filter(q -> d.comesUp(q, rows)).map(q -> new Block(q.words(), d.answer(q.answer()),
                q.conditions().stream().filter(c -> c.in(version))
                        .map(c -> rows.getOrDefault(c, new Row(c.words(), Mark.NOT_ASKED, "", -1, 0))).toList()))
                .toList();
    }

    /// A question of which the run met no condition is not asked of it; nor is that for a fallback when there was none.
    private boolean comesUp(Question q, Map<Question.Condition, Row> rows) {
        return switch (q.answer()) {
            case RETURNED -> true;
            case FALLBACK -> q.conditions().stream().map(rows::get).anyMatch(r -> r != null && r.mark == Mark.NOT_MET);
            default -> q.conditions().stream().anyMatch(rows::containsKey);
        };
    }

    /// A step that is made for another call says nothing of this one; those of the flusher and of the journal are everybody's.
    private boolean mine(Step s) {
        int call = s.world().tasks().at(s.task()).call();
        return call == 0 || call == request;
    }

    /// The first that was not met counts, else the last that was.
    private static Row both(Row a, Row b) {
        var r = a.mark == Mark.NOT_MET ? a : b;
        return new Row(r.words, r.mark, r.value, r.step, a.times + b.times);
    }

    private static boolean has(Step s, String value) {
        for (int n = 0; n < s.values().size(); n++) {
            if (s.values().name(n).equals(value)) {
                return true;
            }
        }
        return false;
    }

    /// A condition at one of its places.
    private record Asked(Question.Condition condition, String value) {}

    private static Row row(Asked a, Step s, int i) {
        String found = s.kind() == Step.Kind.ENTER ? s.fn() : s.taken() ? "yes" : "no";
        var values = s.values();
        var said = new ArrayList<String>();
        for (int n = 0; n < values.size(); n++) {
            String v = Told.value(values.value(n));
            if (values.name(n).equals(a.value)) {
                found = v;
            }
            said.add(values.name(n) + " " + v);
        }
        boolean met = found.equals(a.condition.wanted());
        String value = a.value.isEmpty() ? said.isEmpty() ? found : String.join(", ", said) : a.value + " " + found;
        return new Row(a.condition.words(), met ? Mark.MET : Mark.NOT_MET, value, i, 1);
    }

    private String answer(Question.Answer a) {
        return switch (a) {
            case FUA -> fua();
            case LOCK -> lock();
            case COMPLETION -> completion();
            case BLOCKS -> new BufferedAnswers(trace, this::mine).blocks();
            case READ_IN -> new BufferedAnswers(trace, this::mine).readIn();
            case WAITS -> new BufferedAnswers(trace, this::mine).waits();
            case THROTTLE -> new BufferedAnswers(trace, this::mine).heldUp();
            case FLUSHER -> new BufferedAnswers(trace, this::mine).flusher();
            case COMMIT -> new BufferedAnswers(trace, this::mine).commit();
            case ORDERED -> new BufferedAnswers(trace, this::mine).ordered();
            case READAHEAD -> readahead();
            case FALLBACK -> "yes";
            case RETURNED -> returned();
        };
    }

    private World last() {
        return trace.steps().getLast().world();
    }

    private @Nullable Io io() {
        return last().io().get(request);
    }

    private String fua() {
        var req = trace.profile().req();
        var with = new ArrayList<String>();
        int data = 0;
        for (var e : last().bios()) {
            var b = e.value();
            if (b.kind() == Bio.Kind.DATA && b.op() == Bio.Op.WRITE) {
                data++;
                if (req.has(b.opf(), Req.REQ_FUA)) {
                    with.add(String.valueOf(b.id()));
                }
            }
        }
        if (data == 0) {
            return "no data bio";
        }
        return with.isEmpty() ? "no" : with.size() == data ? "yes" : "on bio " + String.join(", ", with) + " of " + data;
    }

    private String lock() {
        for (var s : trace.steps()) {
            var io = s.world().io().get(request);
            if (io != null && io.iomi() != null && mine(s)) {
                var lock = s.world().locks().get(World.I_RWSEM);
                return lock == null || lock.mode() == Lock.Mode.FREE ? "none" : lock.mode() == Lock.Mode.SHARED ? "shared" : "exclusive";
            }
        }
        return "no mapping was asked for";
    }

    private String completion() {
        for (int i = 0; i < trace.size(); i++) {
            var s = trace.step(i);
            if (s.kind() == Step.Kind.ENTER && s.fn().equals("iomap_dio_complete") && mine(s)) {
                var io = s.world().io().get(request);
                var caller = s.frame() == null ? null : s.frame().caller();
                boolean bio = false;
                for (var f = caller; f != null; f = f.caller()) {
                    bio |= f.fn().endsWith("iomap_dio_bio_end_io");
                }
                if (s.ctx() == Task.Kind.WORKER) {
                    return "worker (dio workqueue)";
                }
                if (s.ctx() == Task.Kind.IRQ) {
                    return "inline, in the interrupt";
                }
                return bio ? "polled" : io != null && io.dio() != null && io.dio().waitForCompletion() ? "waited" : "in submit";
            }
        }
        return "no direct I/O was completed";
    }

    private String readahead() {
        long most = trace.steps().stream().map(s -> s.world().io().get(request)).mapToLong(io -> io == null ? 0 : io.ra().size()).max()
                .orElse(0);
        return most == 0 ? "no" : "windows of " + most + (most == 1 ? " page" : " pages at most");
    }

    private String returned() {
        var io = io();
        var r = io == null ? null : io.result();
        return r == null ? trace.refusal() != null ? "not modelled" : "nothing yet" : Told.value(r);
    }
}
