package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.ENOSPC;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.locking.Rwsem;
import dioscope.model.kernel.mm.AddressSpaceOperations.Begun;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Part;
import dioscope.model.state.Bh;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.InlineData;
import dioscope.model.state.Journal.Converted;
import dioscope.model.state.Lock;
import dioscope.model.state.Page;
import dioscope.model.state.World;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// fs/ext4/inline.c, 7.2: data that live in the inode. Its xattr_sem is nowhere held across a sleep that another task could use, and is left out.
class Inline {
    /// What an inode of 256 bytes has room for: i_block, and behind the inode's fields an attribute of 68 bytes. fs/ext4/inline.c,
    /// ext4_get_max_inline_size with i_extra_isize 32 and no other attribute
    private static final int MAX_INLINE_SIZE = InlineData.MIN_SIZE + 68;

    /// What inline.c calls of inode.c's buffered write.
    interface Blocks {
        /// Finds or allocates the blocks of the first page's bytes `[0, to)`. fs/ext4/inode.c, ext4_block_write_begin; fs/buffer.c,
        /// __block_write_begin before 6.12
        ///
        /// @param delayed only reserves them (ext4_da_get_block_prep)
        /// @return 0 or -errno
        int ext4_block_write_begin(long index, long to, boolean delayed);

        /// Allocates the first block of the file. fs/ext4/inode.c, ext4_map_blocks with EXT4_GET_BLOCKS_CREATE
        ///
        /// @return where it lies, or -errno
        long ext4_map_first_block();

        /// The bytes `[0, to)` of the page are valid and newer than the device's. fs/buffer.c, block_commit_write
        void block_commit_write(long index, long to);

        /// The blocks of the page's bytes `[0, to)` are about to change in the open handle. fs/ext4/inode.c, do_journal_get_write_access
        ///
        /// @return 0 or -errno
        int do_journal_get_write_access(long index, long to);

        /// Gives back what a failed write allocated. fs/ext4/truncate.h, ext4_truncate_failed_write
        void ext4_truncate_failed_write();

        /// Whether a commit could free blocks. fs/ext4/balloc.c, ext4_should_retry_alloc
        boolean ext4_should_retry_alloc(int retries);

        /// The folio becomes dirty. mm/page-writeback.c, folio_mark_dirty, with fs/buffer.c, block_dirty_folio
        void folio_mark_dirty(long index);

        /// Raises i_size and i_disksize. fs/ext4/ext4.h, ext4_update_inode_size
        boolean ext4_update_inode_size(long newsize);
    }

    /// Everything inline.c calls. `markInodeDirty` is ext4_mark_inode_dirty, inside an open handle.
    record Parts(Ext4Jbd2 jbd2, ExtentsStatusTree es, Orphan orphan, Filemap filemap, PageWriteback pages, FsInode vfs,
            IntSupplier markInodeDirty, Blocks blocks) {}

    final Kernel k;
    final Mount fs;
    final Parts p;
    private final Rwsem i_data_sem;

    Inline(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.p = parts;
        this.i_data_sem = new Rwsem(k, World.I_DATA_SEM);
    }

    /// That of the kernel that runs.
    static Inline of(Kernel k, Mount fs, Parts parts) {
        return switch (k.profile().version(Part.EXT4_INLINE)) {
            case V5_10 -> new Inline_5_10(k, fs, parts);
            case V6_1, V6_6, V6_12, V6_14 -> new Inline_6_12(k, fs, parts);
            case V7_1, V7_2 -> new Inline(k, fs, parts);
        };
    }

    final @Nullable InlineData data() {
        return k.world().inode().inline();
    }

    private InlineData there() {
        return Objects.requireNonNull(data());
    }

    final Page page() {
        return k.world().pageCache().pages().at(0);
    }

    final void set(String label, @Nullable InlineData v) {
        if (!Objects.equals(v, data())) {
            k.apply(label, k.world().withInode(k.world().inode().withInline(v)));
        }
    }

