package dioscope.model.kernel.block;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Errno;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Part;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Plug;
import dioscope.model.state.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// block/blk-core.c, 6.1 to 7.2
public class BlkCore {
    /// BLK_QC_T_NONE: nothing to poll for. include/linux/blk_types.h, 5.10
    public static final int BLK_QC_T_NONE = -1;

    final Block b;
    final Kernel k;
    private final Map<Integer, ArrayDeque<Integer>> onStack = new HashMap<>();
    private int plugs;
    private int kblockd;

    /// The edition of the kernel that runs.
    static BlkCore of(Block b) {
        return switch (b.k.profile().version(Part.BLOCK)) {
            case V5_10 -> new BlkCore_5_10(b);
            case V6_1, V6_6, V6_12, V6_14, V7_1, V7_2 -> new BlkCore(b);
        };
    }

    BlkCore(Block b) {
        this.b = b;
        this.k = b.k;
    }

    /// Makes the kblockd worker (and the mapper's), once, before the run. block/blk-core.c, blk_dev_init, 6.12
    public void blk_dev_init() {
        kblockd = k.kthread("kworker/0:1H", Task.Kind.WORKER, this::kblockd);
        if (b.dm != null) {
            b.dm.start();
        }
    }

    /// Runs what kblockd was given. kernel/workqueue.c, process_one_work, 6.12
    private void kblockd() {
        while (!b.queue().work().isEmpty()) {
            var work = b.queue().work().getFirst();
            b.queue("work", q -> q.withWork(Block.tail(q.work())));
            switch (work) {
                case BlkMq.REQUEUE_WORK -> b.mq.blk_mq_requeue_work();
                case BlkMq.RUN_WORK -> b.mq.blk_mq_run_work_fn();
                default -> throw new IllegalStateException("kblockd has no " + work);
            }
        }
    }

    /// block/blk-core.c, kblockd_mod_delayed_work_on with no delay, 6.12
    void kblockd_mod_delayed_work_on(String work) {
        if (!b.queue().work().contains(work)) {
            b.queue("work", q -> q.withWork(Block.plus(q.work(), work)));
        }
        k.wake(kblockd);
    }

    /// Hands a bio to the block layer; it ends through bio_endio, perhaps before this returns. block/blk-core.c, submit_bio, 6.12
    ///
    /// @return what 5.10 polls for: the request made of it, [#BLK_QC_T_NONE] for none; later kernels return nothing and keep it in bi_cookie
    public int submit_bio(int bio) {
        try (var fn = k.enter("submit_bio", "bio", bio)) {
            b.bio("submitted", b.bio(bio).withState(Bio.State.SUBMITTED));
            return submit_bio_noacct(bio);
        }
    }

    /// The checks every bio goes through. block/blk-core.c, submit_bio_noacct, 6.1 to 7.2
    int submit_bio_noacct(int id) {
        try (var fn = k.enter("submit_bio_noacct", "bio", id)) {
            if (checked(fn, id)) {
                submit_bio_noacct_nocheck(id, false);
            }
            return BLK_QC_T_NONE;
        }
    }

