package dioscope.model.scenario;

import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileSystem.DataMode;
import dioscope.model.scenario.JournalState.Running;
import java.util.HashSet;
import java.util.List;

/// What must hold within the journal: transactions run and commit in the order of their numbers, and what fsync waits for is somewhere.
final class JournalRules {
    private static final int MOST_TID = Integer.MAX_VALUE - 1_000_000;

    private JournalRules() {
    }

    static void check(Problems p, Scenario s) {
        var j = s.journal();
        p.between("journal.commit_interval_nanos", j.commitIntervalNanos(), 1_000_000, Long.MAX_VALUE / 4);
        p.between("journal.committed_tid", j.committedTid(), 1, MOST_TID);
        if (!s.fs().journal()) {
            if (j.running() != null) p.add("journal.running", "must be null without a journal (fs.journal)", "null");
            if (!j.checkpoint().isEmpty()) p.add("journal.checkpoint", "must be empty without a journal (fs.journal)", "[]");
            return;
        }
        if (j.blocks() != 0) {
            p.between("journal.blocks", j.blocks(),
                    JournalState.FEWEST_BLOCKS + (s.fs().fastCommit() ? JournalState.FAST_COMMIT_BLOCKS : 0), JournalState.MOST_BLOCKS);
        }
        if (j.told() && j.running() == null) {
            if (!s.inode().syncTidCommitted()) nowhere(p, "inode.sync_tid_committed", j);
            if (!s.inode().datasyncTidCommitted()) nowhere(p, "inode.datasync_tid_committed", j);
        }
        var running = j.running();
        if (running != null) running(p, s, running);
        checkpoint(p, j);
    }

    private static void nowhere(Problems p, String path, JournalState j) {
        p.add(path, "must be true where journal.running is null: nothing after transaction " + j.committedTid()
                + " has run that it could wait for", true);
    }

    private static void running(Problems p, Scenario s, Running r) {
        int next = s.journal().committedTid() + 1;
        if (r.tid() < next) {
            p.add("journal.running.tid", "must be after journal.committed_tid: a transaction cannot have committed while it runs", next);
        } else if (r.tid() > next) {
            p.add("journal.running.tid", "must follow journal.committed_tid: transactions commit in the order of their numbers", next);
        }
        if (s.fs().readOnly()) p.add("journal.running", "must be null on a file system mounted read-only (fs.read_only)", "null");
        p.between("journal.running.age_nanos", r.ageNanos(), 0, s.journal().commitIntervalNanos());
        blocks(p, "journal.running.metadata", r.metadata());
        var o = r.ordered();
        if (o == null) return;
        if (s.fs().dataMode() != DataMode.ORDERED) {
            p.add("journal.running.ordered", "must be null but with fs.data_mode ordered", "null");
        } else
            if (o.offset() < 0 || o.length() <= 0 || s.inode().extents().stream().noneMatch(e -> e.state() == ExtentRun.State.WRITTEN
                    && o.offset() >= e.logical() && o.length() <= e.logical() + e.length() - o.offset())) {
                        p.add("journal.running.ordered", "must be [offset, length] within a written extent of the file", "null");
                    }
    }

    private static void checkpoint(Problems p, JournalState j) {
        int before = 0;
        var seen = new HashSet<String>();
        for (int n = 0; n < j.checkpoint().size(); n++) {
            var f = j.checkpoint().get(n);
            var path = "journal.checkpoint[" + n + "]";
            if (f.tid() <= before) {
                p.add(path + ".tid", "must be after the transaction before it: the oldest comes first", before + 1);
            } else if (f.tid() > j.committedTid()) {
                p.add(path + ".tid", "must not be after journal.committed_tid: it waits for nothing but its place", j.committedTid());
            }
            before = Math.max(before, f.tid());
            blocks(p, path + ".metadata", f.metadata());
            if (f.metadata().isEmpty())
                p.add(path + ".metadata", "must have a block: a transaction without any leaves the list", "[\"inode\"]");
            for (var b : f.metadata()) {
                if (!seen.add(b))
                    p.add(path + ".metadata", "must not have " + b + ", which an older transaction of the list has: the newest keeps it",
                            "[]");
            }
        }
    }

    private static void blocks(Problems p, String path, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!JournalState.BLOCKS.contains(names.get(i))) {
                p.add(path + "[" + i + "]", "must be one of " + String.join(", ", JournalState.BLOCKS),
                        Nearest.of(names.get(i), JournalState.BLOCKS));
            } else if (names.indexOf(names.get(i)) < i) {
                p.add(path + "[" + i + "]", "must be listed once", "");
            }
        }
    }
}