    final void mayInline(boolean v) {
        var i = k.world().inode();
        if (i.mayInlineData() != v) {
            k.apply(v ? "set MAY_INLINE_DATA" : "clear MAY_INLINE_DATA", k.world().withInode(i.withMayInlineData(v)));
        }
    }

    /// How many bytes the inode has room for. fs/ext4/inline.c, ext4_get_max_inline_size
    int ext4_get_max_inline_size() {
        return MAX_INLINE_SIZE;
    }

    /// fs/ext4/inline.c, ext4_get_inline_size
    final int ext4_get_inline_size() {
        var d = data();
        return d == null ? 0 : d.size();
    }

    /// Makes room in the inode for a file that is `len` bytes long. fs/ext4/inline.c, ext4_prepare_inline_data
    ///
    /// @return 0 or -ENOSPC
    final int ext4_prepare_inline_data(long len) {
        try (var fn = k.enter("ext4_prepare_inline_data", "len", len)) {
            if (fn.taken("must not be inline", !k.world().inode().mayInlineData())) {
                return fn.ret(-ENOSPC);
            }
            if (fn.taken("too long for the inode", ext4_get_max_inline_size() < len, "len", len, "room", ext4_get_max_inline_size())) {
                return fn.ret(-ENOSPC);
            }
            return fn.ret(
                    fn.taken("has inline data", data() != null) ? ext4_update_inline_data((int) len) : ext4_create_inline_data((int) len));
        }
    }

    /// fs/ext4/inline.c, ext4_create_inline_data
    private int ext4_create_inline_data(int len) {
        try (var fn = k.enter("ext4_create_inline_data", "len", len)) {
            int size = fn.taken("more than i_block holds", len > InlineData.MIN_SIZE) ? len : InlineData.MIN_SIZE;
            set("EXT4_INODE_INLINE_DATA", new InlineData(size, Content.EMPTY.fill(0, size, Data.ZERO)));
            p.markInodeDirty.getAsInt();
            return fn.ret(0);
        }
    }

    /// fs/ext4/inline.c, ext4_update_inline_data
    private int ext4_update_inline_data(int len) {
        try (var fn = k.enter("ext4_update_inline_data", "len", len)) {
            var d = there();
            if (fn.taken("room enough", len <= d.size(), "i_inline_size", d.size())) {
                return fn.ret(0);
            }
            set("i_inline_size", d.withSize(len).withData(d.data().fill(d.size(), len - d.size(), Data.ZERO)));
            mayInline(true);
            p.markInodeDirty.getAsInt();
            return fn.ret(0);
        }
    }

    /// The inode holds block pointers again, none yet. fs/ext4/inline.c, ext4_destroy_inline_data_nolock
    ///
    /// @return 0 or -errno
    final int ext4_destroy_inline_data_nolock() {
        try (var fn = k.enter("ext4_destroy_inline_data_nolock")) {
            if (fn.taken("none", data() == null)) {
                return fn.ret(0);
            }
            i_data_sem.down("down_write i_data_sem", Lock.Mode.EXCLUSIVE);
            set("clear EXT4_INODE_INLINE_DATA", null);
            p.markInodeDirty.getAsInt();
            mayInline(false);
            i_data_sem.up("up_write i_data_sem");
            return fn.ret(0);
        }
    }

    /// fs/ext4/inline.c, ext4_destroy_inline_data
    int ext4_destroy_inline_data() {
        try (var fn = k.enter("ext4_destroy_inline_data")) {
            return fn.ret(ext4_destroy_inline_data_nolock());
        }
    }

