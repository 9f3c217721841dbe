package dioscope.model.kernel.block;

import dioscope.model.engine.Device;
import dioscope.model.engine.Kernel;
import dioscope.model.profile.FlagLayout;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Queue;
import dioscope.model.state.Rq;
import dioscope.model.state.World;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One request queue put together: the classes of this package with the kernel, the limits and the device they share. Not a kernel source file.
public final class Block {
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EOPNOTSUPP = 95;

    /// What the queue is made of.
    ///
    /// @param limits of the request queue (with a device mapper those of the device below)
    /// @param nrRequests tags, which is the queue depth
    /// @param queueRqs the driver has mq_ops->queue_rqs (virtio-blk and NVMe do, SCSI does not)
    /// @param mapper a device-mapper device lies over the queue
    /// @param badTarget device bytes the mapper gives to its error target; only with `mapper`
    public record Setup(QueueLimits limits, int nrRequests, boolean queueRqs, boolean mapper, List<Device.Range> badTarget) {}

    final Kernel k;
    final Setup setup;
    final QueueLimits lim;
    final FlagLayout<Req> req;
    final Driver driver;
    final BlkMerge merge;
    final BlkMq mq;
    final BlkMqSched sched;
    final BlkMqTag tag;
    final BlkFlush flush;
    final @Nullable Dm dm;
    private final BlkCore core;
    private final BlockBio bio;
    private final BlkLib lib;

    public Block(Kernel k, Setup setup, Device.Config device) {
        this.k = k;
        this.setup = setup;
        lim = setup.limits;
        req = k.profile().req();
        driver = new Driver(this, new Device(k, device, req.mask(Req.REQ_FUA)));
        bio = new BlockBio(this);
        merge = BlkMerge.of(this);
        tag = new BlkMqTag(this);
        sched = new BlkMqSched(this);
        mq = BlkMq.of(this);
        flush = BlkFlush.of(this);
        core = BlkCore.of(this);
        lib = new BlkLib(k, this);
        dm = setup.mapper ? new Dm(this, Dm.table(setup.badTarget)) : null;
        k.submitWork(core::sched_submit_work);
    }

    /// What the device the file system sits on can do.
    public QueueLimits limits() {
        return lim;
    }

    /// Whether it takes bios that must not wait. include/linux/blkdev.h, bdev_nowait, 6.12; blk_queue_nowait before
    public boolean bdev_nowait() {
        return lim.nowait() && (dm == null || dm.nowait());
    }

    /// block/blk-core.c: where bios go in.
    public BlkCore core() {
        return core;
    }

    /// block/bio.c: bio_endio, submit_bio_wait and who is called at the end of a bio.
    public BlockBio bio() {
        return bio;
    }

    /// block/blk-flush.c: blkdev_issue_flush.
    public BlkFlush flush() {
        return flush;
    }

    /// block/blk-lib.c: zeroing a range.
    public BlkLib lib() {
        return lib;
    }

    /// The id the next bio gets.
    public int nextBio() {
        return next(k.world().bios());
    }

    int nextRq() {
        return next(k.world().requests());
    }

    private static int next(OrdMap<?> m) {
        var last = m.last();
        return last == null ? 1 : (int) last.key() + 1;
    }

    Bio bio(int id) {
        return k.world().bios().at(id);
    }

    void bio(String label, Bio b) {
        if (!b.equals(k.world().bios().get(b.id()))) {
            k.apply(label, k.world().withBios(k.world().bios().put(b.id(), b)));
        }
    }

    Rq rq(int id) {
        return k.world().requests().at(id);
    }

    void rq(String label, Rq r) {
        if (!r.equals(k.world().requests().get(r.id()))) {
            k.apply(label, k.world().withRequests(k.world().requests().put(r.id(), r)));
        }
    }

    Queue queue() {
        return k.world().queue();
    }

    void queue(String label, Queue q) {
        if (!q.equals(queue())) {
            k.apply(label, k.world().withQueue(q));
        }
    }

    void queue(String label, UnaryOperator<Queue> change) {
        queue(label, change.apply(queue()));
    }

    boolean has(int opf, Req flag) {
        return req.has(opf, flag);
    }

    /// REQ_POLLED, which 5.10 calls REQ_HIPRI.
    boolean polled(int opf) {
        return has(opf, Req.REQ_POLLED) || has(opf, Req.REQ_HIPRI);
    }

    /// `bio` without that flag.
    Bio notPolled(Bio bio) {
        return polled(bio.opf())
                ? bio.withOpf(bio.opf() & ~(has(bio.opf(), Req.REQ_HIPRI) ? req.mask(Req.REQ_HIPRI) : req.mask(Req.REQ_POLLED)))
                : bio;
    }

    /// What a request on the poll queue costs: nobody interrupts for it.
    boolean polled(Rq rq) {
        return polled(rq.opf());
    }

    /// op_is_flush
    boolean op_is_flush(int opf) {
        return has(opf, Req.REQ_FUA) || has(opf, Req.REQ_PREFLUSH);
    }

    /// `w` with request `id` and the bios it carries moved on.
    static World moved(World w, int id, Rq.State state, Bio.State bioState) {
        var r = w.requests().at(id);
        var bios = w.bios();
        for (int b : r.bios()) {
            bios = bios.update(b, x -> x.withState(bioState));
        }
        return w.withRequests(w.requests().put(id, r.withState(state))).withBios(bios);
    }

    static <T> List<T> plus(List<T> l, T v) {
        var out = new java.util.ArrayList<>(l);
        out.add(v);
        return List.copyOf(out);
    }

    static <T> List<T> plusAll(List<T> l, List<T> v) {
        var out = new java.util.ArrayList<>(l);
        out.addAll(v);
        return List.copyOf(out);
    }

    static <T> List<T> plusFirst(List<T> l, T v) {
        var out = new java.util.ArrayList<>(l);
        out.addFirst(v);
        return List.copyOf(out);
    }

    static <T> List<T> minus(List<T> l, T v) {
        var out = new java.util.ArrayList<>(l);
        out.remove(v);
        return List.copyOf(out);
    }

    static <T> List<T> tail(List<T> l) {
        return List.copyOf(l.subList(1, l.size()));
    }
}
