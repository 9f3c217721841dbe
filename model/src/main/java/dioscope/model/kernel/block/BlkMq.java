package dioscope.model.kernel.block;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Part;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Plug;
import dioscope.model.state.Rq;
import java.util.ArrayList;
import java.util.List;

/// block/blk-mq.c, 7.2
///
/// What is never reached and so not here: a request cached in the plug (only a submitter of several asks for them), a driver without resources (the tags are
/// its depth).
class BlkMq {
    static final String REQUEUE_WORK = "requeue_work";
    static final String RUN_WORK = "run_work";
    static final int BLK_MAX_REQUEST_COUNT = 32;
    static final long BLK_PLUG_FLUSH_SIZE = 128 * 1024;
    /// Two jiffies of a kernel with 250 a second.
    private static final long POLL_NANOS = 8_000_000;

    final Block b;
    final Kernel k;

    /// The edition of the kernel that runs.
    static BlkMq of(Block b) {
        return switch (b.k.profile().version(Part.BLOCK)) {
            case V5_10 -> new BlkMq_5_10(b);
            case V6_1 -> new BlkMq_6_1(b);
            case V6_6, V6_12, V6_14 -> new BlkMq_6_12(b);
            case V7_1, V7_2 -> new BlkMq(b);
        };
    }

    BlkMq(Block b) {
        this.b = b;
        this.k = b.k;
    }

    /// Makes a request of a bio, or lets it join one. block/blk-mq.c, blk_mq_submit_bio, 6.12 and 7.2
    ///
    /// @return what 5.10 can poll for
    int blk_mq_submit_bio(int bio) {
        try (var fn = k.enter("blk_mq_submit_bio", "bio", bio)) {
            submit(fn, bio);
            return BlkCore.BLK_QC_T_NONE;
        }
    }

    private void submit(Fn fn, int bio) {
        var given = b.bio(bio);
        if (fn.taken("unaligned", bio_unaligned(given), "bytes", given.bytes(), "bi_sector", given.sector(), "logical_block_size",
                b.lim.logicalBlockSize())) {
            b.bio().bio_io_error(bio);
            return;
        }
        if (fn.taken("poll_unsupported", b.polled(given.opf()) && !b.lim.poll())) {
            b.bio().end(bio, -Block.EOPNOTSUPP);
            return;
        }
        var part = b.merge.__bio_split_to_limits(bio);
        if (fn.taken("ended", part == null) || part == null) {
            return;
        }
        if (fn.taken("merged", blk_mq_attempt_bio_merge(part.bio(), part.segments()))) {
            return;
        }
        int rq = blk_mq_get_new_requests(part.bio());
        if (fn.taken("no_request", rq == 0)) {
            return;
        }
        blk_mq_bio_to_request(rq, part.bio(), part.segments());
        if (fn.taken("flush", b.op_is_flush(b.bio(part.bio()).opf()), "opf", b.req.names(b.bio(part.bio()).opf()))
                && fn.taken("sequenced", b.flush.blk_insert_flush(rq))) {
            return;
        }
        if (fn.taken("plug", b.queue().plugs().has(k.current()))) {
            blk_add_rq_to_plug(rq);
        } else {
            blk_mq_try_issue_directly(rq);
        }
    }

    /// block/blk-mq.c, blk_mq_try_issue_directly, all versions: the driver always has room for a request that holds a tag
    void blk_mq_try_issue_directly(int rq) {
        try (var fn = k.enter("blk_mq_try_issue_directly", "rq", rq)) {
            b.driver.queue_rq(rq);
        }
    }

    /// block/blk-mq.c, bio_unaligned, 6.12
    private boolean bio_unaligned(Bio bio) {
        long bs_mask = b.lim.logicalBlockSize() - 1L;
        return (bio.bytes() & bs_mask) != 0 || (bio.sector() << 9 & bs_mask) != 0;
    }

