package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.ERANGE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_PRE_IO;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_UNWRIT_EXT;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_NEW;
import static dioscope.model.profile.MapFlag.EXT4_MAP_UNWRITTEN;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.fs.BufferWrite;
import dioscope.model.profile.Feature;
import dioscope.model.profile.GetBlocks;
import dioscope.model.state.Bh;
import dioscope.model.state.Page;
import java.util.ArrayList;
import java.util.List;

/// fs/ext4/inode.c: the blocks of a folio before bytes are copied into it. Each gets its place, and what a copy leaves of a block is made valid first.
class BlockWrite {
    /// A buffer head that is being filled.
    static final class BhRef {
        Bh bh;

        BhRef(Bh bh) {
            this.bh = bh;
        }

        /// include/linux/buffer_head.h, map_bh
        void map_bh(long blocknr) {
            bh = bh.at(blocknr).set(Bh.MAPPED);
        }
    }

    /// `get_block_t`: finds or makes the place of a block.
    interface GetBlock {
        /// @return 0 or -errno
        int get_block(long iblock, BhRef bh_result);
    }

    final Kernel k;
    final Mount fs;
    private final BlockMap map;
    private final Buffer buffer;
    private final BufferWrite write;
    private final JournalledData journalled;
    private final int blkbits;

    BlockWrite(Kernel k, Mount fs, BlockMap map, Buffer buffer, BufferWrite write, JournalledData journalled) {
        this.k = k;
        this.fs = fs;
        this.map = map;
        this.buffer = buffer;
        this.write = write;
        this.journalled = journalled;
        this.blkbits = Integer.numberOfTrailingZeros(fs.blockSize());
    }

    /// The folio's buffers while they get their places: what has changed and is not in the World yet.
    private final class Work {
        private final long index;
        private List<Bh> bufs;
        private boolean changed;
        private boolean dirty;

        Work(Page folio) {
            this.index = folio.index();
            this.bufs = new ArrayList<>(folio.buffers());
        }

        Bh get(int i) {
            return bufs.get(i);
        }

        void put(int i, Bh bh) {
            changed |= bh != bufs.get(i);
            bufs.set(i, bh);
        }

        /// Puts them into the World. A writeback may have ended meanwhile, which only its own bit tells.
        void store() {
            if (!changed) {
                return;
            }
            var now = write.folio(index).buffers();
            for (int i = 0; i < now.size(); i++) {
                if (bufs.get(i).has(Bh.ASYNC_WRITE) && !now.get(i).has(Bh.ASYNC_WRITE)) {
                    bufs.set(i, bufs.get(i).clear(Bh.ASYNC_WRITE));
                }
                if (now.get(i).has(Bh.UPTODATE)) {
                    bufs.set(i, bufs.get(i).set(Bh.UPTODATE));
                }
            }
            write.set("blocks", index, bufs, dirty);
            bufs = new ArrayList<>(write.folio(index).buffers());
            changed = false;
            dirty = false;
        }
    }

    /// Makes the blocks that a write of `[pos, pos+len)` touches ready for the copy. fs/ext4/inode.c, ext4_block_write_begin, 7.2
    ///
    /// @param handle a handle is open
    /// @param index first page of the locked folio
    /// @return 0 or -errno
    int ext4_block_write_begin(boolean handle, long index, long pos, int len, GetBlock get_block) {
        try (var fn = k.enter("ext4_block_write_begin", "pos", pos, "len", len)) {
            write.create_empty_buffers(index);
            var folio = write.folio(index);
            int from = (int) (pos - folio.pos());
            int to = from + len;
            var work = new Work(folio);
            var wait = new ArrayList<Buffer.Pending>(2);
            int err = blocks(fn, folio, from, to, get_block, work, wait);
            work.store();
            for (var p : wait) {
                if (fn.taken("not read", buffer.wait_on_buffer(p) != 0)) {
                    err = -EIO;
                }
            }
            if (fn.taken("failed", err != 0, "err", err)) {
                if (fs.journalData() && !k.has(Feature.NEW_BUFFERS_DIRTY_AT_ONCE)) {
                    journalled.ext4_journalled_zero_new_buffers(handle, index, from, to);
                } else {
                    write.folio_zero_new_buffers(index, from, to);
                }
            }
            return fn.ret(err);
        }
    }

