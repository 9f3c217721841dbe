package dioscope.model.run;

import dioscope.model.profile.Feature;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.Scenario;
import dioscope.model.state.Bh;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.Inode;
import dioscope.model.state.Page;
import dioscope.model.state.Wb;
import dioscope.model.state.World;
import java.util.ArrayList;

/// What data=journal makes of cached pages before a run. Dirty ones are in the running transaction, or, when that has committed, wait to be written to their
/// place; clean ones have kept the buffers they went through the journal with.
final class JournalledStart {
    private JournalledStart() {}

    /// Data are journalled only where there is a journal and they are not encrypted; the inode's own flag counts only without delayed allocation.
    /// fs/ext4/ext4_jbd2.c, ext4_inode_journal_mode, 6.12
    static boolean journalsData(Scenario s) {
        return s.inode().encryption() == FileState.Encryption.NO && asked(s);
    }

    private static boolean asked(Scenario s) {
        return s.fs().journal() && (s.fs().dataMode() == FileSystem.DataMode.JOURNAL || s.inode().journalData() && !s.fs().delalloc());
    }

    /// Encrypted data that were to be journalled are ordered instead. fs/ext4/ext4_jbd2.c, ext4_inode_journal_mode, 6.12
    static boolean ordersData(Scenario s) {
        return asked(s) ? s.inode().encryption() != FileState.Encryption.NO : s.fs().dataMode() == FileSystem.DataMode.ORDERED;
    }

    /// `w`, made for data that do not go through the journal, as it is when they do.
    static World of(Scenario s, World w) {
        if (!journalsData(s)) {
            return w;
        }
        int block = s.fs().blockSize();
        var tx = w.journal().running();
        boolean running = tx != null && !s.inode().datasyncTidCommitted();
        var cache = w.pageCache();
        for (var e : w.pageCache().pages()) {
            var p = e.value();
            var bufs = new ArrayList<Bh>();
            boolean journalled = false;
            for (int i = 0; i < p.bytes() / block; i++) {
                long lblk = p.pos() / block + i;
                var bh = p.buffers().isEmpty() ? found(w, lblk, p) : p.buffers().get(i);
                if (running && tx != null && bh.has(Bh.DIRTY) && bh.has(Bh.MAPPED)) {
                    bh = bh.clear(Bh.DIRTY | Bh.NEW).set(Bh.JBD | Bh.JBD_DIRTY);
                    tx = tx.withData(tx.data().put(lblk, (Long) bh.blocknr()));
                    journalled = true;
                    if (stored(p)) {
                        long start = tx.ordered() ? Math.min(tx.orderedStart(), p.pos()) : p.pos();
                        tx = tx.withOrdered(start, Math.max(tx.orderedEnd(), p.pos() + p.bytes() - 1), true);
                    }
                }
                bufs.add(bh);
            }
            boolean dirty = journalled ? s.kernel().has(Feature.JOURNALLED_PAGES_ARE_DIRTY) || stored(p) : p.dirty();
            boolean checked = stored(p) && !s.kernel().has(Feature.JOURNALLED_PAGES_ARE_DIRTY);
            cache = cache.with(p.withBuffers(bufs).withDirty(dirty).withChecked(checked));
        }
        var i = w.inode();
        boolean dirty = cache.nrDirty() > 0;
        var inode = i.withIState(dirty ? i.iState() : i.iState() & ~Inode.I_DIRTY_PAGES).withDirtiedWhen(dirty ? i.dirtiedWhen() : -1);
        var wb = dirty ? w.wb() : w.wb().withList(Wb.IoList.NONE);
        return w.withPageCache(cache).withInode(inode).withJournal(w.journal().withRunning(tx)).withWb(wb);
    }

    /// Whether the page was stored to through a mapping.
    private static boolean stored(Page p) {
        return p.dirty() && p.mapped() == Page.Mapping.READ_WRITE;
    }

    /// The buffer of a block of a clean page.
    private static Bh found(World w, long lblk, Page p) {
        int state = p.uptodate() ? Bh.UPTODATE : 0;
        var e = w.status().floor(lblk);
        var x = e == null || e.value().end() <= lblk ? null : e.value();
        return x != null && x.status() == ExtentStatus.Status.WRITTEN
                ? new Bh(x.pblk() + lblk - x.lblk(), state | Bh.MAPPED)
                : new Bh(-1, state);
    }
}
