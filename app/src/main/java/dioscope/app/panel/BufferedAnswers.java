package dioscope.app.panel;

import dioscope.model.profile.Aliases;
import dioscope.model.state.Task;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.function.Predicate;

/// What a run answers to questions about the page cache, writeback and the journal.
///
/// @param mine whether a step belongs to the call in question, or to nobody's
record BufferedAnswers(Trace trace, Predicate<Step> mine) {
    private boolean branch(String site, boolean taken) {
        return count(site, Step.Kind.BRANCH, taken) > 0;
    }

    private long entered(String fn) {
        return count(fn, Step.Kind.ENTER, false);
    }

    private long count(String site, Step.Kind kind, boolean taken) {
        return trace.steps().stream()
                .filter(s -> s.kind() == kind && (kind == Step.Kind.ENTER || s.taken() == taken) && s.site().equals(site) && mine.test(s))
                .count();
    }

    String blocks() {
        long delayed = count("ext4_da_get_block_prep/delayed", Step.Kind.BRANCH, true);
        long found = count("ext4_da_get_block_prep/delayed", Step.Kind.BRANCH, false);
        long now = trace.steps().stream().filter(s -> s.kind() == Step.Kind.BRANCH && s.site().equals("ext4_map_blocks/new written blocks")
                && s.ctx() == Task.Kind.TASK && mine.test(s) && within(s, "ext4_write_begin")).count();
        var out = new ArrayList<String>();
        if (delayed > 0) {
            out.add("at writeback: delayed");
        }
        if (now > 0) {
            out.add("at once, in write()");
        }
        if (found > 0) {
            out.add(out.isEmpty() ? "it has them" : "some it has");
        }
        return out.isEmpty() ? "it needs none" : String.join("; ", out);
    }

    private static boolean within(Step s, String fn) {
        for (var f = s.frame(); f != null; f = f.caller()) {
            if (Aliases.newest(f.fn()).equals(fn)) {
                return true;
            }
        }
        return false;
    }

    String readIn() {
        long n = count("ext4_block_write_begin/must be read first", Step.Kind.BRANCH, true)
                + count("__block_write_begin_int/must be read first", Step.Kind.BRANCH, true);
        return n == 0 ? "no" : n == 1 ? "yes, one block" : "yes, " + n + " blocks";
    }

    String waits() {
        var out = new ArrayList<String>();
        if (!readIn().equals("no")) {
            out.add("for a read");
        }
        if (!heldUp().equals("no")) {
            out.add("held up");
        }
        if (branch("generic_write_sync/dsync", true)) {
            out.add("until it is saved");
        }
        return out.isEmpty() ? "no: it is in the page cache" : String.join("; ", out);
    }

    String heldUp() {
        long n = entered("io_schedule_timeout");
        return n == 0 ? "no" : n == 1 ? "once" : n + " times";
    }

    /// What made the flusher write.
    String flusher() {
        var out = new ArrayList<String>();
        if (branch("wb_do_writeback/work is queued", true)) {
            out.add("somebody's request");
        }
        if (branch("wb_check_background_flush/over the background threshold", true)) {
            out.add("the background threshold");
        }
        if (trace.steps().stream().anyMatch(s -> s.kind() == Step.Kind.BRANCH && s.site().equals("queue_io/old enough") && s.taken()
                && within(s, "wb_check_old_data_flush"))) {
            out.add("the pages' age");
        }
        return out.isEmpty() ? "nothing yet" : String.join(", ", out);
    }

    String commit() {
        var out = new ArrayList<String>();
        if (branch("jbd2_log_wait_commit/not committed", true)) {
            out.add("waits for a commit");
        }
        if (branch("ext4_sync_file/flush", true)) {
            out.add("flushes the device itself");
        }
        return out.isEmpty() ? "nothing more" : String.join("; ", out);
    }

    /// The bytes of the file that a commit writes, or waits for, before it writes its own blocks.
    String ordered() {
        for (var s : trace.steps()) {
            var tx = s.world().journal().committing();
            if (s.kind() == Step.Kind.BRANCH && s.site().startsWith("journal_submit_data_buffers/") && s.taken() && tx != null) {
                return "bytes " + Units.offset(tx.orderedStart()) + " to " + Units.offset(tx.orderedEnd() + 1);
            }
        }
        return "no";
    }
}
