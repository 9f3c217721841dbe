package dioscope.app.session;

import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Op;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.Call;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/// The system calls of a scenario as a list of which one is edited at a time.
public final class CallList {
    private static final Pattern CALL = Pattern.compile("^requests\\[(\\d+)]\\.");
    /// What writes fill their buffers with, one after another; none of them stands for something else in a recording.
    private static final int[] FILLS = {0xAB, 0xCD, 0x5A, 0x77, 0x99, 0xB4};

    private CallList() {}

    /// The calls by number and name: `2 fsync`.
    public static List<String> names(Scenario s) {
        var out = new ArrayList<String>();
        for (var c : s.requests()) {
            out.add(out.size() + 1 + " " + word(c.request().op()));
        }
        return out;
    }

    /// A call as people write it: `sync_file_range`.
    public static String word(Op op) {
        return Runs.word(op).replace('-', '_');
    }

    /// With one call more, behind the last and made by the same task as call `like`: an fsync behind a write, else another of its kind.
    public static Scenario add(Scenario s, int like) {
        var calls = new ArrayList<>(s.requests());
        int at = Math.clamp(like, 0, calls.size() - 1);
        var old = calls.get(at);
        int task = old.task();
        if (task == 0) {
            task = 1;
            while (uses(calls, task)) {
                task++;
            }
            calls.set(at, new Call(old.request(), old.startNanos(), task));
        }
        var r = old.request();
        var op = r.op() == Op.WRITE ? Op.FSYNC : r.op() == Op.FSYNC ? Op.WRITE : r.op();
        calls.add(new Call(new Request(op, r.offset(), r.length(), r.iovecs(), r.vectored(), r.buffer(), r.pageRuns(), r.openFlags(),
                List.of(), Request.Submission.SYNC, FILLS[calls.size() % FILLS.length], r.syncFlags()), calls.getLast().startNanos(),
                task));
        return s.withRequests(calls);
    }

    private static boolean uses(List<Call> calls, int task) {
        return calls.stream().anyMatch(c -> c.task() == task);
    }

    /// Without call `i`; the last one that is left cannot be taken out. Time begins with the first of the others, and tasks are numbered anew where one is
    /// gone.
    public static Scenario remove(Scenario s, int i) {
        var calls = new ArrayList<>(s.requests());
        if (calls.size() < 2 || i < 0 || i >= calls.size()) {
            return s;
        }
        calls.remove(i);
        var first = calls.getFirst();
        calls.set(0, new Call(first.request(), 0, first.task()));
        var tasks = calls.stream().map(Call::task).filter(t -> t > 0).distinct().sorted().toList();
        calls.replaceAll(c -> new Call(c.request(), c.startNanos(), c.task() == 0 ? 0 : tasks.indexOf(c.task()) + 1));
        return s.withRequests(calls);
    }

    /// The field for the call that `selected` tells, made from the one for the first call.
    static Field of(Field field, IntSupplier selected) {
        return switch (field) {
            case Field.Typed f -> new Field.Typed(f.path(), s -> f.show().apply(swap(s, selected)),
                    (s, t) -> swap(f.parse().apply(swap(s, selected), t), selected));
            case Field.Lines f -> new Field.Lines(f.path(), s -> f.summary().apply(swap(s, selected)),
                    s -> f.show().apply(swap(s, selected)), (s, t) -> swap(f.parse().apply(swap(s, selected), t), selected));
            case Field.Flag f -> new Field.Flag(f.path(), s -> f.on().test(swap(s, selected)),
                    (s, on) -> swap(f.set().apply(swap(s, selected), on), selected));
            case Field.Choice f -> new Field.Choice(f.path(), f.options(), s -> f.chosen().apply(swap(s, selected)),
                    (s, i) -> swap(f.set().apply(swap(s, selected), i), selected));
        };
    }

    /// The selected call in the place of the first, and back.
    private static Scenario swap(Scenario s, IntSupplier selected) {
        int i = selected.getAsInt();
        if (i <= 0 || i >= s.requests().size()) {
            return s;
        }
        var calls = new ArrayList<>(s.requests());
        Collections.swap(calls, 0, i);
        return s.withRequests(calls);
    }

    /// The call a problem is about, -1 where it is about none in particular.
    public static int callOf(String problemPath) {
        var m = CALL.matcher(problemPath);
        return m.find() ? Integer.parseInt(m.group(1)) : problemPath.startsWith("request.") ? 0 : -1;
    }

    /// A problem's path as a field of the call names it.
    public static String plain(String problemPath) {
        return CALL.matcher(problemPath).replaceFirst("request.");
    }

    /// Whether a field of a call means something for what the call is.
    public static boolean applies(Field field, Scenario s, int selected) {
        var op = s.requests().get(Math.clamp(selected, 0, s.requests().size() - 1)).request().op();
        var path = field.path();
        if (!path.startsWith("request.") || path.equals("request.op") || path.equals("request.task")
                || path.equals("request.start_nanos")) {
            return true;
        }
        return switch (op) {
            case WRITE -> true;
            case READ -> !path.equals("request.fill_byte");
            case MMAP_WRITE -> path.equals("request.offset") || path.equals("request.length") || path.equals("request.fill_byte");
            case SYNC_FILE_RANGE -> path.equals("request.offset") || path.equals("request.length");
            case TRUNCATE -> path.equals("request.offset");
            case FSYNC, FDATASYNC, SYNC, DROP_CACHES -> false;
        };
    }
}
