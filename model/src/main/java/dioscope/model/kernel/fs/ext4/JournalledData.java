package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EBUSY;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.mm.AddressSpaceOperations.Begun;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.kernel.mm.Truncate;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Part;
import dioscope.model.state.Bh;
import dioscope.model.state.Data;
import dioscope.model.state.Journal.Tx;
import dioscope.model.state.Page;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// fs/ext4/inode.c, 7.2: data that go through the journal, and of fs/jbd2 what happens to the buffers of the file's pages on that way. A buffer that a
/// transaction has changed is BH_JBDDirty; only when that has committed it is dirty, and may be written to its place.
class JournalledData {
    /// Everything it calls.
    record Parts(Ext4Jbd2 jbd2, PageWriteback pages, Ext4Inode inode, Orphan orphan, Truncate truncate, Inline inline) {}

    final Kernel k;
    final Mount fs;
    final Parts p;
    final int blkbits;

    JournalledData(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.p = parts;
        this.blkbits = Integer.numberOfTrailingZeros(fs.blockSize());
    }

    /// That of the kernel that runs.
    static JournalledData of(Kernel k, Mount fs, Parts parts) {
        return switch (k.profile().version(Part.EXT4_INODE)) {
            case V5_10 -> new JournalledData_5_10(k, fs, parts);
            case V6_1 -> new JournalledData_6_1(k, fs, parts);
            case V6_6, V6_12, V6_14, V7_1, V7_2 -> new JournalledData(k, fs, parts);
        };
    }

    final Page folio(long index) {
        return k.world().pageCache().pages().at(index);
    }

    final Bh bh(long index, int i) {
        return folio(index).buffers().get(i);
    }

    final void set(String label, long index, int i, Bh bh) {
        var bufs = new ArrayList<>(folio(index).buffers());
        bufs.set(i, bh);
        p.pages.set(label, folio(index).withBuffers(bufs));
    }

    final long lblk(long index, int i) {
        return (index << 12 >> blkbits) + i;
    }

    /// The blocks of the page that bytes `[from, to)` of it touch, each to `fn`. fs/ext4/inode.c, ext4_walk_page_buffers
    ///
    /// @return whether one outside is not valid
    private boolean walk(long index, int from, int to, java.util.function.IntConsumer fn) {
        boolean partial = false;
        int n = folio(index).buffers().size();
        for (int i = 0; i < n; i++) {
            if ((i + 1) * fs.blockSize() <= from || i * fs.blockSize() >= to) {
                partial |= !bh(index, i).has(Bh.UPTODATE);
            } else {
                fn.accept(i);
            }
        }
        return partial;
    }

    /// The blocks that will be copied into are about to change in the open handle.
    ///
    /// @param index first page of the folio
    /// @return 0 or -errno
    final int get_write_access(long index, long pos, int len) {
        int from = (int) (pos - folio(index).pos());
        walk(index, from, from + len, i -> do_journal_get_write_access(index, i));
        return 0;
    }

    /// fs/ext4/inode.c, do_journal_get_write_access, 7.2
    void do_journal_get_write_access(long index, int i) {
        try (var fn = k.enter("do_journal_get_write_access", "page", index, "buffer", i)) {
            if (!fn.taken("no block", !bh(index, i).has(Bh.MAPPED))) {
                jbd2_journal_get_write_access(fn, index, i);
            }
        }
    }

    /// A buffer that is on its way into the log must not change; one that was to be written to its place goes into the journal again instead.
    /// fs/jbd2/transaction.c, do_get_write_access, 7.2
    final void jbd2_journal_get_write_access(Fn fn, long index, int i) {
        p.jbd2.ext4_journal_get_data_access(lblk(index, i));
        var bh = bh(index, i);
        if (fn.taken("was to be written to its place", bh.has(Bh.DIRTY), "b_state", bh.names())) {
            set("BH_JBDDirty for BH_Dirty", index, i, bh.clear(Bh.DIRTY).set(Bh.JBD | Bh.JBD_DIRTY));
        } else {
            set("BH_JBD", index, i, bh.set(Bh.JBD));
        }
    }

