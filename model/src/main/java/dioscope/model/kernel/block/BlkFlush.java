package dioscope.model.kernel.block;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Part;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Queue;
import dioscope.model.state.Queue.FlushQueue;
import dioscope.model.state.Rq;
import dioscope.model.state.Rq.FlushStep;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// block/blk-flush.c, 6.12 and 7.2: what PREFLUSH and FUA become on this device.
public class BlkFlush {
    private static final long FLUSH_PENDING_TIMEOUT_NANOS = 5_000_000_000L;

    final Block b;
    final Kernel k;

    /// The edition of the kernel that runs.
    static BlkFlush of(Block b) {
        return switch (b.k.profile().version(Part.BLOCK)) {
            case V5_10, V6_1 -> new BlkFlush_6_1(b);
            case V6_6, V6_12, V6_14, V7_1, V7_2 -> new BlkFlush(b);
        };
    }

    BlkFlush(Block b) {
        this.b = b;
        this.k = b.k;
    }

    private FlushQueue fq() {
        return b.queue().flush();
    }

    private void fq(String label, FlushQueue v) {
        b.queue(label, q -> q.withFlush(v));
    }

    /// Which steps a request needs. block/blk-flush.c, the policy of blk_insert_flush, 6.12
    static Set<FlushStep> policy(boolean data, boolean preflush, boolean fua, boolean writeCache, boolean supportsFua) {
        var policy = EnumSet.noneOf(FlushStep.class);
        if (data) {
            policy.add(FlushStep.DATA);
        }
        if (writeCache && preflush) {
            policy.add(FlushStep.PREFLUSH);
        }
        if (writeCache && fua && !supportsFua) {
            policy.add(FlushStep.POSTFLUSH);
        }
        return policy;
    }

    /// Takes a PREFLUSH or FUA request in hand. block/blk-flush.c, blk_insert_flush, 6.12
    ///
    /// @return true when the flush machine has it; false when it goes on as any other request
    boolean blk_insert_flush(int rq) {
        try (var fn = k.enter("blk_insert_flush", "rq", rq)) {
            var policy = flags(rq);
            if (fn.taken("nothing", policy.isEmpty(), "policy", policy)) {
                b.mq.blk_mq_end_request(rq, 0);
                return fn.ret(true);
            }
            if (fn.taken("data_only", policy.equals(EnumSet.of(FlushStep.DATA)), "policy", policy)) {
                return fn.ret(false);
            }
            if (fn.taken("postflush_only", policy.equals(EnumSet.of(FlushStep.DATA, FlushStep.POSTFLUSH)), "policy", policy)) {
                blk_rq_init_flush(rq, policy);
                k.irqsOff();
                fq("flush_data_in_flight", data(1));
                k.irqsOn();
                return fn.ret(false);
            }
            blk_rq_init_flush(rq, policy);
            k.irqsOff();
            blk_flush_complete_seq(rq, 0);
            k.irqsOn();
            return fn.ret(true);
        }
    }

    /// Which steps `rq` needs, with what the driver must not see taken off its flags.
    Set<FlushStep> flags(int rq) {
        var r = b.rq(rq);
        boolean fua = b.lim.fua();
        int drop = fua ? b.req.mask(Req.REQ_PREFLUSH) : b.req.word(Req.REQ_PREFLUSH, Req.REQ_FUA);
        var policy = policy(r.bytes() > 0, b.has(r.opf(), Req.REQ_PREFLUSH), b.has(r.opf(), Req.REQ_FUA), b.lim.writeCache(), fua);
        b.rq("cmd_flags", r.withOpf(r.opf() & ~drop | b.req.mask(Req.REQ_SYNC)));
        return policy;
    }

    private FlushQueue data(int by) {
        var q = fq();
        return new FlushQueue(q.pending(), q.running(), q.inFlight(), q.dataInFlight() + by, q.pendingSinceNanos());
    }

    /// block/blk-flush.c, blk_rq_init_flush with the steps that are left out marked as done, 6.12
    void blk_rq_init_flush(int rq, Set<FlushStep> policy) {
        b.rq("flush sequence", b.rq(rq).withFlushSeq(List.copyOf(policy), true));
    }

    /// `rq` has done its step: strike it off and begin the next.
    private void step_done(int rq, FlushStep step, int error) {
        b.rq("step done", b.rq(rq).withFlushSeq(Block.minus(b.rq(rq).flushSeq(), step)));
        blk_flush_complete_seq(rq, error);
    }

