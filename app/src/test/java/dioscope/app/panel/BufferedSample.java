package dioscope.app.panel;

import dioscope.model.profile.Iocb;
import dioscope.model.profile.Profile;
import dioscope.model.profile.Req;
import dioscope.model.state.Args;
import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Disk;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.Frame;
import dioscope.model.state.Fs;
import dioscope.model.state.Inode;
import dioscope.model.state.Io;
import dioscope.model.state.Journal;
import dioscope.model.state.Kiocb;
import dioscope.model.state.Lock;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Page;
import dioscope.model.state.PageCache;
import dioscope.model.state.Queue;
import dioscope.model.state.Rq;
import dioscope.model.state.Task;
import dioscope.model.state.Wb;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A run put together by hand, for drawings: 8 KiB are appended to a file of 64 KiB through the page cache, and fsync takes them to the medium.
final class BufferedSample {
    private static final Profile P = Profile.V6_12;
    private static final long PLACE = 34816L * 4096;

    private final List<Step> steps = new ArrayList<>();
    private World w = start();
    private long nanos;
    private int task = 1;
    private @Nullable Frame frame;

    static Trace trace() {
        return new BufferedSample().run();
    }

    static View view() {
        return View.of(Study.of(trace(), Setting.DEFAULT, Words.NONE));
    }