    /// The checks, whose order is the same in all versions.
    ///
    /// @return false when the bio has ended
    boolean checked(Fn fn, int id) {
        might_sleep();
        var bio = b.bio(id);
        if (fn.taken("nowait_unsupported", b.has(bio.opf(), Req.REQ_NOWAIT) && !bdev_nowait(bio), "nowait",
                b.has(bio.opf(), Req.REQ_NOWAIT), "bdev_nowait", bdev_nowait(bio))) {
            return end_io(id, -Block.EOPNOTSUPP);
        }
        if (fn.taken("eod", bio_check_eod(bio), "end", bio.endSector(), "capacity", b.lim.capacitySectors())) {
            return end_io(id, -Block.EIO);
        }
        if (fn.taken("flush", b.op_is_flush(bio.opf()), "opf", b.req.names(bio.opf()))) {
            if (k.has(Feature.FLUSH_ONLY_WITH_WRITES) && fn.taken("flush_op", bio.op() != Bio.Op.WRITE, "op", bio.op())) {
                return end_io(id, -Block.EIO);
            }
            if (fn.taken("no_write_cache", !b.lim.writeCache())) {
                b.bio("bi_opf", bio.withOpf(bio.opf() & ~b.req.word(Req.REQ_PREFLUSH, Req.REQ_FUA)));
                if (fn.taken("no_data", bio.sectors() == 0)) {
                    return end_io(id, 0);
                }
            }
        }
        if (!k.has(Feature.POLLING_REFUSED_WITHOUT_POLL_QUEUE)
                && fn.taken("clear_polled", b.polled(bio.opf()) && !can_poll(bio), "poll", can_poll(bio))) {
            b.bio("bi_opf", b.notPolled(b.bio(id)));
        }
        if (bio.op() == Bio.Op.WRITE && fn.taken("atomic_size", atomic_invalid(bio), "bytes", bio.bytes(), "unit_min",
                b.lim.atomic().unitMin(), "unit_max", b.lim.atomic().unitMax())) {
            return end_io(id, -Errno.EINVAL);
        }
        boolean unsupported = switch (bio.op()) {
            case READ, WRITE -> false;
            case FLUSH -> true;
            case WRITE_ZEROES -> b.lim.maxWriteZeroesSectors() == 0;
        };
        if (fn.taken("op_unsupported", unsupported, "op", bio.op())) {
            return end_io(id, -Block.EOPNOTSUPP);
        }
        return true;
    }

    /// kblockd is a workqueue of high priority: once woken it runs at the submitter's next chance. include/linux/kernel.h, might_sleep, with voluntary
    /// preemption, as the recorded kernels are configured
    private void might_sleep() {
        k.preemptedBy(kblockd);
    }

    /// QUEUE_FLAG_POLL of the bio's device: a mapper has it when the device below has. drivers/md/dm-table.c, dm_table_set_restrictions, 6.1
    boolean can_poll(Bio bio) {
        return b.lim.poll();
    }

    /// block/blk-core.c, blk_validate_atomic_write_op_size, 6.12 and 7.2
    private boolean atomic_invalid(Bio bio) {
        var a = b.lim.atomic();
        return b.has(bio.opf(), Req.REQ_ATOMIC) && (bio.bytes() > a.unitMax() || bio.bytes() % a.unitMin() != 0);
    }

    private boolean end_io(int bio, int status) {
        b.bio().end(bio, status);
        return false;
    }

    /// include/linux/blkdev.h, bdev_nowait, 6.12
    private boolean bdev_nowait(Bio bio) {
        return b.lim.nowait() && (!has_submit_bio(bio) || b.dm == null || b.dm.nowait());
    }

    /// block/blk-core.c, bio_check_eod, 6.12
    private boolean bio_check_eod(Bio bio) {
        return bio.sectors() > 0 && (bio.sectors() > b.lim.capacitySectors() || bio.sector() > b.lim.capacitySectors() - bio.sectors());
    }

    /// BD_HAS_SUBMIT_BIO of the bio's device: it is the mapper, not the queue.
    boolean has_submit_bio(Bio bio) {
        return b.dm != null && !bio.lower();
    }

    /// Submits, or lines up behind the submission that is under way. block/blk-core.c, submit_bio_noacct_nocheck, 6.1 to 7.2
    ///
    /// @param split the rest of a bio that was split: 7.2 takes it up before all others
    void submit_bio_noacct_nocheck(int id, boolean split) {
        try (var fn = k.enter("submit_bio_noacct_nocheck", "bio", id)) {
            var list = b.queue().bioLists().get(k.current());
            if (fn.taken("bio_list", list != null) && list != null) {
                bio_list(fn.taken("rest_first", split) ? Block.plusFirst(list, id) : Block.plus(list, id));
            } else if (fn.taken("mq", !has_submit_bio(b.bio(id)))) {
                __submit_bio_noacct_mq(id);
            } else {
                __submit_bio_noacct(id);
            }
        }
    }

