package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.mm.PageWriteback.Wbc;
import dioscope.model.profile.Req;
import dioscope.model.state.Content;
import dioscope.model.state.Journal.Buffers;
import dioscope.model.state.Journal.Converted;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The blocks that ext4 changes through the page cache of the device and not through that of a file: dirty there, they go to their places one by one.
/// fs/buffer.c and block/fops.c
final class MetadataBlocks {
    private final Kernel k;
    private final Buffer buffer;
    private final Runnable unlocked;
    private final List<Integer> waiting = new ArrayList<>();

    /// @param unlocked who else waits for a block to be in its place
    MetadataBlocks(Kernel k, Buffer buffer, Runnable unlocked) {
        this.k = k;
        this.buffer = buffer;
        this.unlocked = unlocked;
    }

    /// Whether any is.
    boolean dirty() {
        return !k.world().journal().dirty().isEmpty();
    }

    /// Whether a block is dirty and may be written to its place.
    boolean dirty(String what) {
        return k.world().journal().dirty().contains(what);
    }

    /// Where a block lies on the device, bytes.
    ///
    /// @param n how many are written before it with the same call: those without a place of their own lie in a row
    private long place(String what, int n) {
        var converted = k.world().journal().converted();
        if (what.equals(Converted.NAME) && converted != null) {
            return converted.block() * k.world().fs().blockSize();
        }
        return (Ext4.JOURNAL_BLOCK - switch (what) {
            case "inode" -> 3;
            case Extents.EXTENT_BLOCK, Indirect.INDIRECT_BLOCK -> 1;
            default -> 4 + 2 * n;
        }) * 4096;
    }

    /// What it holds, as far as the simulation knows.
    private Content payload(String what) {
        var converted = k.world().journal().converted();
        return what.equals(Converted.NAME) && converted != null ? converted.data() : Content.EMPTY;
    }

    /// Whether the file's list has a block that is dirty no more: somebody else has written it, and it stays until the file is synced.
    boolean associatedClean() {
        var j = k.world().journal();
        return !j.dirty().containsAll(j.buffers().associated());
    }

    /// The blocks that are not dirty leave the file's list; those on their way are waited for. fs/buffer.c, fsync_buffers_list
    void forgetAssociated() {
        var j = k.world().journal();
        var clean = new ArrayList<>(j.buffers().associated());
        clean.removeAll(j.dirty());
        k.apply("i_private_list", k.world().withJournal(
                j.withBuffers(j.buffers().withAssociated(j.buffers().associated().stream().filter(j.dirty()::contains).toList()))));
        clean.forEach(this::wait_on_buffer);
    }

    /// Waits until a block is in its place. fs/buffer.c, wait_on_buffer and lock_buffer
    private void wait_on_buffer(String what) {
        while (k.world().journal().buffers().writeback().contains(what)) {
            waiting.add(k.current());
            k.sleep(what + " to be in its place");
        }
    }

    /// Writes one block and waits for it. fs/buffer.c, sync_dirty_buffer
    ///
    /// @return 0 or -EIO
    int sync_dirty_buffer(String what) {
        return sync_dirty_buffer(what, b -> b);
    }

    /// The same for a block of the file's list, which it leaves. fs/buffer.c, fsync_buffers_list
    ///
    /// @return 0 or -EIO
    int sync_associated(String what) {
        return sync_dirty_buffer(what, b -> b.withAssociated(without(b.associated(), what)));
    }

    private int sync_dirty_buffer(String what, UnaryOperator<Buffers> leave) {
        wait_on_buffer(what);
        var j = k.world().journal();
        k.apply("clean " + what, k.world().withJournal(j.withDirty(without(j.dirty(), what)).withBuffers(leave.apply(j.buffers()))));
        return buffer.sync_dirty_buffer(what, place(what, 0), k.world().fs().blockSize(), payload(what));
    }

    private static List<String> without(List<String> list, String what) {
        return list.stream().filter(d -> !d.equals(what)).toList();
    }

    /// Sends all of them for sync; who is on its way already is waited for and sent again.
    void submit() {
        List.copyOf(k.world().journal().dirty()).forEach(this::wait_on_buffer);
        submit(k.world().journal().dirty(), k.profile().req().word(Req.REQ_SYNC, Req.REQ_META, Req.REQ_PRIO));
    }

    /// The same for the flusher, which leaves those that are on their way. include/linux/writeback.h, wbc_to_write_flags
    void blkdev_writepages(Wbc wbc) {
        var req = k.profile().req();
        int background = wbc.for_kupdate || wbc.for_background ? req.word(Req.REQ_BACKGROUND) : 0;
        var j = k.world().journal();
        submit(j.dirty().stream().filter(b -> !j.buffers().writeback().contains(b)).toList(),
                req.word(Req.REQ_META, Req.REQ_PRIO) | (wbc.sync_all ? req.word(Req.REQ_SYNC) : background));
    }

    /// fs/buffer.c, block_write_full_folio and write_dirty_buffer; block/fops.c, blkdev_writepages
    ///
    /// @param blocks which of those that are dirty
    void submit(List<String> blocks, int opf) {
        var j = k.world().journal();
        if (!blocks.isEmpty()) {
            var locked = new ArrayList<>(j.buffers().writeback());
            locked.addAll(blocks);
            k.apply("clean metadata", k.world().withJournal(j.withDirty(j.dirty().stream().filter(b -> !blocks.contains(b)).toList())
                    .withBuffers(j.buffers().withWriteback(locked))));
        }
        int n = 0;
        for (var what : blocks) {
            buffer.write_dirty_buffer(what, opf, place(what, n++), k.world().fs().blockSize(), payload(what), () -> unlock(what));
        }
    }

    /// A block is in its place. fs/buffer.c, end_buffer_async_write and end_buffer_write_sync
    private void unlock(String what) {
        try (var fn = k.enter("end_buffer_async_write", "block", what)) {
            var j = k.world().journal();
            k.apply("BH_Lock", k.world().withJournal(j.withBuffers(j.buffers().withWriteback(without(j.buffers().writeback(), what)))));
            var tasks = List.copyOf(waiting);
            waiting.clear();
            tasks.forEach(k::wake);
            unlocked.run();
        }
    }

    /// Waits for what is on its way. mm/filemap.c, filemap_fdatawait of the device's pages
    void await() {
        while (!k.world().journal().buffers().writeback().isEmpty()) {
            waiting.add(k.current());
            k.sleep("the buffer");
        }
    }

    /// Waits for those of `blocks` that are on their way.
    void await(List<String> blocks) {
        blocks.forEach(this::wait_on_buffer);
    }
}