    /// One block after the other.
    private int blocks(Fn fn, Page folio, int from, int to, GetBlock get_block, Work work, List<Buffer.Pending> wait) {
        int size = fs.blockSize();
        boolean uptodate = folio.uptodate();
        long block = folio.pos() >> blkbits;
        int n = folio.buffers().size();
        boolean stops = uptodate && k.has(Feature.WRITE_BEGIN_STOPS_BEHIND_RANGE);
        for (int i = 0; i < n && !(stops && i * size >= to); i++) {
            int start = i * size;
            int end = start + size;
            if (end <= from || start >= to) {
                if (uptodate) {
                    work.put(i, work.get(i).set(Bh.UPTODATE));
                }
                continue;
            }
            boolean partly = end > to || start < from;
            work.put(i, work.get(i).clear(Bh.NEW));
            if (fn.taken("no place known", !work.get(i).has(Bh.MAPPED), "lblk", block + i)) {
                var ref = new BhRef(work.get(i));
                int err = get_block.get_block(block + i, ref);
                if (fn.taken("no block", err != 0, "err", err)) {
                    return err;
                }
                work.put(i, ref.bh);
                if (fn.taken("new", ref.bh.has(Bh.NEW), "b_state", ref.bh.names())) {
                    if (fn.taken("folio valid", uptodate)) {
                        boolean atOnce = k.has(Feature.NEW_BUFFERS_DIRTY_AT_ONCE);
                        work.put(i, atOnce ? ref.bh.clear(Bh.NEW).set(Bh.UPTODATE | Bh.DIRTY) : ref.bh.set(Bh.UPTODATE));
                        work.dirty |= atOnce;
                    } else if (fn.taken("only part of it is written", partly, "from", from, "to", to)) {
                        zero_segments(folio, to, end, start, from);
                    }
                    continue;
                }
            }
            if (uptodate) {
                work.put(i, work.get(i).set(Bh.UPTODATE));
                continue;
            }
            var bh = work.get(i);
            if (fn.taken("must be read first", !bh.has(Bh.UPTODATE | Bh.DELAY | Bh.UNWRITTEN) && partly, "b_state", bh.names(), "from",
                    from,
                    "to", to)) {
                work.store();
                wait.add(buffer.ext4_read_bh(folio.index(), i, size));
            }
        }
        return 0;
    }

    /// The bytes of a new block that the copy leaves: `[start1, end1)` and `[start2, end2)` of the folio. include/linux/highmem.h, folio_zero_segments
    private void zero_segments(Page folio, int start1, int end1, int start2, int end2) {
        if (end1 > start1) {
            write.zero("zero behind the copy", folio.pos() + start1, folio.pos() + end1);
        }
        if (end2 > start2) {
            write.zero("zero before the copy", folio.pos() + start2, folio.pos() + end2);
        }
    }

    /// fs/ext4/inode.c, _ext4_get_block, 7.2
    private int _ext4_get_block(long iblock, BhRef bh, int flags) {
        if (k.world().inode().inlineData()) {
            return -ERANGE;
        }
        var m = new MapBlocks(iblock, 1);
        int ret = map.ext4_map_blocks(m, flags);
        if (ret > 0) {
            bh.map_bh(m.m_pblk);
            ext4_update_bh_state(bh, m);
            return 0;
        }
        return ret;
    }

    /// The buffer takes over what the mapping says. fs/ext4/inode.c, ext4_update_bh_state, 7.2
    void ext4_update_bh_state(BhRef bh, MapBlocks m) {
        bh.bh = bh.bh.clear(Bh.NEW | Bh.MAPPED | Bh.UNWRITTEN).set((m.has(k, EXT4_MAP_NEW) ? Bh.NEW : 0)
                | (m.has(k, EXT4_MAP_MAPPED) ? Bh.MAPPED : 0) | (m.has(k, EXT4_MAP_UNWRITTEN) ? Bh.UNWRITTEN : 0));
    }

    /// Finds the block's place or allocates it at once. fs/ext4/inode.c, ext4_get_block, 7.2
    int ext4_get_block(long iblock, BhRef bh) {
        try (var fn = k.enter("ext4_get_block", "lblk", iblock)) {
            return fn.ret(_ext4_get_block(iblock, bh, map.word(EXT4_GET_BLOCKS_CREATE)));
        }
    }

    /// The same, leaving new blocks unwritten until the data are there. fs/ext4/inode.c, ext4_get_block_unwritten, 7.2
    int ext4_get_block_unwritten(long iblock, BhRef bh) {
        try (var fn = k.enter("ext4_get_block_unwritten", "lblk", iblock)) {
            int flags = map.word(EXT4_GET_BLOCKS_CREATE, EXT4_GET_BLOCKS_UNWRIT_EXT);
            if (k.has(Feature.GET_BLOCK_UNWRITTEN_SPLITS)) {
                flags |= map.word(EXT4_GET_BLOCKS_PRE_IO);
            }
            int ret = _ext4_get_block(iblock, bh, flags);
            if (fn.taken("unwritten", ret == 0 && bh.bh.has(Bh.UNWRITTEN), "ret", ret)) {
                bh.bh = bh.bh.set(Bh.NEW);
            }
            return fn.ret(ret);
        }
    }
}
