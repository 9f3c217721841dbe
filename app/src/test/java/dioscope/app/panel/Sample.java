package dioscope.app.panel;

import dioscope.model.profile.DioFlag;
import dioscope.model.profile.Iocb;
import dioscope.model.profile.IomapFlag;
import dioscope.model.profile.IterFlag;
import dioscope.model.profile.Profile;
import dioscope.model.profile.Req;
import dioscope.model.state.Args;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Dio;
import dioscope.model.state.Disk;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.Frame;
import dioscope.model.state.Fs;
import dioscope.model.state.Inode;
import dioscope.model.state.Io;
import dioscope.model.state.Iomap;
import dioscope.model.state.IomapIter;
import dioscope.model.state.Journal;
import dioscope.model.state.Kiocb;
import dioscope.model.state.Lock;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Page;
import dioscope.model.state.PageCache;
import dioscope.model.state.Queue;
import dioscope.model.state.Rq;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A run put together by hand, for drawings: an O_DSYNC write of 24 KiB at 12 KiB over a written and an unwritten extent.
public final class Sample {
    private static final Profile P = Profile.V6_12;
    private static final int DATA = P.req().word(Req.REQ_SYNC, Req.REQ_IDLE);

    private final List<Step> steps = new ArrayList<>();
    private World w = start();
    private long nanos;
    private int task = 1;
    private @Nullable Frame frame;
    int built;

    public static Trace trace() {
        return new Sample().run();
    }

    public static final Words WORDS = new Words() {
        @Override
        public @Nullable String why(Step step) {
            return step.label().equals("no_fua") ? """
                    The extent at 16 KiB is [unwritten](extent.unwritten): marking it written is a metadata change, so FUA on the data alone
                    would not make the write durable. This bio goes out **without** `REQ_FUA`, and one plain bio is enough to lose the promise
                    for the whole request.

                    `WRITE_THROUGH 1 → 0`, so `NEED_SYNC` stays set and completion will call `generic_write_sync`: a journal commit and a
                    cache flush.""" : null;
        }

        @Override
        public List<Line> code(String fn) {
            return fn.equals("iomap_dio_bio_opflags")
                    ? List.of(new Line("", "start from a synchronous write operation"),
                            new Line("use_fua", "can this bio go straight to media?"),
                            new Line("no_fua", "then WRITE_THROUGH no longer holds: clear it"),
                            new Line("", "return REQ_OP_WRITE|SYNC|IDLE"))
                    : List.of();
        }

        @Override
        public String source(Step step) {
            return step.fn().startsWith("iomap") ? "fs/iomap/direct-io.c:264" : "";
        }
    };

