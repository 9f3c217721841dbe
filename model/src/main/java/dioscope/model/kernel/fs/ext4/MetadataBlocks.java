package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.mm.PageWriteback.Wbc;
import dioscope.model.profile.Req;
import dioscope.model.state.Content;
import dioscope.model.state.Journal.Converted;
import java.util.ArrayList;
import java.util.List;

/// The blocks that ext4 changes through the page cache of the device and not through that of a file: dirty there, they go to their places one by one.
/// fs/buffer.c and block/fops.c
final class MetadataBlocks {
    private final Kernel k;
    private final Buffer buffer;

    MetadataBlocks(Kernel k, Buffer buffer) {
        this.k = k;
        this.buffer = buffer;
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

    /// Writes one block and waits for it. fs/buffer.c, sync_dirty_buffer
    ///
    /// @return 0 or -EIO
    int sync_dirty_buffer(String what) {
        var j = k.world().journal();
        k.apply("clean " + what, k.world().withJournal(j.withDirty(j.dirty().stream().filter(d -> !d.equals(what)).toList())));
        return buffer.sync_dirty_buffer(what, place(what, 0), k.world().fs().blockSize(), payload(what));
    }

    /// Sends all of them for sync, without waiting.
    List<Buffer.Pending> submit() {
        return submit(k.profile().req().word(Req.REQ_SYNC, Req.REQ_META, Req.REQ_PRIO));
    }

    /// The same for the flusher. include/linux/writeback.h, wbc_to_write_flags
    void blkdev_writepages(Wbc wbc) {
        var req = k.profile().req();
        int background = wbc.for_kupdate || wbc.for_background ? req.word(Req.REQ_BACKGROUND) : 0;
        submit(req.word(Req.REQ_META, Req.REQ_PRIO) | (wbc.sync_all ? req.word(Req.REQ_SYNC) : background));
    }

    /// fs/buffer.c, block_write_full_folio; block/fops.c, blkdev_writepages
    private List<Buffer.Pending> submit(int opf) {
        var out = new ArrayList<Buffer.Pending>();
        var j = k.world().journal();
        if (!j.dirty().isEmpty()) {
            k.apply("clean metadata", k.world().withJournal(j.withDirty(List.of())));
        }
        for (var what : j.dirty()) {
            out.add(buffer.write_dirty_buffer(what, opf, place(what, out.size()), k.world().fs().blockSize(), payload(what)));
        }
        return out;
    }

    /// Waits for what [#submit] has sent.
    void await(List<Buffer.Pending> blocks) {
        blocks.forEach(buffer::wait_on_buffer);
    }
}