    /// block/blk-mq.c, blk_mq_attempt_bio_merge, 6.12
    boolean blk_mq_attempt_bio_merge(int bio, int nr_segs) {
        try (var fn = k.enter("blk_mq_attempt_bio_merge", "bio", bio)) {
            if (fn.taken("mergeable", b.merge.bio_mergeable(b.bio(bio)), "opf", b.req.names(b.bio(bio).opf()))) {
                if (b.merge.blk_attempt_plug_merge(bio, nr_segs)) {
                    return fn.ret(true);
                }
                return fn.ret(b.sched.blk_mq_sched_bio_merge(bio, nr_segs));
            }
            return fn.ret(false);
        }
    }

    /// A request with a tag, or none: then the bio has ended. block/blk-mq.c, blk_mq_get_new_requests with __blk_mq_alloc_requests, 6.12
    ///
    /// @return its id, 0 for none
    int blk_mq_get_new_requests(int bio) {
        try (var fn = k.enter("blk_mq_get_new_requests", "bio", bio)) {
            return fn.ret(allocate(fn, bio));
        }
    }

    /// A request with a tag for `bio`; without one, which only NOWAIT brings about, the bio ends with -EAGAIN.
    ///
    /// @return its id, 0 for none
    int allocate(Fn fn, int bio) {
        int opf = b.bio(bio).opf();
        boolean nowait = b.has(opf, Req.REQ_NOWAIT);
        int rq = b.nextRq();
        b.rq("allocated", new Rq(rq, b.bio(bio).op(), opf, 0, 0, List.of(), Rq.State.QUEUED, BlkMqTag.BLK_MQ_NO_TAG, List.of()));
        int tag = b.tag.blk_mq_get_tag(rq, nowait);
        if (fn.taken("no_tag", tag == BlkMqTag.BLK_MQ_NO_TAG)) {
            k.apply("none", k.world().withRequests(k.world().requests().remove(rq)));
            b.bio().bio_wouldblock_error(bio);
            return 0;
        }
        b.rq("tag", b.rq(rq).withTag(tag));
        return rq;
    }

    /// block/blk-mq.c, blk_mq_bio_to_request, 6.12
    void blk_mq_bio_to_request(int rq, int bio, int nr_segs) {
        try (var fn = k.enter("blk_mq_bio_to_request", "rq", rq, "bio", bio)) {
            var x = b.bio(bio);
            var r = b.rq(rq).withBios(List.of(bio), x.sector(), x.bytes(), nr_segs);
            var w = k.world().withRequests(k.world().requests().put(rq, r));
            k.apply("filled", Block.moved(w, rq, Rq.State.QUEUED, Bio.State.QUEUED));
            if (k.has(Feature.BLOCK_IO_TRACE)) {
                blk_account_io_start(rq);
            }
        }
    }

    /// What the event block_io_start shows. block/blk-mq.c, blk_account_io_start, 6.12
    private void blk_account_io_start(int rq) {
        try (var fn = k.enter("blk_account_io_start", "rq", rq)) {
            k.note("block_io_start", "rq", rq, "bytes", b.rq(rq).bytes());
        }
    }

    /// What the event block_io_done shows. block/blk-mq.c, blk_account_io_done, 6.12
    private void blk_account_io_done(int rq) {
        try (var fn = k.enter("blk_account_io_done", "rq", rq)) {
            k.note("block_io_done", "rq", rq);
        }
    }

    /// Gathers a request; what was gathered goes first when it is enough. What is compared is the OLDEST request on the list: 6.12 appends at the tail but
    /// still looks at the head. block/blk-mq.c, blk_add_rq_to_plug, 6.12
    void blk_add_rq_to_plug(int rq) {
        try (var fn = k.enter("blk_add_rq_to_plug", "rq", rq)) {
            var plug = b.queue().plugs().at(k.current());
            if (!fn.taken("first", plug.count() == 0)) {
                long bytes = b.rq(plugHead(plug.rqs())).bytes();
                if (fn.taken("full", plug.count() >= BLK_MAX_REQUEST_COUNT || bytes >= BLK_PLUG_FLUSH_SIZE, "rq_count", plug.count(),
                        "bytes", bytes)) {
                    blk_mq_flush_plug_list(false);
                }
            }
            plugged(rq);
        }
    }