    void bio_list(List<Integer> v) {
        b.queue("bio_list", q -> q.withBioLists(q.bioLists().put(k.current(), v)));
    }

    List<Integer> bio_list() {
        return b.queue().bioLists().at(k.current());
    }

    /// block/blk-core.c, __submit_bio_noacct_mq, all versions
    ///
    /// @return the cookie of the last bio
    int __submit_bio_noacct_mq(int first) {
        try (var fn = k.enter("__submit_bio_noacct_mq", "bio", first)) {
            bio_list(List.of());
            int bio = first;
            int cookie;
            while (true) {
                cookie = submit_mq(bio);
                if (!fn.taken("more", !bio_list().isEmpty(), "bio_list", bio_list())) {
                    break;
                }
                bio = bio_list().getFirst();
                bio_list(Block.tail(bio_list()));
            }
            b.queue("bio_list", q -> q.withBioLists(q.bioLists().remove(k.current())));
            return cookie;
        }
    }

    /// What the loop does with each bio.
    int submit_mq(int bio) {
        return __submit_bio(bio);
    }

    /// The same for a device that makes bios for a device below: the lowest go first. block/blk-core.c, __submit_bio_noacct, 6.12
    int __submit_bio_noacct(int first) {
        try (var fn = k.enter("__submit_bio_noacct", "bio", first)) {
            bio_list(List.of());
            int bio = first;
            int cookie;
            while (true) {
                boolean lower = b.bio(bio).lower();
                var earlier = bio_list();
                bio_list(List.of());
                cookie = __submit_bio(bio);
                var next = new ArrayList<Integer>();
                for (int made : bio_list()) {
                    if (b.bio(made).lower() != lower) {
                        next.add(made);
                    }
                }
                for (int made : bio_list()) {
                    if (b.bio(made).lower() == lower) {
                        next.add(made);
                    }
                }
                next.addAll(earlier);
                if (!fn.taken("more", !next.isEmpty(), "bio_list", next)) {
                    break;
                }
                bio = next.getFirst();
                bio_list(Block.tail(next));
            }
            b.queue("bio_list", q -> q.withBioLists(q.bioLists().remove(k.current())));
            return cookie;
        }
    }

    /// block/blk-core.c, __submit_bio, 6.1 to 7.2
    int __submit_bio(int bio) {
        try (var fn = k.enter("__submit_bio", "bio", bio)) {
            boolean plugs = k.has(Feature.EVERY_SUBMISSION_PLUGS);
            if (plugs) {
                blk_start_plug();
            }
            if (fn.taken("mq", !has_submit_bio(b.bio(bio)))) {
                b.mq.blk_mq_submit_bio(bio);
            } else if (fn.taken("poll_unsupported", b.polled(b.bio(bio).opf()) && !b.lim.poll())) {
                end_io(bio, -Block.EOPNOTSUPP);
            } else {
                dm_submit_bio(bio);
            }
            if (plugs) {
                blk_finish_plug();
            }
            return BLK_QC_T_NONE;
        }
    }

    void dm_submit_bio(int bio) {
        if (b.polled(b.bio(bio).opf())) {
            throw k.refuse("Polling through a device mapper is not modelled.");
        }
        Objects.requireNonNull(b.dm).dm_submit_bio(bio);
    }

    /// Begins a batch: requests gather on the task's plug list. A plug inside a plug does nothing. block/blk-core.c, blk_start_plug, 6.12
    public void blk_start_plug() {
        try (var fn = k.enter("blk_start_plug")) {
            int id = ++plugs;
            onStack.computeIfAbsent(k.current(), t -> new ArrayDeque<>()).push(id);
            if (!fn.taken("nested", b.queue().plugs().has(k.current()))) {
                plug(new Plug(id, List.of(), 0));
            }
        }
    }