    /// The page is marked too, so that writeback knows of it and commits. fs/ext4/inode.c, ext4_dirty_journalled_data, 7.2
    void ext4_dirty_journalled_data(long index, int i) {
        ext4_journalled_dirty_folio(index);
        ext4_handle_dirty_metadata(index, i);
    }

    /// fs/ext4/inode.c, ext4_journalled_dirty_folio, 7.2; mm/page-writeback.c, filemap_dirty_folio. Nobody pins pages here.
    void ext4_journalled_dirty_folio(long index) {
        if (folio(index).dirty()) {
            return;
        }
        try (var fn = k.enter("ext4_journalled_dirty_folio", "page", index)) {
            p.pages.set("PG_dirty", folio(index).withDirty(true));
        }
    }

    /// The block joins the running transaction. fs/ext4/ext4_jbd2.c, __ext4_handle_dirty_metadata; fs/jbd2/transaction.c, jbd2_journal_dirty_metadata
    final void ext4_handle_dirty_metadata(long index, int i) {
        var bh = bh(index, i);
        p.jbd2.ext4_handle_dirty_data(lblk(index, i), bh.blocknr());
        set("BH_JBDDirty", index, i, bh.set(Bh.UPTODATE | Bh.JBD | Bh.JBD_DIRTY));
    }

    /// fs/ext4/inode.c, write_end_fn, 7.2
    final void write_end_fn(long index, int i) {
        try (var fn = k.enter("write_end_fn", "page", index, "buffer", i)) {
            if (fn.taken("no block", !bh(index, i).has(Bh.MAPPED))) {
                return;
            }
            ext4_dirty_journalled_data(index, i);
            if (k.has(Feature.JOURNALLED_WRITE_CLEARS_NEW)) {
                set("clear BH_New", index, i, bh(index, i).clear(Bh.NEW));
            }
        }
    }

    /// New blocks that were not copied into become zeros, through the journal. fs/ext4/inode.c, ext4_journalled_zero_new_buffers, 7.2
    ///
    /// @param handle whether a handle is open
    /// @param from first byte in the folio
    /// @param to behind the last
    final void ext4_journalled_zero_new_buffers(boolean handle, long index, int from, int to) {
        try (var fn = k.enter("ext4_journalled_zero_new_buffers", "page", index, "from", from, "to", to)) {
            walk(index, from, to, i -> {
                if (!fn.taken("new", bh(index, i).has(Bh.NEW), "buffer", i)) {
                    return;
                }
                boolean zero = fn.taken("folio not valid", !folio(index).uptodate());
                if (zero) {
                    int start = Math.max(from, i * fs.blockSize());
                    int end = Math.min(to, (i + 1) * fs.blockSize());
                    var cache = k.world().pageCache();
                    k.apply("zero what was not written", k.world().withPageCache(
                            cache.withData(cache.data().fill(folio(index).pos() + start, end - start, Data.ZERO))));
                }
                set("clear BH_New", index, i, bh(index, i).clear(Bh.NEW));
                if (zero || k.has(Feature.JOURNALLED_WRITE_CLEARS_NEW)) {
                    write_end_fn(index, i);
                }
            });
        }
    }

    /// Whether the data stay in the inode.
    private boolean inline(Begun begun) {
        if (k.has(Feature.WRITE_END_TOLD_OF_INLINE_DATA)) {
            return (begun.fsdata & WriteBegin.EXT4_WRITE_DATA_INLINE) != 0;
        }
        return k.world().inode().inlineData() && k.world().inode().mayInlineData();
    }

