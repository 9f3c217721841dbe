package dioscope.model.run;

import dioscope.model.state.Bh;
import dioscope.model.state.ExtentStatus.Status;
import dioscope.model.state.Inode;
import dioscope.model.state.Journal;
import dioscope.model.state.Page;
import dioscope.model.state.Wb;
import dioscope.model.state.World;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What holds of the page cache, of what is reserved for its delayed blocks, of the flusher's list and of transactions after every step, whatever ran.
final class CacheInvariants {
    /// Between these calls and their returns the status tree and the count of reserved blocks are on their way to agree.
    private static final Set<String> RESERVING = Set.of("ext4_da_map_blocks", "ext4_insert_delayed_block", "ext4_insert_delayed_blocks",
            "ext4_es_insert_delayed_block", "ext4_es_insert_delayed_extent", "ext4_es_remove_extent", "ext4_es_insert_extent",
            "ext4_da_get_block_prep", "ext4_truncate", "ext4_map_blocks");
    /// Lets go of the page, no longer dirty, to open a handle, before its blocks join the transaction. fs/ext4/inode.c, 6.1
    private static final Set<String> JOURNALLING = Set.of("__ext4_journalled_writepage");
    private final Consumer<String> say;
    private final int clusterRatio;
    private boolean reservedChecked;

    /// @param clusterRatio blocks a cluster; 0 when not known
    CacheInvariants(int clusterRatio, Consumer<String> say) {
        this.say = say;
        this.clusterRatio = clusterRatio;
    }

    /// From `p` to `w`.
    void step(World p, World w) {
        if (p.pageCache() != w.pageCache()) {
            counters(w);
            if (p.pageCache().pages() != w.pageCache().pages()) {
                pages(w);
            }
        }
        reservedChecked &= p.status() == w.status() && p.fs() == w.fs();
        if (clusterRatio > 0 && !reservedChecked && !onStack(w, RESERVING)) {
            reserved(w);
            reservedChecked = true;
        }
        if (p.journal() != w.journal()) {
            transactions(p.journal(), w.journal());
        }
    }

    private void counters(World w) {
        int nr = 0;
        int dirty = 0;
        int writeback = 0;
        for (var e : w.pageCache().pages()) {
            var p = e.value();
            nr += p.pages();
            dirty += p.dirty() ? p.pages() : 0;
            writeback += p.writeback() ? p.pages() : 0;
        }
        var c = w.pageCache();
        if (nr != c.nrpages() || dirty != c.nrDirty() || writeback != c.nrWriteback()) {
            say.accept(
                    "the page cache counts " + c.nrpages() + ", " + c.nrDirty() + " dirty, " + c.nrWriteback() + " under writeback and has "
                            + nr + ", " + dirty + ", " + writeback);
        }
    }

    private void pages(World w) {
        for (var e : w.pageCache().pages()) {
            var p = e.value();
            int blocks = (int) (p.bytes() / w.fs().blockSize());
            if (!p.buffers().isEmpty() && p.buffers().size() != blocks) {
                say.accept("page " + p.index() + " of " + blocks + " blocks has " + p.buffers().size() + " buffers");
            }
            if (!p.locked() && !p.dirty() && !onStack(w, JOURNALLING)
                    && p.buffers().stream().anyMatch(b -> b.has(Bh.DIRTY) && b.has(Bh.MAPPED))) {
                say.accept("page " + p.index() + " is clean and has a dirty block");
            }
            if (p.uptodate() && p.buffers().stream().anyMatch(b -> b.has(Bh.ASYNC_READ))) {
                say.accept("page " + p.index() + " is valid and being read");
            }
            if (!p.writeback() && !p.locked() && p.buffers().stream().anyMatch(b -> b.has(Bh.ASYNC_WRITE))) {
                say.accept("page " + p.index() + " has a block on its way and is not under writeback");
            }
            if (p.buffers().stream().anyMatch(b -> b.has(Bh.DELAY) && b.blocknr() >= 0)) {
                say.accept("page " + p.index() + " has a delayed block with a place");
            }
        }
    }

