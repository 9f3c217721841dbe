package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.profile.Feature;
import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Page;
import java.util.ArrayList;
import java.util.List;

/// fs/buffer.c: a folio is read buffer by buffer, without waiting.
public final class BufferRead {
    /// `get_block_t`, which allocates nothing here.
    public interface GetBlock {
        /// @param iblock block of the file
        /// @return `bh` with what is known of its place
        Bh get_block(long iblock, Bh bh);
    }

    private final Kernel k;
    private final Block block;
    private final PageWriteback pages;

    public BufferRead(Kernel k, Block block, PageWriteback pages) {
        this.k = k;
        this.block = block;
        this.pages = pages;
    }

    private Page page(long index) {
        return k.world().pageCache().pages().at(index);
    }

    private void set(String label, long index, int buffer, Bh bh) {
        var p = page(index);
        var bufs = new ArrayList<>(p.buffers());
        bufs.set(buffer, bh);
        pages.set(label, p.withBuffers(bufs));
    }

    /// Reads every buffer of a locked folio that is not up to date; those without a place are zeroed. The end of the last one unlocks the folio.
    /// fs/buffer.c, block_read_full_folio, 7.2; block_read_full_page before 5.19
    ///
    /// @param blockSize bytes
    public void block_read_full_folio(long index, int blockSize, GetBlock get_block) {
        try (var fn = k.enter(k.has(Feature.FOLIOS) ? "block_read_full_folio" : "block_read_full_page", "page", index)) {
            int n = (int) (page(index).bytes() / blockSize);
            if (fn.taken("no buffers yet", page(index).buffers().isEmpty())) {
                var bh = new Bh(-1, page(index).uptodate() ? Bh.UPTODATE : 0);
                pages.set("create_empty_buffers", page(index).withBuffers(java.util.Collections.nCopies(n, bh)));
            }
            long iblock = page(index).pos() / blockSize;
            long lblock = (k.world().inode().iSize() + blockSize - 1) / blockSize;
            boolean at_once = k.has(Feature.BUFFERS_READ_AS_THEY_ARE_FOUND);
            var arr = new ArrayList<Integer>();
            for (int i = 0; i < n; i++) {
                var bh = page(index).buffers().get(i);
                if (fn.taken("up to date", bh.has(Bh.UPTODATE), "block", iblock + i)) {
                    continue;
                }
                if (fn.taken("place not known", !bh.has(Bh.MAPPED))) {
                    if (fn.taken("inside the file", iblock + i < lblock)) {
                        bh = get_block.get_block(iblock + i, bh);
                    }
                    if (fn.taken("not on the device", !bh.has(Bh.MAPPED))) {
                        zero(index, i, blockSize, bh.set(Bh.UPTODATE));
                        continue;
                    }
                }
                set("BH_Async_Read", index, i, bh.set(Bh.ASYNC_READ));
                if (at_once && !arr.isEmpty()) {
                    submit_bh(index, arr.removeLast(), blockSize);
                }
                arr.add(i);
            }
            if (fn.taken("nothing to read", arr.isEmpty())) {
                pages.set("PG_uptodate", page(index).withUptodate(true));
                pages.folio_unlock(index);
            }
            arr.forEach(i -> submit_bh(index, i, blockSize));
        }
    }

    private void zero(long index, int i, int blockSize, Bh bh) {
        var p = page(index);
        var bufs = new ArrayList<>(p.buffers());
        bufs.set(i, bh);
        var cache = k.world().pageCache();
        var data = cache.data().fill(p.pos() + (long) i * blockSize, blockSize, Data.ZERO);
        k.apply("zero the block", k.world().withPageCache(cache.with(p.withBuffers(bufs)).withData(data)));
    }

    /// fs/buffer.c, submit_bh; bh_submit since 7.2
    private void submit_bh(long index, int i, int blockSize) {
        var p = page(index);
        int id = block.nextBio();
        long at = p.pos() + (long) i * blockSize;
        var bio = new Bio(id, 0, Bio.Op.READ, 0, p.buffers().get(i).blocknr() * (blockSize / 512), blockSize, Bio.Kind.READ,
                Bio.Via.PAGE_CACHE, at, List.of(new Bio.Bvec(Filemap.memory(index) + (long) i * blockSize, blockSize)),
                Bio.State.BUILDING, 0, 0, "end_buffer_async_read", Content.EMPTY);
        k.apply("bio_alloc", k.world().withBios(k.world().bios().put(id, bio)));
        block.bio().onEndIo(id, () -> end_buffer_async_read(id, index, i, at, blockSize));
        block.core().submit_bio(id);
    }

    /// fs/buffer.c, end_buffer_async_read, 7.2
    private void end_buffer_async_read(int bio, long index, int i, long at, int blockSize) {
        int status = k.world().bios().at(bio).status();
        try (var fn = k.enter("end_buffer_async_read", "page", index, "status", status)) {
            var bh = page(index).buffers().get(i).clear(Bh.ASYNC_READ);
            if (fn.taken("failed", status != 0, "status", status)) {
                set("clear BH_Async_Read", index, i, bh.clear(Bh.UPTODATE));
            } else {
                var cache = k.world().pageCache();
                k.apply("the block's bytes",
                        k.world().withPageCache(cache.withData(cache.data().copy(block.bio().read(bio), 0, at, blockSize))));
                set("BH_Uptodate", index, i, bh.set(Bh.UPTODATE));
            }
            var bufs = page(index).buffers();
            if (fn.taken("others are on their way", bufs.stream().anyMatch(b -> b.has(Bh.ASYNC_READ)))) {
                return;
            }
            if (fn.taken("all buffers are up to date", bufs.stream().allMatch(b -> b.has(Bh.UPTODATE)))) {
                pages.set("PG_uptodate", page(index).withUptodate(true));
            }
            pages.folio_unlock(index);
        }
    }
}