    private Trace run() {
        add(Step.Kind.START, "");
        enter("ext4_file_write_iter");
        enter("generic_perform_write");
        for (int i = 16; i < 18; i++) {
            long index = i;
            change("lock", x -> page(x, new Page(index, 1, false, false, false, Page.Mapping.NONE).withLockedBy(1).withUptodate(false)));
            change("reserve", x -> page(x.withFs(x.fs().withDelayedBlocks(x.fs().delayedBlocks() + 1)),
                    x.pageCache().pages().at(index).withBuffers(List.of(new Bh(-1, Bh.MAPPED | Bh.DELAY)))).withStatus(
                            x.status().put(16,
                                    new ExtentStatus(16, (int) (index - 15), 0, ExtentStatus.Status.DELAYED))));
            change("copy", x -> io(x.withPageCache(x.pageCache().withData(x.pageCache().data().fill(index * 4096, 4096, Data.request(1,
                    0xAB)))), x.io().at(1).withIter(x.io().at(1).iter().advance(4096))));
            change("write_end", x -> page(x, x.pageCache().pages().at(index).withUptodate(true).withDirty(true).withLockedBy(0)));
            change("i_size", x -> x.withInode(x.inode().withISize((index + 1) * 4096).withIState(Inode.I_DIRTY_PAGES)));
        }
        leave();
        leave();
        change("return", x -> io(x, x.io().at(1).withResult(8192)));
        enter("ext4_sync_file");
        enter("ext4_writepages");
        tx(Journal.TxState.RUNNING, List.of("inode"), true);
        for (int i = 16; i < 18; i++) {
            long index = i;
            change("writeback", x -> page(x, x.pageCache().pages().at(index).withDirty(false).withWriteback(true)));
        }
        change("allocate", x -> x.withExtents(x.extents().put(16, new Extent(16, 2, 36100, true))).withStatus(OrdMap.empty())
                .withFs(x.fs().withDelayedBlocks(0)));
        tx(Journal.TxState.RUNNING, List.of("inode", "block bitmap", "group descriptor"), true);
        bio(1, Bio.Kind.DATA, 65536, 36100L * 8, 8192, Content.EMPTY.fill(0, 4096, Data.request(1, 0xAB)), Req.REQ_SYNC);
        change("bio_add", x -> bios(x, x.bios().at(1).withPayload(Content.EMPTY.fill(0, 8192, Data.request(1, 0xAB)))));
        state(1, Bio.State.IN_DEVICE);
        change("done", x -> x.withDisk(x.disk().withCache(x.disk().cache().fill(36100L * 4096, 8192, Data.request(1, 0xAB)))));
        state(1, Bio.State.DONE);
        for (int i = 16; i < 18; i++) {
            long index = i;
            change("end_io", x -> page(x, x.pageCache().pages().at(index).withWriteback(false)));
        }
        change("converted", x -> x.withExtents(x.extents().remove(16).put(0, new Extent(0, 16, 34816, false)).put(16,
                new Extent(16, 2, 36100, false))));
        leave();
        enter("jbd2_log_wait_commit");
        change("sleep", x -> task(x, x.tasks().at(1).withState(Task.State.SLEEPING, "commit of transaction 8").withStack(frame)));
        var waits = frame;
        frame = null;
        task = 3;
        change("wake", x -> task(x, x.tasks().at(3).withState(Task.State.RUNNING, null)));
        enter("jbd2_journal_commit_transaction");
        tx(Journal.TxState.LOCKED, List.of("inode", "block bitmap", "group descriptor"), false);
        tx(Journal.TxState.FLUSH, List.of("inode", "block bitmap", "group descriptor"), false);
        tx(Journal.TxState.COMMIT, List.of("inode", "block bitmap", "group descriptor"), false);
        for (int i = 2; i < 6; i++) {
            int id = i;
            bio(id, Bio.Kind.JOURNAL, -1, 900_000 + 8L * i, 4096, Content.EMPTY.fill(0, 4096, new Data("journal", 0x33)), Req.REQ_META,
                    Req.REQ_SYNC);
            state(id, Bio.State.IN_DEVICE);
            change("done",
                    x -> x.withDisk(x.disk().withCache(x.disk().cache().fill(x.bios().at(id).sector() * 512, 4096, new Data("journal",
                            0x33)))));
            state(id, Bio.State.DONE);
        }
        tx(Journal.TxState.COMMIT_JFLUSH, List.of("inode", "block bitmap", "group descriptor"), false);
        bio(6, Bio.Kind.COMMIT_BLOCK, -1, 900_048, 4096, Content.EMPTY.fill(0, 4096, new Data("journal", 0x33)), Req.REQ_PREFLUSH,
                Req.REQ_FUA, Req.REQ_META);
        change("flush", x -> x.withRequests(x.requests().put(9, new Rq(9, Bio.Op.FLUSH, 0, 0, 0, List.of(), Rq.State.IN_DEVICE, 9, List
                .of()))));
        change("flushed", x -> x.withDisk(x.disk().flushed()).withRequests(x.requests().remove(9)));
        change("fua", x -> x.withDisk(x.disk().withMedia(x.disk().media().fill(900_048L * 512, 4096, new Data("journal", 0x33)))));
        state(6, Bio.State.DONE);
        change("committed",
                x -> x.withJournal(
                        x.journal().withCheckpoint(List.of(java.util.Objects.requireNonNull(x.journal().committing()))).withCommitting(null)
                                .withCommitted(8))
                        .withInode(x.inode().withIState(0)));
        leave();
        change("idle", x -> task(x, x.tasks().at(3).withState(Task.State.IDLE, null)));
        task = 1;
        frame = waits;
        change("wake", x -> task(x, x.tasks().at(1).withState(Task.State.RUNNING, null)));
        leave();
        leave();
        change("return", x -> io(x, x.io().at(2).withResult(0)));
        return new Trace(P, List.copyOf(steps), null);
    }

