package dioscope.model.kernel.block;

import dioscope.model.engine.Device.Range;
import dioscope.model.engine.Kernel;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;

/// drivers/md/dm.c with the linear target (which maps a sector to the same sector of the device below) and the error target, 6.12
final class Dm {
    /// One target of the table, from a sector to the sector before `end`.
    record Target(long begin, long end, boolean error) {}

    /// struct dm_io: what must end before the bio, or this part of it, does. Lives from dm_submit_bio to its last clone, as on the kernel's heap.
    private static final class DmIo {
        final int orig_bio;
        int io_count = 1;
        int status;

        DmIo(int orig_bio) {
            this.orig_bio = orig_bio;
        }
    }

    private final Block b;
    private final Kernel k;
    private final List<Target> table;
    private final ArrayDeque<Integer> deferred = new ArrayDeque<>();
    private int worker;

    Dm(Block b, List<Target> table) {
        this.b = b;
        this.k = b.k;
        this.table = table;
    }

    /// Linear targets with error targets in the given device ranges.
    static List<Target> table(List<Range> bad) {
        var out = new ArrayList<Target>();
        long at = 0;
        for (var r : bad.stream().sorted(Comparator.comparingLong(Range::offset)).toList()) {
            long begin = Math.max(at, r.offset() / 512);
            long end = (r.offset() + r.length() + 511) / 512;
            if (begin < end) {
                if (at < begin) {
                    out.add(new Target(at, begin, false));
                }
                out.add(new Target(begin, end, true));
                at = end;
            }
        }
        out.add(new Target(at, Long.MAX_VALUE, false));
        return List.copyOf(out);
    }

    void start() {
        worker = k.kthread("kdmflush", Task.Kind.WORKER, this::dm_wq_work);
    }

    /// The error target does not support it. drivers/md/dm-table.c, dm_table_supports_nowait, 6.12
    boolean nowait() {
        return table.stream().noneMatch(Target::error);
    }

    /// drivers/md/dm.c, dm_submit_bio, 6.12
    void dm_submit_bio(int bio) {
        try (var fn = k.enter("dm_submit_bio", "bio", bio)) {
            dm_split_and_process_bio(bio);
        }
    }

    /// Maps the part of a bio that lies in one target; the rest is submitted again. drivers/md/dm.c, dm_split_and_process_bio, 6.12
    private void dm_split_and_process_bio(int bio) {
        try (var fn = k.enter("dm_split_and_process_bio", "bio", bio)) {
            var given = b.bio(bio);
            if (fn.taken("nowait_flush", b.has(given.opf(), Req.REQ_NOWAIT) && b.has(given.opf(), Req.REQ_PREFLUSH))) {
                b.bio().bio_wouldblock_error(bio);
                return;
            }
            var io = new DmIo(bio);
            if (fn.taken("preflush", b.has(given.opf(), Req.REQ_PREFLUSH))) {
                __send_empty_flush(io);
            } else {
                long done = __split_and_process_bio(io);
                if (fn.taken("remainder", done < given.sectors(), "sectors", done, "of", given.sectors())) {
                    b.bio("trim", b.bio(bio).advanced(done * 512));
                    b.bio().bio_inc_remaining(bio);
                    b.core().submit_bio_noacct(bio);
                }
            }
            dm_io_dec_pending(io, 0);
        }
    }

    /// One empty flush to the device below, or one for each target that has one when not all targets let it bypass the map. drivers/md/dm.c,
    /// __send_empty_flush, 6.12
    private void __send_empty_flush(DmIo io) {
        try (var fn = k.enter("__send_empty_flush", "bio", io.orig_bio)) {
            boolean bypass = table.stream().noneMatch(Target::error);
            long flushes = fn.taken("flush_bypasses_map", bypass) ? 1 : table.stream().filter(t -> !t.error).count();
            for (long i = 0; i < flushes; i++) {
                int clone = b.nextBio();
                var orig = b.bio(io.orig_bio);
                b.bio("clone", new Bio(clone, orig.io(), Bio.Op.WRITE, b.req.word(Req.REQ_PREFLUSH, Req.REQ_SYNC, Req.REQ_IDLE), 0, 0,
                        Bio.Kind.FLUSH, orig.via(),
                        -1, List.of(), orig.state(), 0, orig.id(), "clone_endio", dioscope.model.state.Content.EMPTY, 1, true, true));
                map(io, clone, false);
            }
        }
    }

    /// drivers/md/dm.c, __split_and_process_bio, 6.12
    ///
    /// @return sectors of the bio that are mapped
    private long __split_and_process_bio(DmIo io) {
        try (var fn = k.enter("__split_and_process_bio", "bio", io.orig_bio)) {
            var bio = b.bio(io.orig_bio);
            var ti = dm_table_find_target(bio.sector());
            long len = Math.min(ti.end - bio.sector(), bio.sectors());
            int clone = b.nextBio();
            b.bio("clone", bio.clone(clone, len * 512, "clone_endio"));
            map(io, clone, ti.error);
            return fn.ret(len);
        }
    }

    /// drivers/md/dm-table.c, dm_table_find_target, 6.12
    private Target dm_table_find_target(long sector) {
        for (var t : table) {
            if (sector < t.end) {
                return t;
            }
        }
        throw new NoSuchElementException("no target at sector " + sector);
    }

    /// drivers/md/dm.c, __map_bio, 6.12
    private void map(DmIo io, int clone, boolean error) {
        try (var fn = k.enter("__map_bio", "bio", clone)) {
            io.io_count++;
            b.bio().onEndIo(clone, () -> clone_endio(io, clone));
            if (fn.taken("kill", error)) {
                b.bio("killed", b.bio(clone).withStatus(-Block.EIO).withState(Bio.State.DONE));
                dm_io_dec_pending(io, -Block.EIO);
            } else {
                b.core().submit_bio_noacct(clone);
            }
        }
    }

    /// drivers/md/dm.c, clone_endio, 6.12
    private void clone_endio(DmIo io, int clone) {
        try (var fn = k.enter("clone_endio", "bio", clone)) {
            dm_io_dec_pending(io, b.bio(clone).status());
        }
    }

    /// Ends the bio, or its part, when the last clone has ended. drivers/md/dm.c, dm_io_dec_pending with dm_io_complete, 6.12
    private void dm_io_dec_pending(DmIo io, int error) {
        try (var fn = k.enter("dm_io_dec_pending", "bio", io.orig_bio, "error", error)) {
            if (error != 0) {
                io.status = error;
            }
            if (!fn.taken("last", --io.io_count == 0, "io_count", io.io_count)) {
                return;
            }
            var bio = b.bio(io.orig_bio);
            if (fn.taken("flush_with_data", b.has(bio.opf(), Req.REQ_PREFLUSH) && bio.sectors() > 0)) {
                b.bio("bi_opf", bio.withOpf(bio.opf() & ~b.req.mask(Req.REQ_PREFLUSH)));
                deferred.add(bio.id());
                k.wake(worker);
                return;
            }
            if (io.status != 0) {
                b.bio("bi_status", bio.withStatus(io.status));
            }
            b.bio().bio_endio(bio.id());
        }
    }

    /// Submits the data of bios whose flush is done. drivers/md/dm.c, dm_wq_work, 6.12
    private void dm_wq_work() {
        for (var bio = deferred.poll(); bio != null; bio = deferred.poll()) {
            try (var fn = k.enter("dm_wq_work", "bio", bio)) {
                b.core().submit_bio_noacct(bio);
            }
        }
    }
}