    /// The request at the head of the plug list.
    int plugHead(List<Integer> rqs) {
        return rqs.getFirst();
    }

    /// Puts `rq` on the task's plug list.
    void plugged(int rq) {
        var p = b.queue().plugs().at(k.current());
        var w = k.world().withQueue(b.queue()
                .withPlugs(b.queue().plugs().put(k.current(), new Plug(p.id(), Block.plus(p.rqs(), rq), p.count() + 1))));
        k.apply("plugged", Block.moved(w, rq, Rq.State.PLUGGED, Bio.State.PLUGGED));
    }

    /// Sends the plug list: straight to the driver, or through the software queue when the task is about to sleep. block/blk-mq.c,
    /// blk_mq_flush_plug_list, 7.2
    void blk_mq_flush_plug_list(boolean from_schedule) {
        try (var fn = k.enter("blk_mq_flush_plug_list", "from_schedule", from_schedule)) {
            var plug = b.queue().plugs().at(k.current());
            if (fn.taken("empty", plug.count() == 0)) {
                return;
            }
            b.core().plug(new Plug(plug.id(), plug.rqs(), 0));
            if (fn.taken("direct", !from_schedule)) {
                blk_mq_dispatch_queue_requests();
            } else {
                blk_mq_dispatch_list(from_schedule);
            }
        }
    }

    /// block/blk-mq.c, blk_mq_dispatch_queue_requests, 7.2
    private void blk_mq_dispatch_queue_requests() {
        try (var fn = k.enter("blk_mq_dispatch_queue_requests")) {
            if (fn.taken("queue_rqs", b.setup.queueRqs())) {
                b.driver.queue_rqs();
            } else {
                blk_mq_issue_direct();
            }
        }
    }

    /// block/blk-mq.c, blk_mq_issue_direct, 7.2
    private void blk_mq_issue_direct() {
        try (var fn = k.enter("blk_mq_issue_direct")) {
            for (int rq = rq_list_pop(); rq != 0; rq = rq_list_pop()) {
                b.driver.queue_rq(rq);
            }
        }
    }

    /// block/blk-mq.c, blk_mq_dispatch_list, 7.2
    private void blk_mq_dispatch_list(boolean from_sched) {
        try (var fn = k.enter("blk_mq_dispatch_list", "from_sched", from_sched)) {
            blk_mq_insert_requests(all(), from_sched);
        }
    }

    /// The whole plug list of the task, oldest first.
    List<Integer> all() {
        var list = new ArrayList<Integer>();
        for (int rq = rq_list_pop(); rq != 0; rq = rq_list_pop()) {
            list.add(rq);
        }
        return list;
    }

    /// block/blk-mq.c, blk_mq_insert_requests, 6.12 and 7.2
    void blk_mq_insert_requests(List<Integer> list, boolean run_queue_async) {
        try (var fn = k.enter("blk_mq_insert_requests", "list", list)) {
            b.queue("insert", q -> q.withSoftware(Block.plusAll(q.software(), list)));
            blk_mq_run_hw_queue(run_queue_async);
        }
    }

    /// Takes the oldest request off the task's plug list. include/linux/blk-mq.h, rq_list_pop, 6.12
    ///
    /// @return 0 when there is none
    int rq_list_pop() {
        var plug = b.queue().plugs().at(k.current());
        if (plug.rqs().isEmpty()) {
            return 0;
        }
        int rq = plug.rqs().getFirst();
        off(rq);
        return rq;
    }

    /// Takes `rq` off the task's plug list.
    void off(int rq) {
        var plug = b.queue().plugs().at(k.current());
        var w = k.world().withQueue(
                b.queue().withPlugs(b.queue().plugs().put(k.current(), new Plug(plug.id(), Block.minus(plug.rqs(), rq), plug.count()))));
        k.apply("off the plug", Block.moved(w, rq, Rq.State.QUEUED, Bio.State.QUEUED));
    }