    /// Fills the locked first page from the inode. fs/ext4/inline.c, ext4_read_inline_folio; ext4_read_inline_page before 6.6
    ///
    /// @return bytes, or -errno
    final int ext4_read_inline_folio() {
        try (var fn = k.enter(k.has(Feature.EXT4_FOLIOS) ? "ext4_read_inline_folio" : "ext4_read_inline_page")) {
            if (fn.taken("no inline data", data() == null)) {
                return fn.ret(0);
            }
            int len = (int) Math.min(ext4_get_inline_size(), k.world().inode().iSize());
            var cache = k.world().pageCache();
            var bytes = cache.data().fill(0, page().bytes(), Data.ZERO).copy(there().data(), 0, 0, len);
            k.apply("the inode's bytes", k.world().withPageCache(cache.withData(bytes).with(page().withUptodate(true))));
            return fn.ret(len);
        }
    }

    /// `read_folio` of a file whose data live in its inode. fs/ext4/inline.c, ext4_readpage_inline
    ///
    /// @return 0, or -EAGAIN when they do not any more; only then the folio is still locked
    final int ext4_readpage_inline(long index) {
        try (var fn = k.enter("ext4_readpage_inline", "page", index)) {
            if (fn.taken("no inline data", data() == null)) {
                return fn.ret(-EAGAIN);
            }
            var f = k.world().pageCache().pages().at(index);
            if (fn.taken("the first page", index == 0)) {
                ext4_read_inline_folio();
            } else if (fn.taken("zeros behind it", !f.uptodate())) {
                var cache = k.world().pageCache();
                k.apply("zero the page", k.world()
                        .withPageCache(cache.withData(cache.data().fill(f.pos(), f.bytes(), Data.ZERO)).with(f.withUptodate(true))));
            }
            p.pages.folio_unlock(index);
            return fn.ret(0);
        }
    }

    /// A write without delayed allocation needs more room than the inode has: the data move to the first block. fs/ext4/inline.c,
    /// ext4_convert_inline_data_to_extent
    ///
    /// @return 0 or -errno
    final int ext4_convert_inline_data_to_extent() {
        try (var fn = k.enter("ext4_convert_inline_data_to_extent")) {
            if (fn.taken("no inline data", data() == null)) {
                mayInline(false);
                return fn.ret(0);
            }
            int retries = 0;
            while (true) {
                int ret = p.jbd2.ext4_journal_start("ext4_convert_inline_data_to_extent");
                if (fn.taken("no handle", ret < 0, "ret", ret)) {
                    return fn.ret(ret);
                }
                p.filemap.filemap_get_folio(0);
                if (fn.taken("somebody has done it", data() == null)) {
                    p.pages.folio_unlock(0);
                    p.jbd2.ext4_journal_stop();
                    return fn.ret(0);
                }
                int to = ext4_get_inline_size();
                if (fn.taken("page not up to date", !page().uptodate())) {
                    ext4_read_inline_folio();
                }
                if (k.has(Feature.INLINE_CONVERSION_TRACKED)) {
                    p.jbd2.ext4_fc_track_inode();
                }
                ext4_destroy_inline_data_nolock();
                ret = p.blocks.ext4_block_write_begin(0, to, false);
                if (k.has(Feature.INLINE_CONVERSION_CLEARS_NEW)) {
                    clear_buffer_new();
                }
                if (fn.taken("data journalled", ret == 0 && fs.journalData())) {
                    ret = p.blocks.do_journal_get_write_access(0, to);
                }
                if (!fn.taken("failed", ret != 0, "ret", ret)) {
                    p.blocks.block_commit_write(0, to);
                    p.pages.folio_unlock(0);
                    p.jbd2.ext4_journal_stop();
                    return fn.ret(0);
                }
                p.pages.folio_unlock(0);
                p.orphan.ext4_orphan_add();
                p.jbd2.ext4_journal_stop();
                p.blocks.ext4_truncate_failed_write();
                p.orphan.ext4_orphan_del(false);
                if (!fn.taken("no space, try again", ret == -ENOSPC && p.blocks.ext4_should_retry_alloc(++retries))) {
                    return fn.ret(ret);
                }
            }
        }
    }