    private Trace run() {
        add(Step.Kind.START, "", false, Args.NONE);
        enter("ext4_file_write_iter", "pos", 12288L, "count", 24576L);
        enter("ext4_dio_write_iter");
        lock(Lock.Mode.EXCLUSIVE, List.of(1));
        enter("iomap_dio_rw");
        enter("__iomap_dio_rw", "pos", 12288L);
        change("alloc", x -> io(x, x.io().at(1).withDio(
                new Dio(P.dio().word(DioFlag.IOMAP_DIO_WRITE, DioFlag.IOMAP_DIO_NEED_SYNC), 1, 0, 0, 49152, true, 0, 0))));
        change("write_through", x -> dio(x, DioFlag.IOMAP_DIO_WRITE_THROUGH, true));
        change("invalidate", x -> x.withPageCache(x.pageCache().without(x.pageCache().pages().at(5))));
        change("invalidate", x -> x.withPageCache(x.pageCache().without(x.pageCache().pages().at(6))));
        enter("iomap_dio_bio_iter");
        change("iomap", x -> map(x, new Iomap(12288, 4096, Iomap.Type.MAPPED, 0, 34819L * 4096)));
        bio(1, 12288, 4096, 34819L * 8, DATA | P.req().mask(Req.REQ_FUA));
        state(1, Bio.State.PLUGGED);
        change("advance", x -> io(x, x.io().at(1).withIter(x.io().at(1).iter().advance(4096))));
        leave();
        enter("iomap_dio_bio_iter");
        change("iomap", x -> map(x, new Iomap(16384, 20480, Iomap.Type.UNWRITTEN, P.iomap().mask(IomapFlag.IOMAP_F_NEW), 36100L * 4096)));
        change("unwritten", x -> dio(x, DioFlag.IOMAP_DIO_UNWRITTEN, true));
        enter("iomap_dio_bio_opflags");
        add(Step.Kind.BRANCH, "use_fua", false, Args.of("use_fua", false, "bio_opf", "SYNC|IDLE"));
        built = steps.size();
        bio(2, 16384, 20480, 36100L * 8, DATA);
        w = dio(w, DioFlag.IOMAP_DIO_WRITE_THROUGH, false);
        add(Step.Kind.BRANCH, "no_fua", true, Args.of("bio_opf & REQ_FUA", 0));
        leave();
        built = steps.size() - 2;
        state(2, Bio.State.PLUGGED);
        change("advance", x -> io(x, x.io().at(1).withIter(x.io().at(1).iter().advance(20480))));
        leave();
        rq(1);
        rq(2);
        change("issue", x -> x.withQueue(x.queue().withInFlight(List.of(1, 2))));
        change("sleep", x -> task(x, x.tasks().at(1).withState(Task.State.SLEEPING, "dio completion")));
        for (int id = 1; id <= 2; id++) {
            int b = id;
            nanos += 80_000;
            var saved = frame;
            frame = null;
            task = 2;
            enter("blk_mq_complete_request");
            enter("iomap_dio_bio_end_io");
            change("end", x -> bios(x, x.bios().at(b).withState(Bio.State.DONE)).withDisk(b == 1
                    ? x.disk().withMedia(x.disk().media().fill(34819L * 4096, 4096, Data.request(1, 0xAB)))
                    : x.disk().withCache(x.disk().cache().fill(36100L * 4096, 20480, Data.request(1, 0xAB))))
                    .withQueue(x.queue().withInFlight(b == 1 ? List.of(2) : List.of())));
            leave();
            leave();
            task = 1;
            frame = saved;
        }
        change("wake", x -> task(x, x.tasks().at(1).withState(Task.State.RUNNING, null)));
        change("converted", x -> x.withExtents(x.extents().put(4, new Extent(4, 5, 36100, false))));
        change("free", x -> io(x, x.io().at(1).withDio(null).withIomi(null)));
        leave();
        leave();
        lock(Lock.Mode.FREE, List.of());
        leave();
        leave();
        change("return", x -> io(x, x.io().at(1).withResult(24576)));
        return new Trace(P, List.copyOf(steps), null);
    }

    private static World start() {
        var pages = OrdMap.<Page>empty();
        pages = pages.put(1, new Page(1, 1, false, false, false, Page.Mapping.NONE));
        pages = pages.put(5, new Page(5, 1, false, false, false, Page.Mapping.NONE)).put(6,
                new Page(6, 1, false, false, false, Page.Mapping.NONE));
        pages = pages.put(11, new Page(11, 1, true, false, false, Page.Mapping.READ_WRITE));
        pages = pages.put(12, new Page(12, 1, true, false, true, Page.Mapping.NONE));
        pages = pages.put(9, new Page(9, 1, false, true, false, Page.Mapping.NONE));
        var extents = OrdMap.<Extent>empty().put(0, new Extent(0, 4, 34816, false)).put(4, new Extent(4, 5, 36100, true))
                .put(11, new Extent(11, 1, 33801, false));
        var tasks = OrdMap.<Task>empty().put(1, new Task(1, "fio/4711", Task.Kind.TASK, Task.State.RUNNING, null, null))
                .put(2, new Task(2, "nvme0q1", Task.Kind.IRQ, Task.State.RUNNING, null, null));
        var io = new Io(1, 1, Io.Submission.SYNC, 0, Io.Op.WRITE, 12288, 24576, 1,
                new Kiocb(12288, P.iocb().word(Iocb.IOCB_DIRECT, Iocb.IOCB_DSYNC, Iocb.IOCB_WRITE), false),
                Content.EMPTY.fill(0, 24576, Data.request(1, 0xAB)));
        return new World(1, tasks, OrdMap.<Io>empty().put(1, io),
                new Inode(49152, 49152, true, false, false, 0, 0, 0, 0, -1, -1, 49152, 0, false, null, -1),
                extents,
                OrdMap.<ExtentStatus>empty().put(12, new ExtentStatus(12, 1, 0, ExtentStatus.Status.DELAYED)),
                new PageCache(pages, Content.EMPTY),
                OrdMap.empty(), OrdMap.empty(), Queue.EMPTY,
                new Disk(Content.EMPTY.fill(33801L * 4096, 4096, Data.old(0x11)).fill(34816L * 4096, 16384, Data.old(0x11))
                        .fill(36100L * 4096, 20480, Data.STALE), Content.EMPTY, Content.EMPTY),
                OrdMap.<Lock>empty().put(1, new Lock("i_rwsem", Lock.Mode.FREE, List.of(), List.of())),
                new Journal(true, 7, 6, null, 6), new Fs(4096, 100000, 0, 0, false, false, false, 2048, null),
                new dioscope.model.state.Wb(25600, 51200, 5_000_000_000L, 30_000_000_000L, dioscope.model.state.Wb.IoList.NONE));
    }