    /// Puts a request where the next run of the queue finds it: a FLUSH before all others. block/blk-mq.c, blk_mq_insert_request, 6.12
    void blk_mq_insert_request(int rq, boolean at_head) {
        try (var fn = k.enter("blk_mq_insert_request", "rq", rq)) {
            if (fn.taken("flush", b.rq(rq).op() == Bio.Op.FLUSH)) {
                b.queue("dispatch", q -> q.withDispatch(Block.plusFirst(q.dispatch(), rq)));
            } else if (at_head) {
                b.queue("software queue", q -> q.withSoftware(Block.plusFirst(q.software(), rq)));
            } else {
                b.queue("software queue", q -> q.withSoftware(Block.plus(q.software(), rq)));
            }
        }
    }

    /// Puts a request on the list the hardware queue takes first. block/blk-mq.c, blk_mq_request_bypass_insert, 6.1
    void blk_mq_request_bypass_insert(int rq, boolean at_head, boolean run_queue) {
        try (var fn = k.enter("blk_mq_request_bypass_insert", "rq", rq, "at_head", at_head)) {
            b.queue("dispatch", q -> q.withDispatch(at_head ? Block.plusFirst(q.dispatch(), rq) : Block.plus(q.dispatch(), rq)));
            if (fn.taken("run_queue", run_queue)) {
                blk_mq_run_hw_queue(false);
            }
        }
    }

    /// block/blk-mq.c, blk_mq_kick_requeue_list, 6.12
    void blk_mq_kick_requeue_list() {
        b.core().kblockd_mod_delayed_work_on(REQUEUE_WORK);
    }

    /// Inserts what the flush machine has lined up, and runs the queue. block/blk-mq.c, blk_mq_requeue_work, 6.12
    void blk_mq_requeue_work() {
        try (var fn = k.enter("blk_mq_requeue_work")) {
            var rq_list = b.queue().requeue();
            var flush_list = b.queue().flushList();
            b.queue("lists", q -> q.withRequeue(List.of()).withFlushList(List.of()));
            for (int rq : rq_list) {
                blk_mq_insert_request(rq, true);
            }
            for (int rq : flush_list) {
                blk_mq_insert_request(rq, false);
            }
            blk_mq_run_hw_queue(false);
        }
    }

    /// Runs the hardware queue, here or by kblockd. block/blk-mq.c, blk_mq_run_hw_queue, 6.12
    void blk_mq_run_hw_queue(boolean async) {
        try (var fn = k.enter("blk_mq_run_hw_queue", "async", async)) {
            if (!fn.taken("need_run", !b.queue().dispatch().isEmpty() || !b.queue().software().isEmpty())) {
                return;
            }
            if (fn.taken("async", async)) {
                b.core().kblockd_mod_delayed_work_on(RUN_WORK);
                return;
            }
            b.sched.blk_mq_sched_dispatch_requests();
        }
    }

    /// block/blk-mq.c, blk_mq_run_work_fn, 6.12
    void blk_mq_run_work_fn() {
        try (var fn = k.enter("blk_mq_run_work_fn")) {
            b.sched.blk_mq_sched_dispatch_requests();
        }
    }

    /// block/blk-mq.c, blk_mq_dispatch_rq_list, 6.12
    void blk_mq_dispatch_rq_list(List<Integer> list) {
        try (var fn = k.enter("blk_mq_dispatch_rq_list", "list", list)) {
            for (int rq : list) {
                b.driver.queue_rq(rq);
            }
        }
    }