    /// Takes what was copied into the journal. fs/ext4/inode.c, ext4_journalled_write_end, 7.2
    ///
    /// @return bytes taken over, or -errno
    final int ext4_journalled_write_end(Request iocb, long pos, long len, long copied, Begun begun) {
        try (var fn = k.enter("ext4_journalled_write_end", "pos", pos, "len", len, "copied", copied)) {
            long old_size = k.world().inode().iSize();
            boolean inline_data = fn.taken("data in the inode", inline(begun));
            if (inline_data && !keeps_page_of_inline_data()) {
                return fn.ret((int) p.inline.ext4_write_inline_data_end(pos, len, copied));
            }
            int taken = inline_data
                    ? (int) p.inline.ext4_write_inline_data_end(pos, len, copied)
                    : copied(fn, pos, len, (int) copied, begun.index);
            boolean size_changed = p.inode.ext4_update_inode_size(pos + taken);
            datasyncTid();
            p.pages.folio_unlock(begun.index);
            if (fn.taken("begins behind the old end", old_size < pos, "pos", pos, "old_size", old_size)) {
                p.truncate.pagecache_isize_extended(old_size, pos, fs.blockSize());
                if (k.has(Feature.GAP_ZEROED_AT_WRITE_END)) {
                    p.inode.ext4_zero_partial_blocks(old_size, pos - old_size);
                }
            }
            int ret = fn.taken("sizes changed", size_changed || inline_data) ? p.inode.ext4_mark_inode_dirty() : 0;
            boolean behind = fn.taken("blocks behind the end", pos + len > k.world().inode().iSize(), "end", pos + len, "i_size",
                    k.world().inode().iSize());
            if (behind) {
                p.orphan.ext4_orphan_add();
            }
            int ret2 = p.jbd2.ext4_journal_stop();
            if (behind) {
                p.inode.ext4_truncate_failed_write();
                p.orphan.ext4_orphan_del(false);
            }
            return fn.ret(ret != 0 ? ret : ret2 != 0 ? ret2 : taken);
        }
    }

    /// Whether the write of inline data leaves the page locked and the handle open.
    boolean keeps_page_of_inline_data() {
        return false;
    }

    /// The blocks copied into join the transaction.
    ///
    /// @return bytes taken over
    private int copied(Fn fn, long pos, long len, int copied, long index) {
        int from = (int) (pos - folio(index).pos());
        int to = from + (int) len;
        if (fn.taken("short copy into a folio that is not valid", copied < len && !folio(index).uptodate(), "copied", copied)) {
            ext4_journalled_zero_new_buffers(true, index, from, to);
            return 0;
        }
        if (fn.taken("short copy", copied < len, "copied", copied)) {
            ext4_journalled_zero_new_buffers(true, index, from + copied, to);
        }
        boolean partial = walk(index, from, from + copied, i -> write_end_fn(index, i));
        if (!fn.taken("part of it is not valid", partial)) {
            p.pages.set("PG_uptodate", folio(index).withUptodate(true));
        }
        return copied;
    }

    /// The transaction is in the log: what it changed, and no newer one changes again, may be written to its place. fs/jbd2/transaction.c,
    /// __jbd2_journal_refile_buffer, 7.2
    final void committed(Tx tx) {
        for (var e : tx.data()) {
            long lblk = e.key();
            var f = k.world().pageCache().in(lblk << blkbits >> 12, lblk << blkbits >> 12, _ -> true);
            if (f == null || f.buffers().isEmpty()) {
                continue;
            }
            int i = (int) (lblk - (f.pos() >> blkbits));
            var running = k.world().journal().running();
            boolean again = running != null && running.data().has(lblk);
            try (var fn = k.enter("__jbd2_journal_refile_buffer", "lblk", lblk)) {
                if (fn.taken("a newer transaction has it", again)) {
                    continue;
                }
                boolean dirty = fn.taken("changed", bh(f.index(), i).has(Bh.JBD_DIRTY)) && !k.world().journal().aborted();
                var bh = bh(f.index(), i).clear(Bh.JBD | Bh.JBD_DIRTY);
                set("take out of the transaction", f.index(), i, bh);
                if (dirty) {
                    mark_buffer_dirty(f.index(), i);
                }
            }
        }
    }

    /// fs/buffer.c, mark_buffer_dirty
    private void mark_buffer_dirty(long index, int i) {
        try (var fn = k.enter("mark_buffer_dirty", "page", index, "buffer", i)) {
            var bufs = new ArrayList<>(folio(index).buffers());
            bufs.set(i, bufs.get(i).set(Bh.DIRTY));
            p.pages.set("BH_Dirty", folio(index).withBuffers(bufs).withDirty(true));
        }
    }

