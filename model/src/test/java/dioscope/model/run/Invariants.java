package dioscope.model.run;

import dioscope.model.scenario.Scenario;
import dioscope.model.state.Bh;
import dioscope.model.state.Data;
import dioscope.model.state.Content;
import dioscope.model.state.Bio;
import dioscope.model.state.Dio;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.ExtentStatus.Status;
import dioscope.model.state.Frame;
import dioscope.model.state.Lock;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Rq;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What holds after every step of every run, and at its end, whatever ran. Says what does not, with the step where it stopped holding.
final class Invariants {
    private static final int ENOUGH = 5;

    private final Trace trace;
    private final List<String> wrong = new ArrayList<>();
    private final Map<Integer, ArrayList<Frame>> stacks = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    /// Requests whose submitter still holds its reference to the struct iomap_dio.
    private final Set<Integer> submitterInside = new HashSet<>();
    private final boolean plainEnds;
    private boolean sizesChecked = true;
    /// 5.10 moves i_disksize for what was copied before block_write_end takes none of it. fs/ext4/inode.c, ext4_da_write_end, 5.10
    private boolean shortCopy;
    private boolean treesChecked = true;
    private boolean staleChecked = true;
    /// The blocks behind i_size that a truncate left because it could not zero the end of the file first; a later write that passes them shows what the
    /// disk held. fs/ext4/inode.c, ext4_truncate, 7.2; 6.12 and older go on
    private Content left = Content.EMPTY;

    /// A file system that keeps bytes in memory of its own does not have them, nor zeros behind them, in blocks, and a file that grows shows it. ext4 as it is
    /// never does direct I/O on such. fs/iomap/direct-io.c, iomap_dio_inline_iter, 6.1; iomap_dio_inline_actor, 5.10
    private static final Set<String> INLINE = Set.of("iomap_dio_inline_iter", "iomap_dio_inline_actor");
    private boolean blocksHoldTheFile = true;

    private final CacheInvariants cache;
    private int at;

    private Invariants(Trace trace, boolean plainEnds, int clusterRatio) {
        this.trace = trace;
        this.plainEnds = plainEnds;
        this.cache = new CacheInvariants(clusterRatio, what -> say(at, what));
    }

    static List<String> broken(Trace trace) {
        return broken(trace, true);
    }

    /// What does not hold in `trace`, at most a few; nothing when all does.
    ///
    /// @param plainEnds the file system is ext4 as it is: each bio of direct I/O holds a reference and ends in iomap_dio_bio_end_io, and the
    ///        page cache holds the data of its pages only
    static List<String> broken(Trace trace, boolean plainEnds) {
        return broken(trace, plainEnds, 0);
    }

    /// The same of a run of `s`, whose clusters and asks are known.
    static List<String> broken(Trace trace, Scenario s) {
        // Until 6.6 a block that is mapped by pointers and allocated by a direct write, though it was delayed, stays reserved. fs/ext4/indirect.c,
        // ext4_ind_map_blocks, 6.1
        boolean leaks = !s.inode().extentsFormat() && List.of("5.10", "6.1", "6.6").contains(s.kernel().name());
        return broken(trace, s.asks().isEmpty(), leaks ? 0 : s.fs().clusterSize() / s.fs().blockSize());
    }

    private static List<String> broken(Trace trace, boolean plainEnds, int clusterRatio) {
        var v = new Invariants(trace, plainEnds, clusterRatio);
        v.steps();
        if (trace.refusal() == null && v.wrong.isEmpty()) {
            v.end();
        }
        return v.wrong;
    }

