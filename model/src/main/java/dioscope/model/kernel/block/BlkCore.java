package dioscope.model.kernel.block;

import dioscope.model.engine.Kernel;
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

/// block/blk-core.c, 6.12
public final class BlkCore {
    private final Block b;
    private final Kernel k;
    private final Map<Integer, ArrayDeque<Integer>> onStack = new HashMap<>();
    private int plugs;
    private int kblockd;

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
    public void submit_bio(int bio) {
        try (var fn = k.enter("submit_bio", "bio", bio)) {
            b.bio("submitted", b.bio(bio).withState(Bio.State.SUBMITTED));
            submit_bio_noacct(bio);
        }
    }

    /// The checks every bio goes through. block/blk-core.c, submit_bio_noacct, 6.12
    void submit_bio_noacct(int id) {
        try (var fn = k.enter("submit_bio_noacct", "bio", id)) {
            var bio = b.bio(id);
            if (fn.taken("nowait_unsupported", b.has(bio.opf(), Req.REQ_NOWAIT) && !bdev_nowait(bio), "nowait",
                    b.has(bio.opf(), Req.REQ_NOWAIT), "bdev_nowait", bdev_nowait(bio))) {
                end_io(id, -Block.EOPNOTSUPP);
                return;
            }
            if (fn.taken("eod", bio_check_eod(bio), "end", bio.endSector(), "capacity", b.lim.capacitySectors())) {
                end_io(id, -Block.EIO);
                return;
            }
            if (fn.taken("flush", b.op_is_flush(bio.opf()), "opf", b.req.names(bio.opf()))) {
                if (fn.taken("flush_op", bio.op() != Bio.Op.WRITE, "op", bio.op())) {
                    end_io(id, -Block.EIO);
                    return;
                }
                if (fn.taken("no_write_cache", !b.lim.writeCache())) {
                    b.bio("bi_opf", bio.withOpf(bio.opf() & ~b.req.word(Req.REQ_PREFLUSH, Req.REQ_FUA)));
                    if (fn.taken("no_data", bio.sectors() == 0)) {
                        end_io(id, 0);
                        return;
                    }
                }
            }
            boolean unsupported = switch (bio.op()) {
                case READ, WRITE -> false;
                case FLUSH -> true;
                case WRITE_ZEROES -> b.lim.maxWriteZeroesSectors() == 0;
            };
            if (fn.taken("op_unsupported", unsupported, "op", bio.op())) {
                end_io(id, -Block.EOPNOTSUPP);
                return;
            }
            submit_bio_noacct_nocheck(id);
        }
    }

    private void end_io(int bio, int status) {
        b.bio().end(bio, status);
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
    private boolean has_submit_bio(Bio bio) {
        return b.dm != null && !bio.lower();
    }

    /// Submits, or lines up behind the submission that is under way. block/blk-core.c, submit_bio_noacct_nocheck, 6.12
    private void submit_bio_noacct_nocheck(int id) {
        try (var fn = k.enter("submit_bio_noacct_nocheck", "bio", id)) {
            var list = b.queue().bioLists().get(k.current());
            if (fn.taken("bio_list", list != null)) {
                bio_list(Block.plus(b.queue().bioLists().at(k.current()), id));
            } else if (fn.taken("mq", !has_submit_bio(b.bio(id)))) {
                __submit_bio_noacct_mq(id);
            } else {
                __submit_bio_noacct(id);
            }
        }
    }

    private void bio_list(List<Integer> v) {
        b.queue("bio_list", q -> q.withBioLists(q.bioLists().put(k.current(), v)));
    }

    private List<Integer> bio_list() {
        return b.queue().bioLists().at(k.current());
    }

    /// block/blk-core.c, __submit_bio_noacct_mq, 6.12
    private void __submit_bio_noacct_mq(int first) {
        try (var fn = k.enter("__submit_bio_noacct_mq", "bio", first)) {
            bio_list(List.of());
            int bio = first;
            while (true) {
                __submit_bio(bio);
                if (!fn.taken("more", !bio_list().isEmpty(), "bio_list", bio_list())) {
                    break;
                }
                bio = bio_list().getFirst();
                bio_list(Block.tail(bio_list()));
            }
            b.queue("bio_list", q -> q.withBioLists(q.bioLists().remove(k.current())));
        }
    }

    /// The same for a device that makes bios for a device below: the lowest go first. block/blk-core.c, __submit_bio_noacct, 6.12
    private void __submit_bio_noacct(int first) {
        try (var fn = k.enter("__submit_bio_noacct", "bio", first)) {
            bio_list(List.of());
            int bio = first;
            while (true) {
                boolean lower = b.bio(bio).lower();
                var earlier = bio_list();
                bio_list(List.of());
                __submit_bio(bio);
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
        }
    }

    /// block/blk-core.c, __submit_bio, 6.12
    private void __submit_bio(int bio) {
        try (var fn = k.enter("__submit_bio", "bio", bio)) {
            blk_start_plug();
            if (fn.taken("mq", !has_submit_bio(b.bio(bio)))) {
                b.mq.blk_mq_submit_bio(bio);
            } else if (fn.taken("poll_unsupported", b.has(b.bio(bio).opf(), Req.REQ_POLLED) && !b.lim.poll())) {
                end_io(bio, -Block.EOPNOTSUPP);
            } else {
                Objects.requireNonNull(b.dm).dm_submit_bio(bio);
            }
            blk_finish_plug();
        }
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

    /// Sends what the task has gathered, if it holds a plug. include/linux/blkdev.h, blk_flush_plug, 6.12
    ///
    /// @param from_schedule the task is about to sleep
    public void blk_flush_plug(boolean from_schedule) {
        if (b.queue().plugs().has(k.current())) {
            __blk_flush_plug(from_schedule);
        }
    }

    /// block/blk-core.c, __blk_flush_plug, 6.12
    private void __blk_flush_plug(boolean from_schedule) {
        try (var fn = k.enter("__blk_flush_plug", "from_schedule", from_schedule)) {
            b.mq.blk_mq_flush_plug_list(from_schedule);
        }
    }

    void plug(Plug p) {
        b.queue("plug", q -> q.withPlugs(q.plugs().put(k.current(), p)));
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