    private static World start() {
        var tasks = OrdMap.<Task>empty().put(1, new Task(1, "app/4711", Task.Kind.TASK, Task.State.RUNNING, null, null))
                .put(2, new Task(2, "flusher", Task.Kind.FLUSHER, Task.State.IDLE, null, null))
                .put(3, new Task(3, "jbd2/nvme0n1-8", Task.Kind.JBD2, Task.State.IDLE, null, null));
        var write = new Io(1, 1, Io.Submission.SYNC, 0, Io.Op.WRITE, 65536, 8192, 1,
                new Kiocb(65536, P.iocb().word(Iocb.IOCB_WRITE), false),
                Content.EMPTY.fill(0, 8192, Data.request(1, 0xAB)));
        var sync = new Io(2, 1, Io.Submission.SYNC, 0, Io.Op.FSYNC, 0, 0, 1, new Kiocb(0, 0, false), Content.EMPTY);
        var pages = OrdMap.<Page>empty().put(8, new Page(8, 4, false, false, false, Page.Mapping.READ_ONLY).withReadahead(true));
        return new World(1, tasks, OrdMap.<Io>empty().put(1, write).put(2, sync),
                new Inode(65536, 65536, true, false, false, 0, 7, 7, 0, -1, -1, 65536, 0, false, null, -1),
                OrdMap.<Extent>empty().put(0, new Extent(0, 16, 34816, false)), OrdMap.empty(),
                new PageCache(pages, Content.EMPTY.fill(32768, 16384, Data.old(0x11))), OrdMap.empty(), OrdMap.empty(), Queue.EMPTY,
                new Disk(Content.EMPTY.fill(PLACE, 65536, Data.old(0x11)), Content.EMPTY, Content.EMPTY),
                OrdMap.<Lock>empty().put(1, new Lock("i_rwsem", Lock.Mode.FREE, List.of(), List.of())),
                new Journal(true, 8, 7, null, 7), new Fs(4096, 100000, 0, 0, false, false, false, 2048, null),
                new Wb(1200, 2400, 5_000_000_000L, 30_000_000_000L, Wb.IoList.NONE));
    }

    private void tx(Journal.TxState s, List<String> blocks, boolean running) {
        var t = new Journal.Tx(8, blocks, blocks.size(), 0).withState(s);
        change("transaction", x -> x.withJournal(running || s == Journal.TxState.LOCKED
                ? x.journal().withRunning(t)
                : x.journal().withRunning(null).withCommitting(t)));
    }

    private void bio(int id, Bio.Kind kind, long offset, long sector, long bytes, Content payload, Req... flags) {
        change("bio_alloc", x -> bios(x, new Bio(id, 0, Bio.Op.WRITE, P.req().word(flags), sector, bytes, kind,
                kind == Bio.Kind.DATA ? Bio.Via.WRITEBACK : Bio.Via.JOURNAL, offset, List.of(new Bio.Bvec(1 << 20, (int) bytes)),
                Bio.State.BUILDING, 0, 0, "end_io", payload)));
    }

    private void state(int id, Bio.State s) {
        change("bio_state", x -> bios(x, x.bios().at(id).withState(s)).withQueue(
                x.queue().withInFlight(s == Bio.State.IN_DEVICE ? List.of(id) : List.of())));
    }

    private void add(Step.Kind kind, String label) {
        var t = w.tasks().at(task);
        w = task(w, t.withStack(frame)).withCurrent(task);
        steps.add(new Step(kind, nanos, task, t.kind(), frame, label, false, Args.NONE, w));
        nanos += 350;
    }

    private void enter(String fn) {
        frame = new Frame(fn, Args.NONE, frame, frame == null ? 0 : frame.depth() + 1, steps.size());
        add(Step.Kind.ENTER, "");
    }

    private void leave() {
        add(Step.Kind.RETURN, "");
        frame = frame == null ? null : frame.caller();
    }

    private void change(String label, UnaryOperator<World> f) {
        w = f.apply(w);
        add(Step.Kind.CHANGE, label);
    }

    private static World page(World x, Page p) {
        return x.withPageCache(x.pageCache().with(p));
    }

    private static World io(World x, Io io) {
        return x.withIo(x.io().put(io.id(), io));
    }

    private static World bios(World x, Bio b) {
        return x.withBios(x.bios().put(b.id(), b));
    }

    private static World task(World x, Task t) {
        return x.withTasks(x.tasks().put(t.id(), t));
    }
}