    private void steps() {
        trees(0, trace.step(0).world());
        for (int i = 1; i < trace.size() && wrong.size() < ENOUGH; i++) {
            var s = trace.step(i);
            var p = trace.step(i - 1).world();
            var w = s.world();
            kind(i, s, p, w);
            if (s.nanos() < trace.step(i - 1).nanos()) {
                say(i, "time runs backwards");
            }
            bios(i, p, w);
            references(i, s, w);
            sizesChecked &= p.inode() == w.inode();
            shortCopy |= s.kind() == Step.Kind.ENTER && s.fn().equals("ext4_da_write_end") && trace.profile().name().equals("5.10")
                    && !Objects.equals(s.values().get("copied"), s.values().get("len"));
            if (!sizesChecked && !sizesUnderWay(w)) {
                sizes(i, w);
                sizesChecked = true;
            }
            if (p.pageCache() != w.pageCache()) {
                pages(i, w);
            }
            if (p.locks() != w.locks() || p.tasks() != w.tasks() && s.kind() != Step.Kind.ENTER && s.kind() != Step.Kind.RETURN) {
                locks(i, w);
            }
            if (p.journal() != w.journal()) {
                journal(i, w);
            }
            at = i;
            cache.step(p, w);
            if (p.extents() != w.extents() || p.status() != w.status()) {
                disjoint(i, w);
                treesChecked = false;
            }
            if (!treesChecked && !inDataSem(w)) {
                trees(i, w);
                treesChecked = true;
            }
            if (p.disk() != w.disk() || p.extents() != w.extents() || p.inode().iSize() != w.inode().iSize()) {
                staleChecked = false;
            }
            blocksHoldTheFile &= s.kind() != Step.Kind.ENTER || !INLINE.contains(s.fn());
            if (!staleChecked && blocksHoldTheFile && !inDataSem(w)) {
                noStaleData(i, w);
                staleChecked = true;
            }
            if (s.kind() == Step.Kind.BRANCH && s.taken() && s.site().equals("ext4_truncate/end of the file not zeroed")) {
                long from = w.inode().iSize();
                var last = w.extents().last();
                left = last == null ? left : left.fill(from, Math.max(0, last.value().end() * w.fs().blockSize() - from), Data.STALE);
            }
            if (s.kind() == Step.Kind.NOTE && s.label().equals("returned")) {
                returned(i, s, w);
            }
        }
    }

    private void say(int step, String what) {
        var s = trace.step(step);
        wrong.add("step " + step + " (" + s.kind() + " " + s.ctx().ctx() + " " + s.site() + "): " + what);
    }

    /// Only a change changes, and it does; calls and returns nest.
    private void kind(int i, Step s, World p, World w) {
        var stack = stacks.computeIfAbsent(s.task(), t -> new ArrayList<>());
        switch (s.kind()) {
            case CHANGE -> {
                if (p.equals(w)) {
                    say(i, "a change that changes nothing");
                }
            }
            case BRANCH, NOTE -> {
                if (p != w) {
                    say(i, "a " + s.kind() + " changed the world");
                }
            }
            case ENTER -> {
                var f = Objects.requireNonNull(s.frame());
                if (f.depth() != stack.size() || f.step() != i) {
                    say(i, "entered at depth " + f.depth() + " on a stack of " + stack.size());
                }
                if (w.tasks().at(s.task()).state() != Task.State.RUNNING) {
                    say(i, "entered by a task that does not run");
                }
                stack.add(f);
            }
            case RETURN -> {
                if (stack.isEmpty() || stack.removeLast() != s.frame()) {
                    say(i, "returned from what is not on top");
                }
            }
            case SWITCH -> {
            }
            case START -> say(i, "a second start");
        }
        if (s.kind() != Step.Kind.CHANGE && (p.io() != w.io() || p.bios() != w.bios() || p.disk() != w.disk() || p.inode() != w.inode())) {
            say(i, "changed outside of a change");
        }
    }

    /// A bio that is done stays done.
    private void bios(int i, World p, World w) {
        OrdMap.diff(p.bios(), w.bios(), (id, a, b) -> {
            boolean was = a != null && a.state() == Bio.State.DONE;
            boolean is = b != null && b.state() == Bio.State.DONE;
            if (is && !was && !ended.add((int) id)) {
                say(i, "bio " + id + " ended twice");
            }
            if (was && !is) {
                say(i, "bio " + id + " is no longer done");
            }
            if (b != null && b.remaining() < (is ? 0 : 1) && !(b.remaining() == 0 && onStack(w, "bio_endio", null))) {
                say(i, "bio " + id + " has __bi_remaining " + b.remaining());
            }
        });
    }

