package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.profile.Req;
import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Page;
import java.util.ArrayList;
import java.util.List;

/// fs/buffer.c: one block at a time between the page cache and the device.
public final class Buffer {
    /// Where page cache pages lie in the simulated machine's memory.
    private static final long CACHE_MEMORY = 0x4000_0000L;

    private final Kernel k;
    private final Block block;

    public Buffer(Kernel k, Block block) {
        this.k = k;
        this.block = block;
    }

    /// The folio's buffer heads, made when it has none. fs/buffer.c, create_empty_buffers
    ///
    /// @param blockSize bytes
    public List<Bh> buffers(Page p, int blockSize) {
        if (!p.buffers().isEmpty()) {
            return p.buffers();
        }
        var bh = new Bh(-1, (p.uptodate() ? Bh.UPTODATE : 0) | (p.dirty() ? Bh.DIRTY : 0));
        return java.util.Collections.nCopies((int) (p.bytes() / blockSize), bh);
    }

    /// Reads one block of the file and waits for it. fs/ext4/super.c, ext4_read_bh_lock; fs/buffer.c, submit_bh_wbc, end_buffer_read_sync, 6.12
    ///
    /// @param fileOffset first byte of the block in the file
    /// @param deviceByte where it lies on the device
    /// @param bytes block size
    /// @return 0 or -EIO
    public int ext4_read_bh_lock(long fileOffset, long deviceByte, int bytes) {
        try (var fn = k.enter("ext4_read_bh_lock", "offset", fileOffset)) {
            int id = submit_and_wait(Bio.Op.READ, 0, deviceByte, bytes, Bio.Kind.READ, Bio.Via.PAGE_CACHE, fileOffset, Content.EMPTY);
            int err = k.world().bios().at(id).status();
            if (!fn.taken("read failed", err != 0, "status", err)) {
                var cache = k.world().pageCache();
                var data = cache.data().copy(k.world().bios().at(id).payload(), 0, fileOffset, bytes);
                if (!data.pieces(fileOffset, bytes).equals(cache.data().pieces(fileOffset, bytes))) {
                    k.apply("the block's bytes", k.world().withPageCache(cache.withData(data)));
                }
            }
            return fn.ret(err);
        }
    }

    /// Begins to read one block into its folio; its buffer is valid when the bytes are there. fs/ext4/super.c, ext4_read_bh_lock that does not wait;
    /// fs/buffer.c, end_buffer_read_sync, 6.12
    ///
    /// @param index first page of the folio
    /// @param i which of its buffers, one that is mapped
    /// @param bytes block size
    public Pending ext4_read_bh(long index, int i, int bytes) {
        var folio = k.world().pageCache().pages().at(index);
        long offset = folio.pos() + (long) i * bytes;
        try (var fn = k.enter("ext4_read_bh_lock", "offset", offset)) {
            int id = block.nextBio();
            var bio = new Bio(id, 0, Bio.Op.READ, 0, folio.buffers().get(i).blocknr() * bytes / 512, bytes, Bio.Kind.READ,
                    Bio.Via.PAGE_CACHE, offset, List.of(new Bio.Bvec(CACHE_MEMORY + offset, bytes)), Bio.State.BUILDING, 0, 0,
                    "end_bio_bh_io_sync", Content.EMPTY);
            k.apply("bio_alloc", k.world().withBios(k.world().bios().put(id, bio)));
            int waiter = k.current();
            var pending = new Pending(id);
            block.bio().onEndIo(id, () -> {
                end_buffer_read_sync(id, index, i, bytes);
                pending.locked = false;
                k.wake(waiter);
            });
            block.core().submit_bio(id);
            return pending;
        }
    }

    private void end_buffer_read_sync(int bio, long index, int i, int bytes) {
        try (var fn = k.enter("end_buffer_read_sync", "page", index, "buffer", i)) {
            var b = k.world().bios().at(bio);
            if (fn.taken("read failed", b.status() != 0, "status", b.status())) {
                return;
            }
            var cache = k.world().pageCache();
            var folio = cache.pages().at(index);
            var bufs = new ArrayList<>(folio.buffers());
            bufs.set(i, bufs.get(i).set(Bh.UPTODATE));
            var data = cache.data().copy(b.payload(), 0, folio.pos() + (long) i * bytes, bytes);
            k.apply("the block's bytes", k.world().withPageCache(cache.with(folio.withBuffers(bufs)).withData(data)));
        }
    }

