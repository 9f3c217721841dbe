package dioscope.model.run;

import dioscope.model.profile.Iocb;
import dioscope.model.scenario.Scenario;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What a finished write promises: whose bytes the file holds, its size, and what a power cut right after the return would leave.
final class Outcome {
    private final Scenario scenario;
    private final Trace trace;
    private final World first;
    private final World atReturn;
    private final long result;
    /// ki_flags as the file system got them; 0 when it heard of nothing.
    private final int flags;
    private final List<String> wrong = new ArrayList<>();

    private Outcome(Scenario scenario, Trace trace) {
        this.scenario = scenario;
        this.trace = trace;
        this.first = trace.step(0).world();
        var returned = trace.steps().stream().filter(s -> s.kind() == Step.Kind.NOTE && s.label().equals("returned")).findFirst()
                .orElseThrow();
        this.atReturn = returned.world();
        this.flags = trace.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("ext4_file_write_iter"))
                .mapToInt(s -> s.world().io().at(1).kiocb().flags()).findFirst().orElse(0);
        this.result = Objects.requireNonNull(atReturn.io().at(1).result());
    }

    static List<String> broken(Scenario scenario, Trace trace) {
        if (scenario.fs().readOnly()) {
            return List.of(); // nobody could have opened the file; a write that tries all the same promises nothing
        }
        var o = new Outcome(scenario, trace);
        o.content(o.atReturn);
        o.content(trace.steps().getLast().world());
        o.size();
        if (o.result > 0) {
            o.durable();
        }
        return o.wrong;
    }

    /// Where the write lands: O_APPEND puts it behind the file.
    private long pos() {
        boolean append = scenario.kernel().iocb().has(flags, Iocb.IOCB_APPEND);
        return append ? first.inode().iSize() : scenario.request().offset();
    }

    /// Only the sync after the write failed: the data are where they belong.
    private boolean syncFailed() {
        return result < 0 && trace.steps().stream().anyMatch(s -> s.kind() == Step.Kind.RETURN && s.fn().equals("generic_write_sync")
                && s.values().get("ret") instanceof Long r && r < 0);
    }

    /// Where the bytes end that the last sync was for.
    private long written() {
        long from = pos();
        long end = pos();
        boolean left = false;
        for (var s : trace.steps()) {
            if (s.kind() == Step.Kind.ENTER && s.fn().equals("ext4_dio_write_checks")) {
                left = true;
            } else if (s.kind() == Step.Kind.ENTER && s.fn().equals("ext4_buffered_write_iter")) {
                // An appending call learns where it writes only inside, a direct one too that is turned away before its checks; what a direct one has left
                // over knows. fs/ext4/file.c, ext4_dio_write_iter, 7.2
                from = left ? ((Number) Objects.requireNonNull(s.values().get("pos"))).longValue() : pos();
            } else if (s.kind() == Step.Kind.ENTER && s.fn().equals("generic_write_sync")) {
                end = from + ((Number) Objects.requireNonNull(s.values().get("count"))).longValue();
            }
        }
        return end;
    }

    /// How far a failed write has moved the end of the file: to where a direct write had come when the rest of it failed on its way through the page cache, of
    /// which the caller hears nothing but the error, or to where the write began. fs/ext4/file.c, ext4_dio_write_iter and ext4_dio_write_end_io, 6.12
    private long reached() {
        boolean direct = trace.steps().stream().anyMatch(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("ext4_dio_write_end_io"));
        if (!direct) {
            // A write_end that is told of no byte at all sets i_size to where the write was to begin. fs/ext4/inode.c, ext4_write_end, 7.2
            return trace.steps().stream().anyMatch(s -> s.kind() == Step.Kind.ENTER && s.fn().endsWith("write_end")) ? pos() : 0;
        }
        return trace.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("ext4_buffered_write_iter"))
                .mapToLong(s -> ((Number) Objects.requireNonNull(s.values().get("pos"))).longValue()).findFirst().orElse(0);
    }

    private void content(World w) {
        var request = Data.request(1, scenario.request().brings());
        long size = w.inode().iSize();
        long pos = pos();
        long end = pos + scenario.request().length();
        var read = FileBytes.read(w);
        var before = Content.EMPTY.fill(0, size, Data.ZERO).copy(FileBytes.before(scenario), 0, 0, Math.min(size, first.inode().iSize()));
        if (result > 0) {
            var after = wiped(before.fill(pos, result, request), w);
            if (!read.equals(after)) {
                wrong.add("after " + result + " bytes at " + pos + " the file reads " + read + " and not " + after);
            }
            return;
        }
        if (!outside(read, pos, end).equals(outside(before, pos, end))) {
            wrong.add("a failed write of [" + pos + ", " + end + ") changed bytes outside of it: " + read + " was " + before);
        }
        for (var p : read.pieces(pos, Math.max(0, Math.min(end, size) - pos))) {
            boolean known = p.data().equals(request)
                    || before.pieces(p.start(), p.length()).stream().allMatch(q -> q.data().equals(p.data()));
            if (!known) {
                wrong.add("a failed write left " + p);
            }
        }
    }

    /// `written` without the bytes that the same write has zeroed again: a direct write that a fault stops inside a block goes on with that block still
    /// unwritten, and zeroes its head anew behind the data that are on their way. fs/iomap/direct-io.c, iomap_dio_bio_iter, 6.12
    private Content wiped(Content written, World w) {
        var c = written;
        for (var zero : w.bios().values()) {
            for (var data : w.bios().values()) {
                long from = Math.max(zero.fileOffset(), data.fileOffset());
                long to = Math.min(zero.fileOffset() + zero.bytes(), data.fileOffset() + data.bytes());
                if (from < to && data.id() < zero.id() && zero.kind() == Bio.Kind.ZERO_PAD && data.kind() == Bio.Kind.DATA
                        && data.via() == Bio.Via.DIO) {
                    c = c.fill(from, to - from, Data.ZERO);
                }
            }
        }
        return c;
    }

    private static Content outside(Content c, long from, long to) {
        return c.clear(from, Math.max(0, to - from));
    }

    private void size() {
        long was = first.inode().iSize();
        long done = Math.max(0, result);
        long grown = syncFailed()
                ? Math.max(was, written())
                : done > 0 ? Math.max(was, pos() + done) : result < 0 ? Math.max(was, reached()) : was;
        long is = atReturn.inode().iSize();
        if (is != grown) {
            wrong.add("i_size is " + is + " after " + result + " from " + was);
        }
        // Delayed allocation leaves i_disksize to the writeback, and below a size behind i_disksize there is always some of that to come.
        // What direct I/O could not write goes the same way. fs/ext4/inode.c, ext4_da_do_write_end, 7.2
        boolean cached = !scenario.request().direct()
                || trace.steps().stream().anyMatch(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("ext4_buffered_write_iter"));
        boolean left = cached && pos() + result <= was && first.inode().iDisksize() < was;
        if (result > 0 && !left && atReturn.pageCache().nrDirty() == 0 && atReturn.inode().iDisksize() < pos() + result) {
            wrong.add("i_disksize " + atReturn.inode().iDisksize() + " does not cover what was written");
        }
        if (result > scenario.request().length()) {
            wrong.add("more written than asked for: " + result);
        }
    }

    /// O_DSYNC and O_SYNC: at the return the data are on the medium and the file finds them after a power cut.
    private void durable() {
        var iocb = scenario.kernel().iocb();
        if (!iocb.has(flags, Iocb.IOCB_DSYNC) || !scenario.fs().barrier() || scenario.fs().readOnly()) {
            return;
        }
        // Recordings of 5.10 and 6.1 show that an fsync without a journal sends no flush when the inode has nothing to write.
        boolean flushes = !scenario.kernel().name().equals("5.10") && !scenario.kernel().name().equals("6.1");
        if (!scenario.fs().journal() && !flushes) {
            return;
        }
        int block = atReturn.fs().blockSize();
        long pos = pos();
        var written = wiped(Content.EMPTY.fill(pos, result, Data.request(1, scenario.request().brings())), atReturn);
        // Data that go through the journal are in the log; their place gets them later.
        for (var e : atReturn.extents()) {
            var x = e.value();
            long from = Math.max(pos, x.lblk() * block);
            long length = Math.min(pos + result, x.end() * block) - from;
            long at = x.pblk() * block + from - x.lblk() * block;
            if (JournalledStart.journalsData(scenario)) {
                break;
            }
            if (length > 0 && !atReturn.disk().cache().pieces(at, length).isEmpty()) {
                wrong.add("file bytes from " + from + " are only in the device's cache");
            }
            if (length > 0
                    && !Content.EMPTY.copy(atReturn.disk().media(), at, 0, length).equals(Content.EMPTY.copy(written, from, 0, length))) {
                wrong.add("file bytes from " + from + " are not on the medium");
            }
        }
        // 6.12 asks i_size, not i_disksize, whether a written mapping has metadata to commit (ext4_set_iomap), and so lets this one pass.
        boolean grewOnDiskOnly = pos + result <= first.inode().iSize() && pos + result > first.inode().iDisksize();
        if (grewOnDiskOnly && !iocb.has(flags, Iocb.IOCB_SYNC)) {
            return;
        }
        var j = atReturn.journal();
        // What takes the inode off the orphan list afterwards may be lost: a mount does it again.
        var durable = trace.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("ext4_inode_extension_cleanup"))
                .findFirst().map(Step::world).orElse(atReturn).inode();
        int needed = iocb.has(flags, Iocb.IOCB_SYNC) ? durable.syncTid() : durable.datasyncTid();
        if (j.present() && !scenario.fs().fastCommit() && j.committed() < needed) {
            wrong.add("transaction " + needed + " has not committed: " + j.committed());
        }
    }
}