    private void add(Step.Kind kind, String label, boolean taken, Args values) {
        var t = w.tasks().at(task);
        w = task(w, t.withStack(frame)).withCurrent(task);
        steps.add(new Step(kind, nanos, task, t.kind(), frame, label, taken, values, w));
        nanos += 350;
    }

    private void enter(String fn, Object... args) {
        frame = new Frame(fn, Args.of(args), frame, frame == null ? 0 : frame.depth() + 1, steps.size());
        add(Step.Kind.ENTER, "", false, Args.of(args));
    }

    private void leave() {
        add(Step.Kind.RETURN, "", false, Args.of("ret", 0));
        frame = frame == null ? null : frame.caller();
    }

    private void change(String label, UnaryOperator<World> f) {
        w = f.apply(w);
        add(Step.Kind.CHANGE, label, false, Args.NONE);
    }

    private void lock(Lock.Mode mode, List<Integer> holders) {
        change("i_rwsem", x -> x.withLocks(x.locks().put(1, new Lock("i_rwsem", mode, holders, List.of()))));
    }

    private void bio(int id, long offset, long bytes, long sector, int opf) {
        var payload = Content.EMPTY.fill(0, bytes, Data.request(1, 0xAB));
        w = bios(w,
                new Bio(id, 1, Bio.Op.WRITE, opf, sector, bytes, Bio.Kind.DATA, Bio.Via.DIO, offset,
                        List.of(new Bio.Bvec(1 << 20, (int) bytes)),
                        Bio.State.BUILDING, 0, 0, "iomap_dio_bio_end_io", payload));
        add(Step.Kind.CHANGE, "bio_alloc", false, Args.NONE);
    }

    private void state(int id, Bio.State s) {
        change("bio_state", x -> bios(io(x, x.io().at(1).withDio(x.io().at(1).dio().withRef(1 + id).withSize(id == 1 ? 4096 : 24576))),
                x.bios().at(id).withState(s)));
    }

    private void rq(int id) {
        change("dispatch", x -> bios(x, x.bios().at(id).withState(Bio.State.IN_DEVICE)).withRequests(x.requests().put(id,
                new Rq(id, Bio.Op.WRITE, x.bios().at(id).opf(), x.bios().at(id).sector(), x.bios().at(id).bytes(), List.of(id),
                        Rq.State.IN_DEVICE, id,
                        List.of()))));
    }

    private static World io(World x, Io io) {
        return x.withIo(x.io().put(io.id(), io));
    }

    private static World dio(World x, DioFlag f, boolean on) {
        var io = x.io().at(1);
        int flags = io.dio().flags();
        return io(x, io.withDio(io.dio().withFlags(on ? flags | P.dio().mask(f) : flags & ~P.dio().mask(f))));
    }

    private static World map(World x, Iomap map) {
        return io(x, x.io().at(1).withIomi(new IomapIter(map.offset(), 36864 - map.offset(), 0,
                P.iter().word(IterFlag.IOMAP_WRITE, IterFlag.IOMAP_DIRECT), map)));
    }

    private static World bios(World x, Bio b) {
        return x.withBios(x.bios().put(b.id(), b));
    }

    private static World task(World x, Task t) {
        return x.withTasks(x.tasks().put(t.id(), t));
    }
}