    /// Blocks of a page that is cut off leave the running transaction; what is being committed goes into the log all the same.
    /// fs/ext4/inode.c, ext4_journalled_invalidate_folio; fs/jbd2/transaction.c, jbd2_journal_invalidate_folio and journal_unmap_buffer, 7.2
    ///
    /// @param offset first byte of the folio that is cut off; only blocks wholly behind it are
    /// @return 0, or -EBUSY when the folio stays and a block of it is being committed
    final int ext4_journalled_invalidate_folio(long index, int offset) {
        try (var fn = k.enter("ext4_journalled_invalidate_folio", "page", index, "offset", offset)) {
            int ret = 0;
            var bufs = new ArrayList<>(folio(index).buffers());
            for (int i = (offset + fs.blockSize() - 1) / fs.blockSize(); i < bufs.size() && ret == 0; i++) {
                long lblk = lblk(index, i);
                var committing = k.world().journal().committing();
                if (fn.taken("in the commit under way", committing != null && committing.data().has(lblk) && bufs.get(i).has(Bh.JBD))) {
                    p.jbd2.freeze(lblk);
                    ret = fn.taken("its page stays", offset > 0) ? -EBUSY : 0;
                    continue;
                }
                var running = k.world().journal().running();
                if (fn.taken("on the running transaction", running != null && running.data().has(lblk))) {
                    p.jbd2.ext4_forget_data(lblk);
                }
                bufs.set(i, new Bh(-1, bufs.get(i).state() & Bh.UPTODATE));
            }
            p.pages.set("discard buffers", folio(index).withBuffers(bufs));
            return fn.ret(ret);
        }
    }

    /// Blocks behind the new end of the file, in its last page, must not be in a commit when the file grows again. fs/ext4/inode.c,
    /// ext4_wait_for_tail_page_commit
    final void ext4_wait_for_tail_page_commit() {
        long size = k.world().inode().iSize();
        try (var fn = k.enter("ext4_wait_for_tail_page_commit", "i_size", size)) {
            long offset = size % 4096;
            if (fn.taken("all blocks stay, or none", offset == 0 || offset > 4096 - fs.blockSize())) {
                return;
            }
            while (true) {
                var f = k.world().pageCache().in(size >> 12, size >> 12, _ -> true);
                if (fn.taken("not cached", f == null) || f == null || fn.taken("gone meanwhile", !p.pages.folio_lock(f.index()))) {
                    return;
                }
                int ret = ext4_journalled_invalidate_folio(f.index(), (int) (size - f.pos()));
                p.pages.folio_unlock(f.index());
                if (!fn.taken("in the commit under way", ret == -EBUSY)) {
                    return;
                }
                var committing = k.world().journal().committing();
                if (fn.taken("still", committing != null) && committing != null) {
                    p.jbd2.jbd2_log_wait_commit(committing.tid());
                }
            }
        }
    }

    /// A commit takes the right to write from the page tables of the pages it has, so that the next store joins the next transaction. Nothing is written:
    /// the blocks go into the log. fs/ext4/super.c, ext4_journalled_submit_inode_data_buffers, 7.2
    ///
    /// @param start first byte
    /// @param end last byte
    /// @return 0
    final int ext4_journalled_submit_inode_data_buffers(long start, long end) {
        try (var fn = k.enter("ext4_journalled_submit_inode_data_buffers", "start", start, "end", end)) {
            var wbc = new PageWriteback.Wbc(start, end, true);
            p.pages.tag_pages_for_writeback(start >> 12, end >> 12);
            long next = start >> 12;
            for (var f = marked(next, end); fn.taken("another dirty page", f != null) && f != null; f = marked(next, end)) {
                long at = f.index();
                next = f.next();
                if (fn.taken("gone meanwhile", !p.pages.folio_lock(at))) {
                    continue;
                }
                if (!fn.taken("clean again", !folio(at).dirty(), "page", at)) {
                    p.pages.folio_wait_writeback(at);
                    p.pages.folio_clear_dirty_for_io(at);
                    if (needs_redirty(at)) {
                        p.pages.folio_redirty_for_writepage(wbc, at);
                    }
                }
                p.pages.folio_unlock(at);
            }
            return fn.ret(0);
        }
    }