    /// Writes a metadata block to its place and waits for it. fs/buffer.c, __sync_dirty_buffer, 6.12
    ///
    /// @param deviceByte where it lies on the device
    /// @param bytes block size
    /// @param payload whose data it carries, from its first byte
    /// @return 0 or -EIO
    public int sync_dirty_buffer(String what, long deviceByte, int bytes, Content payload) {
        try (var fn = k.enter("sync_dirty_buffer", "block", what)) {
            int opf = k.profile().req().word(Req.REQ_SYNC, Req.REQ_META, Req.REQ_PRIO);
            int id = submit_and_wait(Bio.Op.WRITE, opf, deviceByte, bytes, Bio.Kind.METADATA, Bio.Via.METADATA, -1, payload);
            return fn.ret(k.world().bios().at(id).status());
        }
    }

    /// A buffer on its way to the device.
    public static final class Pending {
        private final int bio;
        private boolean locked = true;

        private Pending(int bio) {
            this.bio = bio;
        }
    }

    /// Sends a block of the journal without waiting. fs/buffer.c, submit_bh_wbc, 6.12
    ///
    /// @param deviceByte where it lies on the device
    public Pending submit_bh(String what, int opf, long deviceByte, int bytes, Bio.Kind kind) {
        int waiter = k.current();
        return submit_bh(what, opf, deviceByte, bytes, kind, Bio.Via.JOURNAL, Content.EMPTY, () -> k.wake(waiter));
    }

    /// Sends a dirty metadata block to its place without waiting. fs/buffer.c, block_write_full_folio, 6.12
    ///
    /// @param deviceByte where it lies on the device
    /// @param payload whose data it carries, from its first byte
    /// @param unlocked what to do when it is there
    public void write_dirty_buffer(String what, int opf, long deviceByte, int bytes, Content payload, Runnable unlocked) {
        submit_bh(what, opf, deviceByte, bytes, Bio.Kind.METADATA, Bio.Via.METADATA, payload, unlocked);
    }

    private Pending submit_bh(String what, int opf, long deviceByte, int bytes, Bio.Kind kind, Bio.Via via, Content payload,
            Runnable unlocked) {
        try (var fn = k.enter("submit_bh", "block", what)) {
            int id = block.nextBio();
            var bio = new Bio(id, 0, Bio.Op.WRITE, opf, deviceByte / 512, bytes, kind, via, -1,
                    List.of(new Bio.Bvec(CACHE_MEMORY, bytes)), Bio.State.BUILDING, 0, 0, "end_bio_bh_io_sync", payload);
            k.apply("bio_alloc", k.world().withBios(k.world().bios().put(id, bio)));
            var pending = new Pending(id);
            block.bio().onEndIo(id, () -> {
                pending.locked = false;
                unlocked.run();
            });
            block.core().submit_bio(id);
            return pending;
        }
    }

    /// fs/buffer.c, wait_on_buffer
    ///
    /// @return 0 or -EIO
    public int wait_on_buffer(Pending p) {
        while (p.locked) {
            k.sleep("the buffer");
        }
        return k.world().bios().at(p.bio).status();
    }

    /// fs/buffer.c, submit_bh_wbc and wait_on_buffer, 6.12
    private int submit_and_wait(Bio.Op op, int opf, long deviceByte, int bytes, Bio.Kind kind, Bio.Via via, long fileOffset,
            Content payload) {
        int id = block.nextBio();
        var bio = new Bio(id, 0, op, opf, deviceByte / 512, bytes, kind, via, fileOffset,
                List.of(new Bio.Bvec(CACHE_MEMORY + Math.max(0, fileOffset), bytes)), Bio.State.BUILDING, 0, 0, "end_bio_bh_io_sync",
                payload);
        k.apply("bio_alloc", k.world().withBios(k.world().bios().put(id, bio)));
        int waiter = k.current();
        boolean[] locked = {true};
        block.bio().onEndIo(id, () -> {
            locked[0] = false;
            k.wake(waiter);
        });
        block.core().submit_bio(id);
        while (locked[0]) {
            k.sleep("the buffer");
        }
        return id;
    }
}