    /// Begins what comes next in a request's sequence. Interrupts are off. block/blk-flush.c, blk_flush_complete_seq, 6.12
    void blk_flush_complete_seq(int rq, int error) {
        try (var fn = k.enter("blk_flush_complete_seq", "rq", rq, "error", error)) {
            var left = b.rq(rq).flushSeq();
            if (fn.taken("done", error != 0 || left.isEmpty(), "error", error, "left", left)) {
                b.rq("restored", b.rq(rq).withFlushSeq(List.of(), false));
                b.mq.blk_mq_end_request(rq, error);
            } else if (fn.taken("flush", left.getFirst() != FlushStep.DATA, "next", left.getFirst())) {
                var q = fq();
                fq("pending", new FlushQueue(Block.plus(q.pending(), rq), q.running(), q.inFlight(), q.dataInFlight(),
                        q.pending().isEmpty() ? k.nanos() : q.pendingSinceNanos()));
            } else {
                var w = k.world();
                k.apply("data",
                        w.withQueue(w.queue().withFlush(data(1)).withRequeue(Block.plusFirst(w.queue().requeue(), rq))));
                b.mq.blk_mq_kick_requeue_list();
            }
            blk_kick_flush();
        }
    }

    /// Issues a FLUSH for all that wait for one, unless one is in flight or data of a sequence is. block/blk-flush.c, blk_kick_flush, 6.12
    private void blk_kick_flush() {
        try (var fn = k.enter("blk_kick_flush")) {
            var q = fq();
            if (fn.taken("none_or_in_flight", q.inFlight() || q.pending().isEmpty(), "in flight", q.inFlight(), "pending", q.pending())) {
                return;
            }
            if (fn.taken("data_in_flight", q.dataInFlight() > 0 && k.nanos() < q.pendingSinceNanos() + FLUSH_PENDING_TIMEOUT_NANOS,
                    "flush_data_in_flight", q.dataInFlight())) {
                return;
            }
            int tag = b.rq(q.pending().getFirst()).tag();
            int id = b.nextRq();
            var flush_rq = new Rq(id, Bio.Op.FLUSH, b.req.mask(Req.REQ_PREFLUSH), 0, 0, List.of(), Rq.State.QUEUED, tag, List.of(), 0,
                    true);
            var w = k.world();
            k.apply("flush request",
                    w.withRequests(w.requests().put(id, flush_rq))
                            .withQueue(lineUp(w.queue(), id)
                                    .withFlush(new FlushQueue(List.of(), q.pending(), true, q.dataInFlight(), q.pendingSinceNanos()))));
            b.mq.blk_mq_kick_requeue_list();
        }
    }

    /// Where a FLUSH waits for kblockd: q->flush_list since 6.12.
    Queue lineUp(Queue q, int flush_rq) {
        return q.withFlushList(Block.plus(q.flushList(), flush_rq));
    }

    /// A FLUSH has ended: all that it served go on. block/blk-flush.c, flush_end_io, 6.12
    void flush_end_io(int flush_rq, int error) {
        try (var fn = k.enter("flush_end_io", "rq", flush_rq, "error", error)) {
            var q = fq();
            var running = new ArrayList<>(q.running());
            var w = k.world();
            k.apply("flushed",
                    w.withRequests(
                            w.requests().update(flush_rq, r -> r.withState(Rq.State.DONE).withTag(BlkMqTag.BLK_MQ_NO_TAG)))
                            .withQueue(w.queue()
                                    .withFlush(new FlushQueue(q.pending(), List.of(), false, q.dataInFlight(), q.pendingSinceNanos()))));
            for (int rq : running) {
                step_done(rq, b.rq(rq).flushSeq().getFirst(), error);
            }
        }
    }

    /// The data of a sequence have been written. block/blk-flush.c, mq_flush_data_end_io, 6.12
    void mq_flush_data_end_io(int rq, int error) {
        try (var fn = k.enter("mq_flush_data_end_io", "rq", rq, "error", error)) {
            var w = k.world().withQueue(b.queue().withFlush(data(-1)));
            k.apply("flush_data_in_flight", Block.moved(w, rq, Rq.State.QUEUED, Bio.State.QUEUED));
            step_done(rq, FlushStep.DATA, error);
            b.sched.blk_mq_sched_restart();
        }
    }

    /// Asks the device to flush its write cache and waits. block/blk-flush.c, blkdev_issue_flush, 6.12
    ///
    /// @return 0 or -errno
    public int blkdev_issue_flush() {
        try (var fn = k.enter("blkdev_issue_flush")) {
            int bio = b.nextBio();
            b.bio("bio", new Bio(bio, 0, Bio.Op.WRITE, b.req.mask(Req.REQ_PREFLUSH), 0, 0, Bio.Kind.FLUSH, Bio.Via.FLUSH, -1, List.of(),
                    Bio.State.BUILDING, 0, 0, "submit_bio_wait_endio", Content.EMPTY));
            return fn.ret(b.bio().submit_bio_wait(bio));
        }
    }
}
