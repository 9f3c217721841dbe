package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.kernel.mm.Truncate;
import dioscope.model.profile.Feature;
import dioscope.model.state.Bh;
import dioscope.model.state.Data;
import dioscope.model.state.Page;
import java.util.ArrayList;
import java.util.List;

/// fs/buffer.c: what a write through the page cache leaves in the buffers of its folio.
public final class BufferWrite {
    private final Kernel k;
    private final PageWriteback pages;
    private final Truncate truncate;
    private final FsInode inode;
    private final Buffer buffer;
    private final int blockSize;

    /// @param blockSize bytes
    public BufferWrite(Kernel k, PageWriteback pages, Truncate truncate, FsInode inode, Buffer buffer, int blockSize) {
        this.k = k;
        this.pages = pages;
        this.truncate = truncate;
        this.inode = inode;
        this.buffer = buffer;
        this.blockSize = blockSize;
    }

    private String name(String folio, String page) {
        return k.has(Feature.BUFFER_FOLIOS) ? folio : page;
    }

    /// The folio that begins at page `index`.
    public Page folio(long index) {
        return k.world().pageCache().pages().at(index);
    }

    /// Gives the folio buffer heads, one a block, that know nothing yet but whether its bytes are valid and dirty. fs/buffer.c, create_empty_buffers
    public void create_empty_buffers(long index) {
        var p = folio(index);
        if (p.buffers().isEmpty()) {
            pages.set("create_empty_buffers", p.withBuffers(buffer.buffers(p, blockSize)));
        }
    }

    /// Puts `changed` buffers in place, dirties the folio when one of them has become dirty, and tells the inode of its first dirty page.
    /// fs/buffer.c, mark_buffer_dirty
    ///
    /// @param dirty one of them has become dirty
    public void set(String label, long index, List<Bh> changed, boolean dirty) {
        var p = folio(index);
        pages.set(label, p.withBuffers(changed).withDirty(p.dirty() || dirty));
    }

    /// The folio and all its buffers become dirty. mm/page-writeback.c, folio_mark_dirty; fs/buffer.c, block_dirty_folio
    public void folio_mark_dirty(long index) {
        var bufs = new ArrayList<>(folio(index).buffers());
        bufs.replaceAll(b -> b.set(Bh.DIRTY));
        set("PG_dirty", index, bufs, true);
    }

    /// Zeroes bytes of a folio.
    ///
    /// @param from first byte in the file
    /// @param to behind the last
    public void zero(String label, long from, long to) {
        var cache = k.world().pageCache();
        k.apply(label, k.world().withPageCache(cache.withData(cache.data().fill(from, to - from, Data.ZERO))));
    }

    /// What was made new for a write that did not come becomes zeros, so that no old bytes of the device show. fs/buffer.c, folio_zero_new_buffers,
    /// 7.2; page_zero_new_buffers, 6.1
    ///
    /// @param from first byte in the folio
    /// @param to behind the last
    public void folio_zero_new_buffers(long index, int from, int to) {
        try (var fn = k.enter(name("folio_zero_new_buffers", "page_zero_new_buffers"), "page", index, "from", from, "to", to)) {
            var p = folio(index);
            var bufs = new ArrayList<>(p.buffers());
            boolean any = false;
            for (int i = from / blockSize; i < bufs.size() && i * blockSize < to; i++) {
                if (!fn.taken("new", bufs.get(i).has(Bh.NEW), "buffer", i)) {
                    continue;
                }
                any = true;
                int set = Bh.DIRTY;
                if (!p.uptodate()) {
                    zero("zero what was not written", p.pos() + Math.max(from, i * blockSize), p.pos() + Math.min(to, (i + 1) * blockSize));
                    set |= Bh.UPTODATE;
                }
                bufs.set(i, bufs.get(i).set(set).clear(Bh.NEW));
            }
            if (any) {
                set("mark_buffer_dirty", index, bufs, true);
            }
        }
    }

    /// The blocks that were written are valid and dirty. fs/buffer.c, block_commit_write, 7.2; __block_commit_write, 6.12
    ///
    /// @param from first byte in the folio
    /// @param to behind the last
    public void block_commit_write(long index, int from, int to) {
        try (var fn = k.enter(k.has(Feature.BLOCK_COMMIT_WRITE_OF_FOLIOS) ? "block_commit_write" : "__block_commit_write", "page", index,
                "from", from, "to", to)) {
            var p = folio(index);
            var bufs = new ArrayList<>(p.buffers());
            boolean partial = false;
            boolean dirty = false;
            for (int i = 0; i < bufs.size(); i++) {
                var bh = bufs.get(i);
                if ((i + 1) * blockSize <= from || i * blockSize >= to) {
                    partial |= !bh.has(Bh.UPTODATE);
                } else {
                    dirty = true;
                    bh = bh.set(Bh.UPTODATE | Bh.DIRTY);
                }
                bufs.set(i, bh.clear(Bh.NEW));
            }
            set("mark_buffer_dirty", index, bufs, dirty);
            if (!fn.taken("part of it is not valid", partial)) {
                pages.set("PG_uptodate", folio(index).withUptodate(true));
            }
        }
    }

    /// Takes over what was copied; a copy that stopped short in a folio that is not valid counts for nothing, as it would be read over.
    /// fs/buffer.c, block_write_end, 7.2
    ///
    /// @param copied bytes, `len` at most
    /// @return bytes taken over
    public int block_write_end(long index, long pos, int len, int copied) {
        try (var fn = k.enter("block_write_end", "pos", pos, "len", len, "copied", copied)) {
            var p = folio(index);
            int start = (int) (pos - p.pos());
            int taken = copied;
            if (fn.taken("short copy", copied < len, "copied", copied, "len", len)) {
                if (fn.taken("folio not valid", !p.uptodate())) {
                    taken = 0;
                }
                folio_zero_new_buffers(index, start + taken, start + len);
            }
            block_commit_write(index, start, start + taken);
            return fn.ret(taken);
        }
    }

    /// The usual end of a buffered write: the size grows while the page is locked, so that writeback does not zero behind the old end.
    /// fs/buffer.c, generic_write_end, 6.1
    ///
    /// @return bytes taken over
    public int generic_write_end(long index, long pos, int len, int copied) {
        try (var fn = k.enter("generic_write_end", "pos", pos, "len", len, "copied", copied)) {
            long old_size = k.world().inode().iSize();
            int taken = block_write_end(index, pos, len, copied);
            boolean i_size_changed = fn.taken("raises i_size", pos + taken > old_size, "end", pos + taken, "i_size", old_size);
            if (i_size_changed) {
                i_size_write(pos + taken);
            }
            pages.folio_unlock(index);
            if (fn.taken("begins behind the old end", old_size < pos, "pos", pos, "old_size", old_size)) {
                truncate.pagecache_isize_extended(old_size, pos, blockSize);
            }
            if (i_size_changed) {
                inode.mark_inode_dirty();
            }
            return fn.ret(taken);
        }
    }

    /// include/linux/fs.h, i_size_write
    public void i_size_write(long size) {
        k.apply("i_size", k.world().withInode(k.world().inode().withISize(size)));
    }
}
