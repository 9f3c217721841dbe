package dioscope.app.session;

import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Iovec;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Request.Submission;
import dioscope.model.scenario.Scenario.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The calls after the first, one a line: `20µs write 8K 4K O_DSYNC aio`.
final class Calls {
    /// The byte a further call writes: another than the first call's.
    private static final int FILL = 0xCD;
    /// Before the flags of sync_file_range, where it does not write and wait.
    private static final String SYNC = "flags=";
    private static final String TASK = "task";
    /// Before the byte that a write fills its buffer with.
    private static final String BYTE = "byte=";

    private Calls() {
    }

    static String show(List<Call> calls) {
        return calls.stream().skip(1).map(Calls::line).collect(Collectors.joining("\n"));
    }

    private static String line(Call c) {
        var r = c.request();
        var words = new ArrayList<String>();
        words.add(Amounts.showNanos(c.startNanos()).replace(" ", ""));
        words.add(CallList.word(r.op()));
        words.add(Amounts.showSize(r.offset()).replace(" ", ""));
        words.add(Amounts.showSize(r.length()).replace(" ", ""));
        r.openFlags().stream().filter(f -> f != OpenFlag.O_DIRECT).map(Enum::name).forEach(words::add);
        if (!r.direct()) {
            words.add("buffered");
        }
        r.rwf().stream().map(Enum::name).forEach(words::add);
        if (r.fill() != FILL && (r.op() == Request.Op.WRITE || r.op() == Request.Op.MMAP_WRITE)) {
            words.add(BYTE + Amounts.showByte(r.fill()));
        }
        if (!r.syncFlags().equals(Request.WRITE_AND_WAIT)) {
            words.add(SYNC + r.syncFlags().stream().map(Enum::name).collect(Collectors.joining("|")));
        }
        if (r.submission() != Submission.SYNC) {
            words.add(Runs.word(r.submission()));
        }
        if (c.task() > 0) {
            words.add(TASK + c.task());
        }
        return String.join(" ", words);
    }

    /// `first` and the calls of the lines. A line that tells a call of `before` as it was keeps what lines do not tell: its vectors and its memory.
    ///
    /// @throws IllegalArgumentException naming the line that is none, and the rule
    static List<Call> parse(Call first, List<Call> before, String text) {
        var calls = new ArrayList<Call>();
        calls.add(first);
        int number = 0;
        for (var raw : text.split("\n")) {
            number++;
            if (!raw.isBlank()) {
                var words = raw.strip().split("\\s+");
                var line = String.join(" ", words);
                var old = before.stream().skip(1).filter(c -> line(c).equals(line)).findFirst();
                calls.add(old.isPresent() ? old.get() : call(number, words));
            }
        }
        return calls;
    }

    private static Call call(int number, String[] w) {
        try {
            if (w.length < 4) {
                throw new IllegalArgumentException(
                        "must read: start write|read|fsync|… offset length [flags] [aio|uring|uring-iopoll] [task1]");
            }
            long start = Amounts.nanos(w[0]);
            var op = op(w[1].toLowerCase(Locale.ROOT));
            long length = Amounts.size(w[3]);
            var open = new ArrayList<>(List.of(OpenFlag.O_DIRECT));
            var rwf = new ArrayList<Rwf>();
            var submission = Submission.SYNC;
            int task = 0;
            int fill = FILL;
            var sync = Request.WRITE_AND_WAIT;
            for (int i = 4; i < w.length; i++) {
                if (w[i].toLowerCase(Locale.ROOT).matches(TASK + "\\d{1,4}")) {
                    task = Integer.parseInt(w[i].substring(TASK.length()));
                    continue;
                }
                if (w[i].toLowerCase(Locale.ROOT).startsWith(BYTE)) {
                    fill = Amounts.octet(w[i].substring(BYTE.length()));
                    continue;
                }
                if (w[i].toLowerCase(Locale.ROOT).startsWith(SYNC)) {
                    sync = syncFlags(w[i].substring(SYNC.length()));
                    continue;
                }
                submission = word(w[i], open, rwf, submission);
            }
            return new Call(
                    new Request(op, Amounts.size(w[2]), length, List.of(new Iovec(0, length)), false, Request.Memory.PAGE, List.of(),
                            open.stream().sorted().toList(), rwf.stream().sorted().toList(), submission, fill, sync),
                    start, task);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + " " + e.getMessage());
        }
    }

    private static List<Request.SyncFlag> syncFlags(String words) {
        return Arrays.stream(Request.SyncFlag.values())
                .filter(f -> Arrays.stream(words.split("\\|")).anyMatch(f.name()::equalsIgnoreCase)).toList();
    }

    private static Request.Op op(String word) {
        for (var op : Request.Op.values()) {
            if (CallList.word(op).equals(word)) {
                return op;
            }
        }
        throw new IllegalArgumentException(
                word + " is none of " + Arrays.stream(Request.Op.values()).map(CallList::word).collect(Collectors.joining(", ")));
    }

    /// Takes one word in; what it says of the submission, else `so`.
    private static Submission word(String w, List<OpenFlag> open, List<Rwf> rwf, Submission so) {
        for (var f : OpenFlag.values()) {
            if (f.name().equalsIgnoreCase(w)) {
                open.remove(f);
                open.add(f);
                return so;
            }
        }
        for (var f : Rwf.values()) {
            if (f.name().equalsIgnoreCase(w)) {
                rwf.add(f);
                return so;
            }
        }
        if (w.equalsIgnoreCase("buffered")) {
            open.remove(OpenFlag.O_DIRECT);
            return so;
        }
        for (var s : Submission.values()) {
            if (Runs.word(s).equalsIgnoreCase(w)) {
                return s;
            }
        }
        throw new IllegalArgumentException(w + " is no flag of open or pwritev2 and no way to submit");
    }
}
