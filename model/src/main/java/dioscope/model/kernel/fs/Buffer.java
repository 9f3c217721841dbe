package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.PageCache;
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

    /// Reads one block of the file and waits for it. fs/ext4/super.c, ext4_read_bh_lock; fs/buffer.c, submit_bh_wbc, end_buffer_read_sync, 6.12
    ///
    /// @param fileOffset first byte of the block in the file
    /// @param deviceByte where it lies on the device
    /// @param bytes block size
    /// @return 0 or -EIO
    public int ext4_read_bh_lock(long fileOffset, long deviceByte, int bytes) {
        try (var fn = k.enter("ext4_read_bh_lock", "offset", fileOffset)) {
            int id = block.nextBio();
            var bio = new Bio(id, 0, Bio.Op.READ, 0, deviceByte / 512, bytes, Bio.Kind.READ, Bio.Via.PAGE_CACHE, fileOffset,
                    List.of(new Bio.Bvec(CACHE_MEMORY + fileOffset, bytes)), Bio.State.BUILDING, 0, 0, "end_bio_bh_io_sync", Content.EMPTY);
            k.apply("bio_alloc", k.world().withBios(k.world().bios().put(id, bio)));
            int reader = k.current();
            boolean[] locked = {true};
            block.bio().onEndIo(id, () -> {
                locked[0] = false;
                k.wake(reader);
            });
            block.core().submit_bio(id);
            while (fn.taken("buffer locked", locked[0])) {
                k.sleep("the block at byte " + fileOffset);
            }
            int err = k.world().bios().at(id).status();
            if (!fn.taken("read failed", err != 0, "status", err)) {
                var cache = k.world().pageCache();
                k.apply("the block's bytes", k.world().withPageCache(
                        new PageCache(cache.pages(), cache.data().copy(k.world().bios().at(id).payload(), 0, fileOffset, bytes))));
            }
            return fn.ret(err);
        }
    }
}