    /// dio->ref counts the submitter, until it lets go, and every bio submitted and not ended.
    private void references(int i, Step s, World w) {
        var before = trace.step(i - 1).world();
        if (before.io() == w.io() && before.bios() == w.bios()) {
            return;
        }
        for (var e : w.io()) {
            references(i, s, before, w, (int) e.key());
        }
    }

    private void references(int i, Step s, World before, World w, int io) {
        Dio dio = w.io().at(io).dio();
        Dio was = before.io().at(io).dio();
        if (dio != null && was == null) {
            submitterInside.add(io);
        }
        if (dio != null && was != null && dio.ref() == was.ref() - 1 && s.fn().equals("__iomap_dio_rw")) {
            submitterInside.remove(io);
        }
        if (!plainEnds) {
            return;
        }
        int live = 0;
        for (var e : w.bios()) {
            var b = e.value();
            live += b.io() == io && b.parent() == 0 && b.endIo().equals("iomap_dio_bio_end_io") && b.state() != Bio.State.BUILDING
                    && b.state() != Bio.State.DONE ? 1 : 0;
        }
        if (dio == null) {
            if (live > 0) {
                say(i, live + " bios of request " + io + " point to a struct iomap_dio that is gone");
            }
            return;
        }
        boolean inside = submitterInside.contains(io);
        int least = live + (inside ? 1 : 0);
        int most = least + stacks(w, "iomap_dio_submit_bio") + stacks(w, "bio_endio");
        if (dio.ref() < least || dio.ref() > most) {
            say(i, "dio->ref of request " + io + " is " + dio.ref() + " with " + live + " bios in flight and the submitter "
                    + (inside ? "inside" : "out"));
        }
    }

    private void sizes(int i, World w) {
        var n = w.inode();
        if (n.iDisksize() > n.iSize() && !shortCopy) {
            say(i, "i_disksize " + n.iDisksize() + " above i_size " + n.iSize());
        }
        if (n.dioCount() < 0) {
            say(i, "i_dio_count below 0");
        }
    }

    private void pages(int i, World w) {
        long free = 0;
        for (var e : w.pageCache().pages()) {
            var p = e.value();
            if (p.index() != e.key() || p.index() < free || p.pages() < 1) {
                say(i, "page " + p.index() + " is covered twice");
            }
            // What has no block yet when the journal writes a page back stays dirty, and what a transaction still has.
            // Taken out of one, a block is for a moment neither JBD_DIRTY nor DIRTY. fs/jbd2/transaction.c, __jbd2_journal_temp_unlink_buffer, 7.2
            if (p.dirty() && p.writeback() && !p.locked() && p.buffers().stream().noneMatch(b -> b.has(Bh.DIRTY | Bh.JBD_DIRTY))
                    && !onStack(w, "__jbd2_journal_refile_buffer", null)) {
                say(i, "page " + p.index() + " is under writeback, and dirty with no block left to write");
            }
            free = p.index() + p.pages();
        }
        if (!plainEnds) {
            return;
        }
        for (var run : w.pageCache().data().runs()) {
            for (long at = run.key() >> 12; at <= run.key() + run.value().length() - 1 >> 12; at++) {
                if (w.pageCache().in(at, at, q -> true) == null) {
                    say(i, "data in page " + at + ", which is not cached");
                    return;
                }
            }
        }
    }

    private void locks(int i, World w) {
        for (var e : w.locks()) {
            var l = e.value();
            for (var waiter : l.waiters()) {
                if (l.holders().contains(waiter.task()) || l.mode() == Lock.Mode.FREE) {
                    say(i, "task " + waiter.task() + " waits for " + l.name() + ", which is " + l.mode() + " of " + l.holders());
                }
            }
            boolean fits = switch (l.mode()) {
                case FREE -> l.holders().isEmpty();
                case SHARED -> !l.holders().isEmpty();
                case EXCLUSIVE -> l.holders().size() == 1;
            };
            if (!fits) {
                say(i, l.name() + " is " + l.mode() + " with holders " + l.holders());
            }
            for (int t : l.holders()) {
                var state = w.tasks().at(t).state();
                if (state == Task.State.EXITED || state == Task.State.IDLE) {
                    say(i, l.name() + " is held by " + w.tasks().at(t).name() + ", which is " + state);
                }
            }
        }
        for (var e : w.tasks()) {
            boolean over = e.value().state() == Task.State.EXITED || e.value().state() == Task.State.IDLE;
            if (over && e.value().stack() != null) {
                say(i, e.value().name() + " is " + e.value().state() + " inside a function");
            }
            if (over && w.journal().handles().has(e.key())) {
                say(i, e.value().name() + " is " + e.value().state() + " with a journal handle open");
            }
        }
    }