    final void clear_buffer_new() {
        var bufs = new ArrayList<>(page().buffers());
        if (!bufs.isEmpty()) {
            bufs.set(0, bufs.getFirst().clear(Bh.NEW));
            p.pages.set("clear BH_New", page().withBuffers(bufs));
        }
    }

    /// Keeps a write in the inode, or makes the page ready to leave it. fs/ext4/inline.c, ext4_generic_write_inline_data
    ///
    /// @param da delayed allocation
    /// @return 1 with the page locked and a handle open, 0 to go on as without inline data, or -errno
    int ext4_generic_write_inline_data(long pos, long len, Begun begun, boolean da) {
        try (var fn = k.enter("ext4_generic_write_inline_data", "pos", pos, "len", len, "da", da)) {
            return fn.ret(write_begin(fn, "ext4_generic_write_inline_data", pos, len, begun, da));
        }
    }

    /// The body, which two functions share before 7.1.
    ///
    /// @param caller the function that starts the handle
    final int write_begin(Fn fn, String caller, long pos, long len, Begun begun, boolean da) {
        int retries = 0;
        while (true) {
            int ret = p.jbd2.ext4_journal_start(caller);
            if (fn.taken("no handle", ret < 0, "ret", ret)) {
                return ret;
            }
            ret = ext4_prepare_inline_data(pos + len);
            if (!fn.taken("no room in the inode", ret == -ENOSPC)) {
                break;
            }
            p.jbd2.ext4_journal_stop();
            if (!da) {
                return ext4_convert_inline_data_to_extent();
            }
            ret = ext4_da_convert_inline_data_to_extent(begun);
            if (!fn.taken("no space, try again", ret == -ENOSPC && p.blocks.ext4_should_retry_alloc(++retries))) {
                return ret;
            }
        }
        p.filemap.filemap_get_folio(0);
        if (fn.taken("somebody has converted it", data() == null)) {
            p.pages.folio_unlock(0);
            p.jbd2.ext4_journal_stop();
            return 0;
        }
        if (fn.taken("page not up to date", !page().uptodate())) {
            ext4_read_inline_folio();
        }
        begun.index = 0;
        return 1;
    }

    /// fs/ext4/inline.c, ext4_try_to_write_inline_data
    ///
    /// @return 1 with the page locked and a handle open, 0 to go on as without inline data, or -errno
    int ext4_try_to_write_inline_data(long pos, long len, Begun begun) {
        try (var fn = k.enter("ext4_try_to_write_inline_data", "pos", pos, "len", len)) {
            if (fn.taken("too long for the inode", pos + len > ext4_get_max_inline_size(), "end", pos + len, "room",
                    ext4_get_max_inline_size())) {
                return fn.ret(ext4_convert_inline_data_to_extent());
            }
            return fn.ret(generic(fn, pos, len, begun));
        }
    }

    /// How a write that fits goes on.
    int generic(Fn fn, long pos, long len, Begun begun) {
        return ext4_generic_write_inline_data(pos, len, begun, false);
    }

    /// The bytes that were copied go from the page into the inode; ends the handle that write_begin opened. fs/ext4/inline.c,
    /// ext4_write_inline_data_end
    ///
    /// @return bytes taken over, or -errno
    long ext4_write_inline_data_end(long pos, long len, long copied) {
        try (var fn = k.enter("ext4_write_inline_data_end", "pos", pos, "len", len, "copied", copied)) {
            if (fn.taken("part of it, and the page is not valid", copied < len && !page().uptodate())) {
                copied = 0;
            }
            if (fn.taken("some bytes copied", copied > 0)) {
                if (k.has(Feature.INLINE_WRITE_RETRIED) && fn.taken("converted meanwhile", data() == null)) {
                    p.pages.folio_unlock(0);
                    p.jbd2.ext4_journal_stop();
                    return fn.ret(0L);
                }
                ext4_write_inline_data(pos, copied);
                p.blocks.ext4_update_inode_size(pos + copied);
            }
            p.pages.folio_unlock(0);
            if (copied > 0) {
                p.vfs.mark_inode_dirty();
            }
            boolean failed = pos + len > k.world().inode().iSize();
            if (fn.taken("less than room was made for", failed)) {
                p.orphan.ext4_orphan_add();
            }
            int ret = p.jbd2.ext4_journal_stop();
            if (failed) {
                p.blocks.ext4_truncate_failed_write();
                p.orphan.ext4_orphan_del(false);
            }
            return fn.ret(ret != 0 ? ret : copied);
        }
    }