    /// Ends the batch that the last [#blk_start_plug] of this task began: its requests go to the driver. block/blk-core.c, blk_finish_plug, 6.12
    public void blk_finish_plug() {
        try (var fn = k.enter("blk_finish_plug")) {
            int plug = Objects.requireNonNull(onStack.get(k.current())).pop();
            var current = b.queue().plugs().get(k.current());
            if (fn.taken("current", current != null && current.id() == plug)) {
                __blk_flush_plug(false);
                b.queue("plug", q -> q.withPlugs(q.plugs().remove(k.current())));
            }
        }
    }

    /// A task that sleeps with requests on its plug list would keep them from the device. kernel/sched/core.c, sched_submit_work
    void sched_submit_work() {
        var plug = b.queue().plugs().get(k.current());
        if (plug != null && !plug.rqs().isEmpty()) {
            __blk_flush_plug(true);
        }
    }

    /// Sends what the task has gathered, if it holds a plug. include/linux/blkdev.h, blk_flush_plug, 6.12
    ///
    /// @param from_schedule the task is about to sleep
    public void blk_flush_plug(boolean from_schedule) {
        if (b.queue().plugs().has(k.current())) {
            __blk_flush_plug(from_schedule);
        }
    }

    /// block/blk-core.c, __blk_flush_plug, 6.12
    void __blk_flush_plug(boolean from_schedule) {
        try (var fn = k.enter("__blk_flush_plug", "from_schedule", from_schedule)) {
            b.mq.blk_mq_flush_plug_list(from_schedule);
        }
    }

    void plug(Plug p) {
        b.queue("plug", q -> q.withPlugs(q.plugs().put(k.current(), p)));
    }

    /// Looks whether polled bios are done, `bio` among them perhaps. block/blk-core.c, bio_poll, 6.1 to 7.2
    ///
    /// @param oneshot BLK_POLL_ONESHOT: asks the driver once instead of spinning
    /// @return requests completed; 0 also when another task wants the CPU: call again after letting it run
    public int bio_poll(int bio, boolean oneshot) {
        try (var fn = k.enter("bio_poll", "bio", bio, "oneshot", oneshot)) {
            var state = b.bio(bio).state();
            boolean none = state != Bio.State.IN_DEVICE && state != Bio.State.DONE || !b.polled(b.bio(bio).opf());
            if (fn.taken("no_cookie", none, "bio", state)) {
                return fn.ret(0);
            }
            blk_flush_plug(false);
            return fn.ret(b.mq.blk_mq_poll(oneshot));
        }
    }

    /// What iopoll of a file is when its bio is remembered in the request (`iocb->private`): polls for it. block/blk-core.c, iocb_bio_iopoll, 6.1 to 7.2
    ///
    /// @param io the request
    /// @return requests completed
    public int iocb_bio_iopoll(int io, boolean oneshot) {
        try (var fn = k.enter("iocb_bio_iopoll", "io", io)) {
            int bio = k.world().io().at(io).pollBio();
            return fn.ret(fn.taken("bio", bio != 0, "private", bio) ? bio_poll(bio, oneshot) : 0);
        }
    }

    /// Looks whether polled bios are done. block/blk-mq.c, blk_poll, 5.10
    ///
    /// @param cookie what [#submit_bio] returned
    /// @param spin goes on until one is done or another task wants the CPU
    /// @return requests completed; 0 also when another task wants the CPU: call again after letting it run
    public int blk_poll(int cookie, boolean spin) {
        return b.mq.blk_poll(cookie, spin);
    }

    /// Sleeps for I/O, sending what is plugged first. May return early; loop on the condition. kernel/sched/core.c, io_schedule, 6.12
    ///
    /// @param waitsFor what for, in words of the field
    public void io_schedule(String waitsFor) {
        try (var fn = k.enter("io_schedule")) {
            blk_flush_plug(true);
            k.sleep(waitsFor);
        }
    }

    /// The same for waits that may be long; loop on the condition. block/blk-core.c, blk_io_schedule, 6.12
    public void blk_io_schedule(String waitsFor) {
        try (var fn = k.enter("blk_io_schedule")) {
            io_schedule(waitsFor);
        }
    }
}