    private @Nullable Page marked(long from, long end) {
        return from > end >> 12 ? null : k.world().pageCache().in(from, end >> 12, Page::toWrite);
    }

    /// Whether a page of a commit must stay dirty: for its place, or for another transaction. fs/ext4/super.c,
    /// ext4_journalled_writepage_needs_redirty, 7.2; ext4_journalled_writepage_callback before
    private boolean needs_redirty(long index) {
        boolean iter = k.has(Feature.COMMIT_ITERATES_JOURNALLED_PAGES);
        try (var fn = k.enter(iter ? "ext4_journalled_writepage_needs_redirty" : "ext4_journalled_writepage_callback", "page", index)) {
            var j = k.world().journal();
            var running = j.running();
            var committing = j.committing();
            for (int i = 0; i < folio(index).buffers().size(); i++) {
                var bh = bh(index, i);
                long lblk = lblk(index, i);
                if (fn.taken("to be written to its place", bh.has(Bh.DIRTY), "buffer", i)) {
                    return fn.ret(true);
                }
                boolean jh = bh.has(Bh.JBD) || j.checkpoint().stream().anyMatch(t -> t.data().has(lblk));
                boolean here = committing != null && committing.data().has(lblk);
                if (fn.taken("another transaction has it", jh && (!here || running != null && running.data().has(lblk)), "buffer", i)) {
                    return fn.ret(true);
                }
            }
            return fn.ret(false);
        }
    }

    /// A page that was stored to through a mapping goes into the journal, not to its place. fs/ext4/inode.c, __ext4_journalled_writepage, 6.1
    ///
    /// @param at the page, locked; locked or gone again when it returns
    /// @return 0 or -errno; only then the page is not locked
    final int __ext4_journalled_writepage(long at) {
        try (var fn = k.enter("__ext4_journalled_writepage", "page", at)) {
            p.pages.set("clear PG_checked", folio(at).withChecked(false));
            p.pages.folio_unlock(at);
            int ret = p.jbd2.ext4_journal_start("ext4_writepage", p.jbd2.credits().ext4_writepage_trans_blocks(4096 / fs.blockSize()));
            if (fn.taken("no handle", ret < 0, "ret", ret)) {
                return fn.ret(ret);
            }
            long size = k.world().inode().iSize();
            if (!fn.taken("truncated meanwhile", !p.pages.folio_lock(at) || folio(at).pos() > size)) {
                int len = fn.taken("the file ends inside", at == size >> 12) ? (int) (size & 4095) : 4096;
                ext4_journal_page_buffers(at, len);
            }
            return fn.ret(p.jbd2.ext4_journal_stop());
        }
    }

    /// The blocks join the open handle's transaction, whose commit looks at the page again.
    private void ext4_journal_page_buffers(long index, int len) {
        get_write_access(index, folio(index).pos(), len);
        walk(index, 0, len, i -> write_end_fn(index, i));
        p.jbd2.ext4_jbd2_inode_add_write(folio(index).pos(), len);
        datasyncTid();
    }

    /// fdatasync waits for the running transaction from now on.
    final void datasyncTid() {
        int tid = Objects.requireNonNull(k.world().journal().running()).tid();
        var inode = k.world().inode();
        if (inode.datasyncTid() != tid) {
            k.apply("i_datasync_tid", k.world().withInode(inode.withTids(inode.syncTid(), tid)));
        }
    }

    /// Whether the journalled data of a block have been written to their place, or are gone.
    final boolean inPlace(long lblk) {
        var f = k.world().pageCache().in(lblk << blkbits >> 12, lblk << blkbits >> 12, _ -> true);
        if (f == null || f.buffers().isEmpty()) {
            return true;
        }
        return !f.buffers().get((int) (lblk - (f.pos() >> blkbits))).has(Bh.DIRTY | Bh.ASYNC_WRITE | Bh.JBD_DIRTY);
    }
}
