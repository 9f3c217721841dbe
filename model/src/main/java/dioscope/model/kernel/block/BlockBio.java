package dioscope.model.kernel.block;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/// block/bio.c, 6.12
public final class BlockBio {
    private static final String CHAIN = "bio_chain_endio";

    private final Block b;
    private final Kernel k;
    private final Map<Integer, Runnable> endIo = new HashMap<>();

    BlockBio(Block b) {
        this.b = b;
        this.k = b.k;
    }

    /// Sets bi_end_io of `bio`: runs once, in the context in which the bio ends, with its status already in the World.
    public void onEndIo(int bio, Runnable bi_end_io) {
        endIo.put(bio, bi_end_io);
    }

    /// Ends one part of a bio, and the bio when it was the last; a chained one ends into its parent. block/bio.c, bio_endio, 6.12
    public void bio_endio(int bio) {
        try (var fn = k.enter("bio_endio", "bio", bio, "status", b.bio(bio).status())) {
            int id = bio;
            while (true) {
                if (!fn.taken("remaining_done", bio_remaining_done(id), "bio", id, "remaining", b.bio(id).remaining())) {
                    return;
                }
                b.bio("done", b.bio(id).withState(Bio.State.DONE));
                if (!fn.taken("chained", b.bio(id).endIo().equals(CHAIN), "bio", id, "bi_end_io", b.bio(id).endIo())) {
                    break;
                }
                id = __bio_chain_endio(id);
            }
            var callback = endIo.remove(id);
            if (callback != null) {
                callback.run();
            }
        }
    }

    /// block/bio.c, bio_remaining_done, 6.12
    private boolean bio_remaining_done(int id) {
        var bio = b.bio(id);
        if (bio.remaining() <= 0) {
            throw new IllegalStateException("bio " + id + " ended more often than it has parts");
        }
        b.bio("__bi_remaining", bio.withRemaining(bio.remaining() - 1));
        return bio.remaining() == 1;
    }

    /// block/bio.c, __bio_chain_endio, 6.12
    private int __bio_chain_endio(int id) {
        var bio = b.bio(id);
        var parent = b.bio(bio.parent());
        if (bio.status() != 0 && parent.status() == 0) {
            b.bio("bi_status", parent.withStatus(bio.status()));
        }
        return parent.id();
    }

    /// The status and the end in one. include/linux/bio.h, bio_io_error, 6.12
    void bio_io_error(int bio) {
        end(bio, -Block.EIO);
    }

    /// include/linux/bio.h, bio_wouldblock_error, 6.12
    void bio_wouldblock_error(int bio) {
        end(bio, -Block.EAGAIN);
    }

    /// bi_status = status, then bio_endio.
    void end(int bio, int status) {
        if (b.bio(bio).status() != status) {
            b.bio("bi_status", b.bio(bio).withStatus(status));
        }
        bio_endio(bio);
    }

    /// Marks the pages a read will fill as dirty, before the device gets the bio. block/bio.c, bio_set_pages_dirty, all versions
    public void bio_set_pages_dirty(int bio) {
        try (var fn = k.enter("bio_set_pages_dirty", "bio", bio)) {
            fn.taken("pages", !b.bio(bio).vecs().isEmpty());
        }
    }

    /// Gives the pages of a read back. Those that somebody cleaned meanwhile would be dirtied again by a worker (bio_dirty_fn); nobody writes user memory back
    /// here, so they are dirty still. block/bio.c, bio_check_pages_dirty, all versions
    public void bio_check_pages_dirty(int bio) {
        try (var fn = k.enter("bio_check_pages_dirty", "bio", bio)) {
            fn.taken("cleaned meanwhile", false);
        }
    }

    /// What a read bio has brought, by offset from its first byte; bytes that could not be read are absent. Takes the parts together that the bio was split or
    /// cloned into.
    public Content read(int bio) {
        var world = k.world();
        var got = Content.EMPTY;
        long start = Long.MAX_VALUE;
        var parts = new ArrayList<Bio>();
        for (var e : world.bios()) {
            var x = e.value();
            if (e.key() >= bio && isPart(x, bio)) {
                parts.add(x);
                start = Math.min(start, x.sector());
            }
        }
        for (var x : parts) {
            if (x.op() == Bio.Op.READ && x.status() == 0) {
                got = got.copy(x.payload(), 0, (x.sector() - start) * 512, x.bytes());
            }
        }
        return got;
    }

    private boolean isPart(Bio x, int bio) {
        var p = x;
        while (p.id() != bio && p.parent() != 0) {
            p = b.bio(p.parent());
        }
        return p.id() == bio;
    }

    /// Cuts the first `sectors` off into a bio of its own. block/bio.c, bio_split, 6.12
    ///
    /// @return the new bio, the front; `bio` keeps the rest
    int bio_split(int bio, long sectors) {
        try (var fn = k.enter("bio_split", "bio", bio, "sectors", sectors)) {
            var whole = b.bio(bio);
            if (sectors == 0) {
                throw k.refuse(
                        "One logical block of this buffer needs more segments than the device takes: bio_split is asked for nothing at "
                                + "all, which it answers with BUG_ON.");
            }
            if (sectors < 0 || sectors >= whole.sectors()) {
                throw new IllegalStateException("bio_split at " + sectors + " of " + whole.sectors() + " sectors");
            }
            int id = b.nextBio();
            var bios = k.world().bios();
            k.apply("split", k.world()
                    .withBios(bios.put(id, whole.front(id, sectors * 512)).put(bio, whole.advanced(sectors * 512))));
            return fn.ret(id);
        }
    }

    /// `bio` ends into `parent`, which waits for it. block/bio.c, bio_chain, 6.12
    void bio_chain(int bio, int parent) {
        b.bio("bi_end_io", b.bio(bio).withEndIo(CHAIN));
        bio_inc_remaining(parent);
    }

    /// include/linux/bio.h, bio_inc_remaining, 6.12
    void bio_inc_remaining(int bio) {
        b.bio("__bi_remaining", b.bio(bio).withRemaining(b.bio(bio).remaining() + 1));
    }

    /// Submits a bio and sleeps until it has ended. block/bio.c, submit_bio_wait, 6.12
    ///
    /// @return 0 or -errno
    public int submit_bio_wait(int bio) {
        try (var fn = k.enter("submit_bio_wait", "bio", bio)) {
            int me = k.current();
            b.bio("bi_opf", b.bio(bio).withOpf(b.bio(bio).opf() | b.req.mask(Req.REQ_SYNC)));
            onEndIo(bio, () -> submit_bio_wait_endio(me));
            b.core().submit_bio(bio);
            while (b.bio(bio).state() != Bio.State.DONE) {
                b.core().io_schedule("bio " + bio);
            }
            return fn.ret(b.bio(bio).status());
        }
    }

    /// block/bio.c, submit_bio_wait_endio, 6.12
    private void submit_bio_wait_endio(int task) {
        try (var fn = k.enter("submit_bio_wait_endio")) {
            k.wake(task);
        }
    }
}