    /// What is reserved is a cluster for each that has delayed blocks and neither a block on the disk nor a pending reservation. fs/ext4/extents_status.c, 6.12
    private void reserved(World w) {
        var clusters = new HashSet<Long>();
        for (var e : w.status()) {
            var s = e.value();
            if (s.status() == Status.DELAYED) {
                for (long b = s.lblk(); b < s.end(); b++) {
                    clusters.add(b / clusterRatio);
                }
            }
        }
        clusters.removeIf(c -> clusterRatio > 1 && (w.fs().pending().has(c) || allocated(w, c)));
        long blocks = (long) clusters.size() * clusterRatio;
        if (blocks != w.fs().delayedBlocks()) {
            say.accept(w.fs().delayedBlocks() + " blocks are reserved for " + blocks + " delayed ones");
        }
    }

    private boolean allocated(World w, long cluster) {
        long first = cluster * clusterRatio;
        var x = w.extents().floor(first + clusterRatio - 1);
        return x != null && x.value().end() > first;
    }

    private static boolean onStack(World w, Set<String> functions) {
        for (var t : w.tasks()) {
            for (var f = t.value().stack(); f != null; f = f.caller()) {
                if (functions.contains(f.fn())) {
                    return true;
                }
            }
        }
        return false;
    }

    private void transactions(Journal p, Journal j) {
        var committing = j.committing();
        var running = j.running();
        if (committing != null) {
            var was = p.committing() == null ? p.running() : p.committing();
            if (was == null || was.tid() != committing.tid()) {
                say.accept("transaction " + committing.tid() + " commits and has not run");
            }
            if (running != null && running.tid() <= committing.tid()) {
                say.accept("transaction " + running.tid() + " runs while " + committing.tid() + " commits");
            }
            if (committing.tid() < j.committed()) {
                say.accept("transaction " + committing.tid() + " commits after " + j.committed());
            }
        }
        if (running != null && running.tid() >= j.nextTid()) {
            say.accept("transaction " + running.tid() + " runs and the next is " + j.nextTid());
        }
        if (j.committed() < p.committed()) {
            say.accept("transaction " + p.committed() + " is no longer the last that has committed");
        }
        updates(j, running);
        updates(j, committing);
        if (j.handles().values().stream().anyMatch(h -> (running == null || h.tid() != running.tid())
                && (committing == null || h.tid() != committing.tid()))) {
            say.accept("a handle of a transaction that neither runs nor commits");
        }
    }

    private void updates(Journal j, Journal.@Nullable Tx tx) {
        if (tx != null && tx.updates() != j.handles().values().stream().filter(h -> h.tid() == tx.tid()).count()) {
            say.accept("transaction " + tx.tid() + " counts " + tx.updates() + " handles");
        }
    }

    /// When nothing runs any more.
    void end(World w) {
        for (var e : w.pageCache().pages()) {
            var p = e.value();
            if (p.locked() || p.writeback()) {
                say.accept("page " + p.index() + " stays " + (p.locked() ? "locked" : "under writeback"));
            }
        }
        boolean dirty = w.pageCache().in(0, Long.MAX_VALUE, Page::dirty) != null;
        if (dirty && (w.wb().list() == Wb.IoList.NONE || !w.inode().has(Inode.I_DIRTY_PAGES))) {
            say.accept("the inode has dirty pages and is on no list: " + w.wb().list() + ", i_state " + w.inode().iState());
        }
        if (w.inode().has(Inode.I_SYNC) || w.inode().has(Inode.I_SYNC_QUEUED) && w.wb().list() == Wb.IoList.NONE) {
            say.accept("i_state stays " + w.inode().iState());
        }
        if (w.wb().running()) {
            say.accept("the flusher stays at work");
        }
    }
}
