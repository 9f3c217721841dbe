package dioscope.app.session;

import dioscope.model.scenario.Faults;
import dioscope.model.scenario.JournalState;
import dioscope.model.scenario.JournalState.Finished;
import dioscope.model.scenario.JournalState.Running;
import dioscope.model.scenario.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journal before the calls as lines of text that can be typed.
final class JournalWords {
    private static final String FORM = "committed 7 | running 8: inode, block bitmap | ordered 0 8K | age 2 s | nothing runs | checkpoint 6: inode";

    private JournalWords() {}

    /// A few words for the closed field.
    static String summary(Scenario s) {
        var running = s.journal().running(s);
        return running == null ? "nothing runs" : "tid " + running.tid() + " runs";
    }

    static String show(Scenario s) {
        var j = s.journal();
        var lines = new ArrayList<String>();
        lines.add("committed " + j.committedTid());
        var running = j.running(s);
        if (running != null) {
            lines.add("running " + running.tid() + ": " + String.join(", ", running.metadata()));
            if (running.ordered() != null) {
                lines.add("ordered " + size(running.ordered().offset()) + " " + size(running.ordered().length()));
            }
            if (running.ageNanos() > 0) {
                lines.add("age " + Amounts.showNanos(running.ageNanos()));
            }
        } else if (j.told()) {
            lines.add("nothing runs");
        }
        j.checkpoint().forEach(f -> lines.add("checkpoint " + f.tid() + ": " + String.join(", ", f.metadata())));
        return String.join("\n", lines);
    }

    private static String size(long bytes) {
        return Amounts.showSize(bytes).replace(" ", "");
    }

    /// The scenario with the journal that `text` tells. What it tells as it is already stays untold.
    ///
    /// @throws IllegalArgumentException with the line and the rule that does not hold
    static Scenario parse(Scenario s, String text) {
        if (text.strip().equals(show(s))) {
            return s;
        }
        int committed = s.journal().committedTid();
        @Nullable
        Running running = null;
        boolean told = false;
        var checkpoint = new ArrayList<Finished>();
        int number = 0;
        for (var raw : text.split("\n")) {
            number++;
            var line = raw.strip();
            if (line.isEmpty()) {
                continue;
            }
            var words = line.split("[\\s:]+", 2);
            var rest = words.length < 2 ? "" : words[1].strip();
            try {
                switch (words[0]) {
                    case "committed" -> committed = Math.toIntExact(Amounts.count(rest));
                    case "running" -> {
                        running = new Running(tid(rest), blocks(rest));
                        told = true;
                    }
                    case "nothing" -> told = true;
                    case "ordered" -> running = behind(running).withOrdered(range(rest));
                    case "age" -> running = behind(running).withAge(Amounts.nanos(rest));
                    case "checkpoint" -> checkpoint.add(new Finished(tid(rest), blocks(rest)));
                    default -> throw new IllegalArgumentException("must read: " + FORM);
                }
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new IllegalArgumentException("line " + number + " " + e.getMessage());
            }
        }
        return s.withJournal(
                new JournalState(s.journal().commitIntervalNanos(), committed, told, running, checkpoint, s.journal().blocks()));
    }

    private static Running behind(@Nullable Running r) {
        if (r == null) {
            throw new IllegalArgumentException("must stand behind a line: running 8: inode");
        }
        return r;
    }

    private static int tid(String rest) {
        return Math.toIntExact(Amounts.count(rest.split("[\\s:]+", 2)[0]));
    }

    private static List<String> blocks(String rest) {
        var parts = rest.split("[\\s:]+", 2);
        return parts.length < 2
                ? List.of()
                : Arrays.stream(parts[1].split(",")).map(String::strip).filter(b -> !b.isEmpty()).toList();
    }

    private static Faults.Range range(String rest) {
        var words = rest.split("\\s+");
        if (words.length != 2) {
            throw new IllegalArgumentException("must read: ordered offset length");
        }
        return new Faults.Range(Amounts.size(words[0]), Amounts.size(words[1]));
    }
}