    /// Asks the driver for answers of the poll queue until there is one, the CPU is wanted or two jiffies are over. block/blk-mq.c, blk_hctx_poll, 7.2
    /// (blk_mq_poll_classic, 6.1)
    ///
    /// @param oneshot BLK_POLL_ONESHOT: asks once
    /// @return requests that were completed
    int blk_mq_poll(boolean oneshot) {
        try (var fn = k.enter("blk_mq_poll", "oneshot", oneshot)) {
            if (!fn.taken("can_poll", b.lim.poll())) {
                return fn.ret(0);
            }
            long timeout = k.nanos() + POLL_NANOS;
            while (true) {
                int found = b.driver.poll();
                if (fn.taken("found", found > 0, "found", found)) {
                    return fn.ret(found);
                }
                if (fn.taken("oneshot", oneshot)) {
                    break;
                }
                k.relax(timeout);
                if (fn.taken("give_way", k.needResched() || k.nanos() >= timeout, "need_resched", k.needResched())) {
                    break;
                }
            }
            return fn.ret(0);
        }
    }

    /// Looks for answers on the poll queue. block/blk-mq.c, blk_poll, 5.10: only its edition has it
    int blk_poll(int cookie, boolean spin) {
        throw new IllegalStateException("blk_poll is not of this kernel");
    }

    /// The driver has the request now; a trace shows block_rq_issue. block/blk-mq.c, blk_mq_start_request, 6.12
    void blk_mq_start_request(int rq) {
        try (var fn = k.enter("blk_mq_start_request", "rq", rq)) {
            var w = k.world().withQueue(b.queue().withInFlight(Block.plus(b.queue().inFlight(), rq)));
            k.apply("issued", Block.moved(w, rq, Rq.State.IN_DEVICE, Bio.State.IN_DEVICE));
        }
    }

    /// The driver has its answer; one CPU, so it is completed here and now. block/blk-mq.c, blk_mq_complete_request, 6.12
    void blk_mq_complete_request(int rq, int status) {
        try (var fn = k.enter("blk_mq_complete_request", "rq", rq)) {
            b.queue("answered", q -> q.withInFlight(Block.minus(q.inFlight(), rq)));
            b.driver.complete(rq, status);
        }
    }

    /// block/blk-mq.c, blk_mq_end_request, 6.12
    void blk_mq_end_request(int rq, int error) {
        try (var fn = k.enter("blk_mq_end_request", "rq", rq, "error", error)) {
            blk_update_request(rq, error);
            __blk_mq_end_request(rq, error);
        }
    }

    /// Gives the request's bios their status and ends them, unless a flush sequence still owes them something. block/blk-mq.c, blk_update_request,
    /// 6.12
    private void blk_update_request(int rq, int error) {
        try (var fn = k.enter("blk_update_request", "rq", rq, "error", error)) {
            var r = b.rq(rq);
            if (fn.taken("no_bio", r.bios().isEmpty())) {
                return;
            }
            boolean is_flush = fn.taken("flush_sequence", r.sequenced());
            for (int bio : r.bios()) {
                if (error != 0 && b.bio(bio).status() != error) {
                    b.bio("bi_status", b.bio(bio).withStatus(error));
                }
                if (!is_flush) {
                    b.bio().bio_endio(bio);
                }
            }
        }
    }

    /// block/blk-mq.c, __blk_mq_end_request, 6.12
    private void __blk_mq_end_request(int rq, int error) {
        try (var fn = k.enter("__blk_mq_end_request", "rq", rq)) {
            var r = b.rq(rq);
            if (k.has(Feature.BLOCK_IO_TRACE)) {
                blk_account_io_done(rq);
            }
            if (fn.taken("end_io", r.sequenced())) {
                if (r.op() == Bio.Op.FLUSH) {
                    b.flush.flush_end_io(rq, error);
                } else {
                    b.flush.mq_flush_data_end_io(rq, error);
                }
            } else {
                blk_mq_free_request(rq);
            }
        }
    }

    /// block/blk-mq.c, blk_mq_free_request, 6.12
    private void blk_mq_free_request(int rq) {
        try (var fn = k.enter("blk_mq_free_request", "rq", rq)) {
            var r = b.rq(rq);
            b.rq("free", r.withState(Rq.State.DONE).withTag(BlkMqTag.BLK_MQ_NO_TAG));
            b.tag.blk_mq_put_tag(r.tag());
            b.sched.blk_mq_sched_restart();
        }
    }
}