    private void journal(int i, World w) {
        var j = w.journal();
        int updates = (j.running() == null ? 0 : j.running().updates()) + (j.committing() == null ? 0 : j.committing().updates());
        if (updates != j.handles().size()) {
            say(i, "t_updates " + updates + " with " + j.handles().size() + " open handles");
        }
        if (j.running() != null && j.running().tid() <= j.committed()) {
            say(i, "transaction " + j.running().tid() + " runs although " + j.committed() + " has committed");
        }
    }

    private void disjoint(int i, World w) {
        long free = 0;
        for (var e : w.extents()) {
            var x = e.value();
            if (x.lblk() != e.key() || x.lblk() < free || x.len() < 1 || x.len() > (x.unwritten() ? 32767 : 32768)) {
                say(i, "extent " + x + " behind block " + free);
            }
            free = x.end();
            for (var f : w.extents()) {
                var y = f.value();
                if (y != x && x.pblk() < y.pblk() + y.len() && y.pblk() < x.pblk() + x.len()) {
                    say(i, x + " and " + y + " share device blocks");
                }
            }
        }
        free = 0;
        for (var e : w.status()) {
            var x = e.value();
            if (x.lblk() != e.key() || x.lblk() < free || x.len() < 1) {
                say(i, "status " + x + " behind block " + free);
            }
            free = x.end();
        }
    }

    /// What the status tree says of a block the extent tree says too.
    private void trees(int i, World w) {
        for (var e : w.status()) {
            var s = e.value();
            boolean mapped = s.status() == Status.WRITTEN || s.status() == Status.UNWRITTEN;
            for (long b = s.lblk(); b < s.end();) {
                var x = at(w, b);
                long end = x == null ? next(w, b, s.end()) : Math.min(x.end(), s.end());
                boolean agree = mapped ? x != null && same(s, x, b) : x == null;
                if (!agree) {
                    say(i, "block " + b + " is " + s + " in the status tree and " + (x == null ? "a hole" : x) + " in the extent tree");
                }
                b = end;
            }
        }
    }

    private static boolean same(ExtentStatus s, Extent x, long b) {
        return x.unwritten() == (s.status() == Status.UNWRITTEN) && x.pblk() + b - x.lblk() == s.pblk() + b - s.lblk();
    }

    private static @Nullable Extent at(World w, long block) {
        var e = w.extents().floor(block);
        return e != null && e.value().end() > block ? e.value() : null;
    }

    private static long next(World w, long block, long end) {
        var e = w.extents().ceiling(block);
        return e == null ? end : Math.min(e.key(), end);
    }

    /// A reader of the disk inside i_size never sees what nobody wrote, except where the data of a page did not reach the device
    /// ([FileBytes#stale]): without dioread_nolock their blocks have been marked written before. fs/ext4/inode.c, mpage_map_one_extent, 6.12
    /// Whoever holds i_data_sem may still be zeroing blocks that count as written.
    private void noStaleData(int i, World w) {
        var stale = FileBytes.stale(w, left);
        if (stale >= 0) {
            say(i, "byte " + stale + " inside i_size " + w.inode().iSize() + " shows what the disk held before");
        }
    }

    private void returned(int i, Step s, World w) {
        for (var e : w.locks()) {
            if (e.value().holders().contains(s.task())) {
                say(i, "returned with " + e.value().name() + " held");
            }
        }
        if (w.journal().handles().has(s.task())) {
            say(i, "returned with a journal handle open");
        }
        var io = w.io().values().stream().filter(x -> x.task() == s.task()).findFirst().orElseThrow();
        if (io.dio() != null) {
            say(i, "returned with a struct iomap_dio");
        }
        long others = w.io().values().stream()
                .filter(x -> x.id() != io.id() && x.submitResult() != null && x.result() == null || x.dio() != null)
                .count() + stacks(w, "iomap_dio_rw") + stacks(w, "iomap_dio_complete");
        if (w.inode().dioCount() > others) {
            say(i, "returned with i_dio_count " + w.inode().dioCount() + " and " + others + " other direct I/Os");
        }
        if (w.queue().plugs().has(s.task())) {
            say(i, "returned with a plug");
        }
        if (w.bios().values().stream().anyMatch(b -> b.io() == io.id() && b.state() != Bio.State.DONE)) {
            say(i, "returned with a bio of the request in flight");
        }
    }