    /// The same after a delayed write. fs/ext4/inline.c, ext4_da_write_inline_data_end, which only 5.10 has
    long ext4_da_write_inline_data_end(long pos, long len, long copied) {
        return ext4_write_inline_data_end(pos, len, copied);
    }

    /// From the page into the inode; the page is clean then. fs/ext4/inline.c, ext4_write_inline_data, with what its caller does to the page
    final void ext4_write_inline_data(long pos, long len) {
        try (var fn = k.enter("ext4_write_inline_data", "pos", pos, "len", len)) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return;
            }
            set("bytes in the inode", there().withData(there().data().copy(k.world().pageCache().data(), pos, pos, len)));
            p.pages.set("PG_uptodate, clear PG_dirty", page().withUptodate(true).withDirty(false));
        }
    }

    /// A delayed write needs more room than the inode has: the page is made dirty with a delayed block, and writeback lets the inode go.
    /// fs/ext4/inline.c, ext4_da_convert_inline_data_to_extent
    ///
    /// @return 0 or -errno
    final int ext4_da_convert_inline_data_to_extent(Begun begun) {
        try (var fn = k.enter("ext4_da_convert_inline_data_to_extent")) {
            p.filemap.filemap_get_folio(0);
            if (fn.taken("no inline data", data() == null)) {
                mayInline(false);
                p.pages.folio_unlock(0);
                return fn.ret(0);
            }
            if (fn.taken("page not up to date", !page().uptodate())) {
                ext4_read_inline_folio();
            }
            int ret = p.blocks.ext4_block_write_begin(0, ext4_get_inline_size(), true);
            if (fn.taken("no block", ret != 0, "ret", ret)) {
                p.pages.folio_unlock(0);
                p.blocks.ext4_truncate_failed_write();
                return fn.ret(ret);
            }
            if (k.has(Feature.INLINE_CONVERSION_CLEARS_NEW)) {
                clear_buffer_new();
            }
            p.blocks.folio_mark_dirty(0);
            p.pages.set("PG_uptodate", page().withUptodate(true));
            mayInline(false);
            begun.fsdata = WriteBegin.CONVERT_INLINE_DATA;
            p.pages.folio_unlock(0);
            return fn.ret(0);
        }
    }

    /// Cuts inline data to i_size. fs/ext4/inline.c, ext4_inline_data_truncate
    ///
    /// @return whether the data were inline; else the blocks are still to be cut
    final boolean ext4_inline_data_truncate() {
        try (var fn = k.enter("ext4_inline_data_truncate")) {
            if (fn.taken("no handle", p.jbd2.ext4_journal_start("ext4_inline_data_truncate") < 0)) {
                return fn.ret(true);
            }
            if (fn.taken("no inline data", data() == null)) {
                p.jbd2.ext4_journal_stop();
                return fn.ret(false);
            }
            p.orphan.ext4_orphan_add();
            i_data_sem.down("down_write i_data_sem", Lock.Mode.EXCLUSIVE);
            var i = k.world().inode();
            long i_size = i.iSize();
            if (i.iDisksize() != i_size) {
                k.apply("i_disksize = i_size", k.world().withInode(i.withIDisksize(i_size)));
            }
            if (fn.taken("shorter than the inline data", i_size < ext4_get_inline_size(), "i_size", i_size)) {
                if (k.has(Feature.INLINE_TRUNCATE_FORGETS_DELAYED)
                        && fn.taken("a delayed block waits", !k.world().inode().mayInlineData())) {
                    p.es.ext4_es_remove_extent(0, Extents.EXT_MAX_BLOCKS);
                }
                int size = (int) Math.max(InlineData.MIN_SIZE, i_size);
                set("cut the inline data", new InlineData(size,
                        there().data().clear(size, there().size()).fill(i_size, size - i_size, Data.ZERO)));
            }
            i_data_sem.up("up_write i_data_sem");
            p.orphan.ext4_orphan_del(true);
            p.vfs.inode_set_ctime_current();
            p.markInodeDirty.getAsInt();
            p.jbd2.ext4_journal_stop(fn.taken("sync file", k.world().inode().sync()));
            return fn.ret(true);
        }
    }

    /// Moves the data out of the inode at once, through the journal. fs/ext4/inline.c, ext4_convert_inline_data
    ///
    /// @return 0 or -errno
    final int ext4_convert_inline_data() {
        try (var fn = k.enter("ext4_convert_inline_data")) {
            if (fn.taken("no inline data", data() == null)) {
                mayInline(false);
                return fn.ret(0);
            }
            if (fn.taken("half converted", !k.world().inode().mayInlineData())) {
                int error = p.filemap.filemap_flush();
                if (fn.taken("data failed", error != 0, "error", error)) {
                    return fn.ret(error);
                }
                if (fn.taken("converted now", data() == null)) {
                    return fn.ret(0);
                }
            }
            int error = p.jbd2.ext4_journal_start("ext4_convert_inline_data", p.jbd2.credits().ext4_writepage_trans_blocks(1));
            if (fn.taken("no handle", error < 0, "error", error)) {
                return fn.ret(error);
            }
            if (fn.taken("still inline", data() != null)) {
                error = ext4_convert_inline_data_nolock();
            }
            p.jbd2.ext4_journal_stop();
            return fn.ret(error);
        }
    }

    /// The bytes go into a buffer of the device's own page cache, as metadata do: into the journal, and to the block's place some time after the commit. The
    /// file's page knows nothing of that buffer, and no one takes it out of the way when the page is written. fs/ext4/inline.c,
    /// ext4_convert_inline_data_nolock
    ///
    /// @return 0 or -errno; after an error the data are inline again
    private int ext4_convert_inline_data_nolock() {
        try (var fn = k.enter("ext4_convert_inline_data_nolock")) {
            int inline_size = ext4_get_inline_size();
            var buf = there().data();
            ext4_destroy_inline_data_nolock();
            long pblk = p.blocks.ext4_map_first_block();
            int error = (int) Math.min(pblk, 0);
            if (!fn.taken("no block", error < 0, "error", error)) {
                boolean aborted = p.jbd2.hasJournal() && k.world().journal().aborted();
                error = fn.taken("journal aborted", aborted) ? -EIO : data_bh(pblk, buf, inline_size);
            }
            if (fn.taken("back into the inode", error != 0, "error", error)) {
                ext4_restore_inline_data(buf, inline_size);
            }
            return fn.ret(error);
        }
    }

    private int data_bh(long pblk, Content buf, int inline_size) {
        var bytes = Content.EMPTY.fill(0, fs.blockSize(), Data.ZERO).copy(buf, 0, 0, inline_size);
        k.apply("data_bh", k.world().withJournal(k.world().journal().withConverted(new Converted(pblk, bytes))));
        return p.jbd2.ext4_handle_dirty_metadata(Converted.NAME);
    }

    /// fs/ext4/inline.c, ext4_restore_inline_data
    private void ext4_restore_inline_data(Content buf, int inline_size) {
        try (var fn = k.enter("ext4_restore_inline_data", "inline_size", inline_size)) {
            ext4_create_inline_data(inline_size);
            set("bytes in the inode", there().withData(there().data().copy(buf, 0, 0, inline_size)));
            mayInline(true);
        }
    }
}