    private void end() {
        int i = trace.size() - 1;
        var w = trace.step(i).world();
        for (var b : w.bios().values()) {
            if (b.state() != Bio.State.DONE || !ended.contains(b.id())) {
                say(i, "bio " + b.id() + " never ended: " + b.state());
            }
        }
        for (var r : w.requests().values()) {
            if (r.state() != Rq.State.DONE) {
                say(i, "request " + r.id() + " is " + r.state());
            }
        }
        at = i;
        cache.end(w);
        var q = w.queue();
        if (!q.plugs().isEmpty() || !q.tags().isEmpty() || !q.waiting().isEmpty() || !q.inFlight().isEmpty() || !q.flushPending().isEmpty()
                || !q.flushRunning().isEmpty() || !q.tagWaiters().isEmpty() || !q.work().isEmpty() || q.flush().dataInFlight() != 0) {
            say(i, "the block layer is not empty: " + q);
        }
        for (var t : w.tasks().values()) {
            boolean over = t.kind() == Task.Kind.TASK ? t.state() == Task.State.EXITED : t.state() == Task.State.IDLE;
            if (!over) {
                say(i, t.name() + " is " + t.state() + ", waits for " + t.waitsFor());
            }
        }
        for (var l : w.locks().values()) {
            if (l.mode() != Lock.Mode.FREE || !l.waiters().isEmpty()) {
                say(i, l.name() + " is not free");
            }
        }
        if (!w.journal().handles().isEmpty() || w.journal().committing() != null) {
            say(i, "the journal is not at rest");
        }
        if (w.inode().orphan()) {
            say(i, "the inode is still an orphan");
        }
        for (var io : w.io().values()) {
            // A task that is killed makes no more calls.
            boolean killed = w.tasks().at(io.task()).killed() && io.submitResult() == null && io.id() > 1;
            if (io.result() == null && !killed) {
                say(i, "call " + io.id() + " never returned");
            }
            if (io.dio() != null) {
                say(i, "the struct iomap_dio of call " + io.id() + " was never freed");
            }
        }
        if (w.inode().dioCount() != 0) {
            say(i, "i_dio_count stays " + w.inode().dioCount());
        }
    }

    /// Extent tree and status tree are on their way to agree again.
    private static boolean inDataSem(World w) {
        return w.locks().at(World.I_DATA_SEM).mode() == Lock.Mode.EXCLUSIVE;
    }

    /// A write with delayed allocation until 6.6 sets i_disksize before generic_write_end sets i_size, under the lock of the folio. fs/ext4/inode.c,
    /// ext4_da_write_end, 6.1
    /// A truncate that lets the file grow sets both in turn under i_data_sem. fs/ext4/inode.c, ext4_setattr, 6.12
    private static boolean sizesUnderWay(World w) {
        return w.locks().at(World.I_RWSEM).mode() == Lock.Mode.EXCLUSIVE && onStack(w, "ext4_da_write_end", null)
                || inDataSem(w) && onStack(w, "ext4_setattr", null);
    }

    private static int stacks(World w, String fn) {
        int n = 0;
        for (var t : w.tasks()) {
            for (var f = t.value().stack(); f != null; f = f.caller()) {
                if (f.fn().equals(fn)) {
                    n++;
                    break;
                }
            }
        }
        return n;
    }

    private static boolean onStack(World w, String fn, Task.@Nullable Kind kind) {
        for (var t : w.tasks()) {
            for (var f = t.value().stack(); f != null; f = f.caller()) {
                if (f.fn().equals(fn) && (kind == null || t.value().kind() == kind)) {
                    return true;
                }
            }
        }
        return false;
    }
}
