package dioscope.model.run;

import dioscope.model.kernel.fs.ext4.PreallocWindow;
import dioscope.model.profile.Feature;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.JournalState;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Writeback;
import dioscope.model.state.Bh;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Disk;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.FileRa;
import dioscope.model.state.Fs;
import dioscope.model.state.Fs.Prealloc;
import dioscope.model.state.InlineData;
import dioscope.model.state.Inode;
import dioscope.model.state.Io;
import dioscope.model.state.Journal;
import dioscope.model.state.Journal.Tx;
import dioscope.model.state.Kiocb;
import dioscope.model.state.Lock;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Page;
import dioscope.model.state.PageCache;
import dioscope.model.state.Queue;
import dioscope.model.state.Wb;
import dioscope.model.state.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The World a scenario starts from.
final class FirstWorld {
    /// Free blocks of a file system with plenty of space.
    private static final long PLENTY = 1L << 28;
    /// ext4's reserve, 2 % of the clusters and at most 4096, for a file system of 128 MiB in 4 KiB blocks: a start state does not say how large
    /// its file system is. fs/ext4/super.c, ext4_calculate_resv_clusters, 6.12
    private static final long RESERVED = 655;
    /// MAX_PAGECACHE_ORDER of 4096-byte pages. include/linux/pagemap.h
    private static final int MAX_FOLIO_ORDER = 9;
    private static final int MAX_UNWRITTEN = 32767;
    private static final int MAX_WRITTEN = 32768;
    /// Extents that fit into the inode. fs/ext4/ext4_extents.h, 6.12
    private static final int ROOT_ENTRIES = 4;
    /// Where the first data block of a fresh file system lies, device bytes.
    private static final long FIRST_DATA_BYTE = 8L << 20;

    private FirstWorld() {}

    static World of(Scenario given) {
        var s = Past.changed(given);
        int block = s.fs().blockSize();
        OrdMap<Extent> extents = OrdMap.empty();
        OrdMap<ExtentStatus> status = OrdMap.empty();
        var media = Content.EMPTY;
        long groupNext = s.inode().extents().stream().anyMatch(e -> e.physical() >= 0) ? 0 : FIRST_DATA_BYTE / block;
        for (var e : s.inode().extents()) {
            long lblk = e.logical() / block;
            long len = (e.length() + block - 1) / block;
            long pblk = e.physical() < 0 ? 0 : e.physical() / block;
            switch (e.state()) {
                case WRITTEN, UNWRITTEN -> {
                    boolean unwritten = e.state() == ExtentRun.State.UNWRITTEN;
                    groupNext = Math.max(groupNext, pblk + len);
                    int max = unwritten ? MAX_UNWRITTEN : MAX_WRITTEN;
                    for (long done = 0; done < len; done += max) {
                        extents = extents.put(lblk + done,
                                new Extent(lblk + done, (int) Math.min(max, len - done), pblk + done, unwritten));
                    }
                    status = joined(status, new ExtentStatus(lblk, len, pblk,
                            unwritten ? ExtentStatus.Status.UNWRITTEN : ExtentStatus.Status.WRITTEN));
                    if (!unwritten) {
                        media = media(media, s, e);
                    }
                }
                case DELALLOC -> {
                    status = joined(status, new ExtentStatus(lblk, len, 0, ExtentStatus.Status.DELAYED));
                }
                case INLINE -> {
                }
            }
        }
        for (long lblk : delayed(s, status)) {
            status = status.put(lblk, new ExtentStatus(lblk, 1, 0, ExtentStatus.Status.DELAYED));
        }
        var i = s.inode();
        var running = s.journal().running(s);
        int committed = s.journal().committedTid();
        int next = committed + 1;
        var inode = new Inode(i.iSize(), i.iDisksize(), i.nosec(), mayInline(i), false, 0, i.syncTidCommitted() ? committed : next,
                i.datasyncTidCommitted() ? committed : next,
                dirtyPages(s) ? Inode.I_DIRTY_PAGES : 0, -1, -1, i.iDisksize(),
                i.treeBlocks() >= 0 ? i.treeBlocks() : treeBlocks(extents.size(), block), i.sync(),
                inline(s), dirtyPages(s) ? 0 : -1);
        var journal = journal(s, running);
        int ratio = Math.max(1, s.fs().clusterSize() / block);
        var pending = pending(status, extents, ratio);
        long delayed = (clusters(status, ratio) - pending.size()) * ratio;
        long reserved = s.faults().reserved() ? RESERVED : 0;
        long free = (s.faults().freeBytes() < 0 ? PLENTY : s.faults().freeBytes() / block) + reserved + delayed;
        var prealloc = prealloc(extents, i.iDisksize(), block);
        boolean freed = s.history().steps().isEmpty() || Past.freed(s);
        long small = isSmall(extents, i.iDisksize(), block)
                ? groupNext + (freed && cut(extents, i.iDisksize(), block) && fallocated(extents) || s.faults().freeBytes() >= 0 ? 1 : 0)
                : -1;
        var fs = new Fs(block, free, reserved, delayed, s.faults().shutdown(), s.fs().readOnly(), false, small, prealloc, pending);
        var world = new World(0, OrdMap.empty(), requests(s), inode, extents, status, pageCache(s, status), OrdMap.empty(),
                OrdMap.empty(), Queue.EMPTY, new Disk(media, Content.EMPTY, bad(s)),
                OrdMap.<Lock>empty().put(World.I_RWSEM, free("i_rwsem")).put(World.I_DATA_SEM, free("i_data_sem"))
                        .put(World.INVALIDATE_LOCK, free(s.kernel().has(Feature.INVALIDATE_LOCK) ? "invalidate_lock" : "i_mmap_sem")),
                journal, fs,
                wb(s.writeback(), dirtyPages(s)).withBdevDirtiedWhen(journal.dirty().isEmpty() ? -1 : 0));
        return Past.of(s, JournalledStart.of(s, world));
    }

    /// An empty file may take inline data and has none. fs/ext4/inline.c, ext4_has_inline_data, 6.12
    private static @Nullable InlineData inline(Scenario s) {
        var i = s.inode();
        if (!i.inline() || i.extents().isEmpty()) {
            return null;
        }
        long size = Math.max(InlineData.MIN_SIZE, i.extents().getLast().logical() + i.extents().getLast().length());
        var data = Content.EMPTY.fill(0, size, Data.ZERO);
        for (var c : s.contentBefore()) {
            data = data.fill(c.offset(), Math.min(c.length(), size - c.offset()), Data.old(c.value()));
        }
        return new InlineData((int) size, data);
    }

    /// A file that has blocks, or waits for some, has left its inode, whatever the file system could do. fs/ext4/inline.c,
    /// ext4_da_convert_inline_data_to_extent, 6.12
    private static boolean mayInline(FileState i) {
        return i.mayInlineData() && (i.inline() || i.extents().isEmpty());
    }

    /// Where a dirty page has no block yet: FIEMAP of a file without extents tells only the first of its delayed blocks. fs/ioctl.c
    private static List<Long> delayed(Scenario s, OrdMap<ExtentStatus> status) {
        var out = new ArrayList<Long>();
        if (s.inode().extentsFormat() || !s.fs().delalloc() || s.fs().blockSize() != 4096) {
            return out;
        }
        for (var r : s.pageCache()) {
            for (long p = r.page(); r.state() == Scenario.PageRun.State.DIRTY && p < r.page() + r.pages(); p++) {
                var x = status.floor(p);
                if (x == null || x.value().end() <= p) {
                    out.add(p);
                }
            }
        }
        return out;
    }

    private static boolean dirtyPages(Scenario s) {
        return s.pageCache().stream().anyMatch(r -> r.state() != Scenario.PageRun.State.CLEAN);
    }

    /// Thresholds in whole pages; the background one lies below the other. mm/page-writeback.c, domain_dirty_limits
    private static Wb wb(Writeback w, boolean dirty) {
        long thresh = (w.dirtyBytes() + 4095) / 4096;
        long background = (w.dirtyBackgroundBytes() + 4095) / 4096;
        return new Wb(background >= thresh ? thresh / 2 : background, thresh, w.intervalNanos(), w.expireNanos(),
                dirty ? Wb.IoList.B_DIRTY : Wb.IoList.NONE);
    }

    /// How many clusters hold delayed blocks.
    private static long clusters(OrdMap<ExtentStatus> status, int ratio) {
        long n = 0;
        long last = -1;
        for (var e : status) {
            if (e.value().status() == ExtentStatus.Status.DELAYED) {
                long first = Math.max(last + 1, e.value().lblk() / ratio);
                last = (e.value().end() - 1) / ratio;
                n += last - first + 1;
            }
        }
        return n;
    }

    /// The clusters of delayed blocks that are allocated already, for other blocks of theirs: only those at the ends of a delayed run can be.
    private static OrdMap<Boolean> pending(OrdMap<ExtentStatus> status, OrdMap<Extent> extents, int ratio) {
        OrdMap<Boolean> out = OrdMap.empty();
        for (var e : status) {
            for (long c : new long[]{e.value().lblk() / ratio, (e.value().end() - 1) / ratio}) {
                var x = extents.floor((c + 1) * ratio - 1);
                if (e.value().status() == ExtentStatus.Status.DELAYED && x != null && x.value().end() > c * ratio) {
                    out = out.put(c, true);
                }
            }
        }
        return out;
    }

    /// The journal at rest, with what runs and what waits to be written to its place.
    private static Journal journal(Scenario s, JournalState.@Nullable Running running) {
        var told = s.journal();
        int committed = told.committedTid();
        var metadata = running == null ? List.<String>of() : running.metadata();
        Tx tx = null;
        if (running != null) {
            tx = new Tx(running.tid(), metadata, metadata.size(), told.commitIntervalNanos() - running.ageNanos());
            var o = running.ordered();
            tx = o == null ? tx : tx.withOrdered(o.offset(), o.offset() + o.length() - 1, true);
        }
        var finished = new ArrayList<Tx>();
        var dirty = new ArrayList<String>();
        long head = 0;
        for (var f : told.checkpoint()) {
            finished.add(new Tx(f.tid(), f.metadata(), 0, 0).withState(Journal.TxState.FINISHED).withLogStart(head));
            head += f.metadata().size() + 2;
            f.metadata().stream().filter(b -> !metadata.contains(b)).forEach(dirty::add);
        }
        var log = new Journal.Log(told.blocks(s.fs().blockSize()), s.fs().fastCommit() ? JournalState.FAST_COMMIT_BLOCKS : 0, head, 0,
                finished.isEmpty() ? committed + 1 : finished.getFirst().tid());
        return new Journal(s.fs().journal(), running == null ? committed + 1 : committed + 2, committed, tx, committed)
                .withCommitInterval(told.commitIntervalNanos()).withCheckpoint(List.copyOf(finished)).withDirty(List.copyOf(dirty))
                .withLog(log);
    }

    private static Lock free(String name) {
        return new Lock(name, Lock.Mode.FREE, List.of(), List.of());
    }

    /// The device bytes that fail: one run for each range, from where its first byte lies.
    private static Content bad(Scenario s) {
        var bad = Content.EMPTY;
        for (var r : s.faults().eioFileRanges()) {
            for (var e : s.inode().extents()) {
                long into = r.offset() - e.logical();
                if (e.physical() >= 0 && into >= 0 && into < e.length()) {
                    bad = bad.fill(e.physical() + into, r.length(), Data.STALE);
                }
            }
        }
        return bad;
    }

    /// Whether the file seems to have been cut, and its last blocks on the device have been freed: its size lies inside its last block, behind which it has none. Where fallocate had made the blocks that were freed, the locality
    /// group does not go back to them. fs/ext4/mballoc.c, ext4_mb_use_group_pa
    private static boolean cut(OrdMap<Extent> extents, long iSize, int block) {
        var last = extents.last();
        if (last == null || iSize % block == 0 || last.value().end() != iSize / block + 1) {
            return false;
        }
        for (var e : extents) {
            if (e.value().pblk() > last.value().pblk()) {
                return false;
            }
        }
        return true;
    }

    /// Whether the file's last blocks on the device were made by fallocate: unwritten ones are among those they continue.
    private static boolean fallocated(OrdMap<Extent> extents) {
        boolean fallocated = false;
        boolean chain = false;
        long next = -1;
        long behind = -1;
        for (var e : extents) {
            var x = e.value();
            chain = x.unwritten() || chain && next == x.pblk() - x.lblk();
            next = x.pblk() - x.lblk();
            if (x.pblk() > behind) {
                behind = x.pblk();
                fallocated = chain;
            }
        }
        return fallocated;
    }

    /// Files of at most 16 blocks have been served from the locality group.
    private static boolean isSmall(OrdMap<Extent> extents, long iSize, int block) {
        var last = extents.last();
        return Math.max(last == null ? 0 : last.value().end(), (iSize + block - 1) / block) <= 16;
    }

    /// What writing the file has most likely left preallocated: the rest of the window around its last block inside i_size, behind all that lies where the
    /// window puts it. Blocks that fallocate made are allocated exactly and leave nothing (fs/ext4/extents.c, ext4_fallocate:
    /// EXT4_GET_BLOCKS_NO_NORMALIZE), and a size inside a block is taken for one that truncate has set, which gives up what was preallocated
    /// (fs/ext4/inode.c, ext4_truncate), 6.12.
    private static @Nullable Prealloc prealloc(OrdMap<Extent> extents, long iSize, int block) {
        var inside = extents.floor(iSize / block - 1);
        var last = extents.last();
        if (inside == null || last == null || inside.value().unwritten() || iSize % block != 0 || isSmall(extents, iSize, block)) {
            return null;
        }
        var written = inside.value();
        var e = last.value();
        long end = PreallocWindow.of(written.end() - 1, 1, iSize, block).end();
        boolean inPlace = e.pblk() - e.lblk() == written.pblk() - written.lblk();
        if (!inPlace || end <= e.end()) {
            return null;
        }
        var rest = new Prealloc(e.end(), e.pblk() + e.len(), (int) (end - e.end()));
        for (var x : extents) {
            if (x.value().pblk() < rest.pstart() + rest.len() && rest.pstart() < x.value().pblk() + x.value().len()) {
                return null;
            }
        }
        return rest;
    }

    private static int treeBlocks(int extents, int block) {
        int leaf = (block - 12) / 12;
        return extents <= ROOT_ENTRIES ? 0 : (extents + leaf - 1) / leaf;
    }

    /// Adds an entry, merged with the one before when it continues it.
    private static OrdMap<ExtentStatus> joined(OrdMap<ExtentStatus> m, ExtentStatus e) {
        var last = m.last();
        if (last != null) {
            var l = last.value();
            boolean delayed = l.status() == ExtentStatus.Status.DELAYED;
            if (l.status() == e.status() && l.end() == e.lblk() && (delayed || l.pblk() + l.len() == e.pblk())) {
                return m.put(l.lblk(), new ExtentStatus(l.lblk(), l.len() + e.len(), l.pblk(), l.status()));
            }
        }
        return m.put(e.lblk(), e);
    }

    /// What the blocks of a written extent hold: the file's bytes before the request, zeros behind them.
    private static Content media(Content media, Scenario s, ExtentRun e) {
        var m = media.fill(e.physical(), e.length(), Data.ZERO);
        for (var c : s.contentBefore()) {
            long from = Math.max(c.offset(), e.logical());
            long to = Math.min(c.offset() + c.length(), e.logical() + e.length());
            m = m.fill(e.physical() + from - e.logical(), to - from, Data.old(c.value()));
        }
        return m;
    }

    /// What writing a page has made of its blocks: all of them inside the file are dirty, but for unwritten ones that still read as zeros while others
    /// do not; a mapped page is dirtied whole. fs/ext4/inode.c, ext4_da_get_block_prep, ext4_get_block_unwritten, ext4_page_mkwrite
    private static List<Bh> buffers(Scenario s, long page, boolean mapped, OrdMap<ExtentStatus> status) {
        int block = s.fs().blockSize();
        boolean whole = mapped || !hasData(s, page * 4096, 4096);
        var out = new ArrayList<Bh>();
        for (long at = page * 4096; at < page * 4096 + 4096; at += block) {
            long lblk = at / block;
            var e = status.floor(lblk);
            var x = e == null || e.value().end() <= lblk ? null : e.value();
            int state = Bh.UPTODATE;
            long pblk = -1;
            boolean written = whole || x == null || x.status() != ExtentStatus.Status.UNWRITTEN || hasData(s, at, block);
            if (at < s.inode().iSize() && x != null && x.status() != ExtentStatus.Status.HOLE && written) {
                pblk = x.status() == ExtentStatus.Status.DELAYED ? -1 : x.pblk() + lblk - x.lblk();
                state |= Bh.DIRTY | Bh.MAPPED | switch (x.status()) {
                    case DELAYED -> Bh.DELAY | Bh.NEW;
                    case UNWRITTEN -> Bh.UNWRITTEN | Bh.NEW;
                    case WRITTEN, HOLE -> 0;
                };
            }
            out.add(new Bh(pblk, state));
        }
        return out;
    }

    /// Whether some byte of a range of the file reads as something else than zero.
    private static boolean hasData(Scenario s, long from, int length) {
        return s.contentBefore().stream()
                .anyMatch(c -> c.value() != 0 && c.offset() < from + length && from < c.offset() + c.length());
    }

    /// Dirty, and not through a mapping.
    private static boolean written(Scenario.PageRun r) {
        return r.state() != Scenario.PageRun.State.CLEAN && r.mapped() == Scenario.PageRun.Mapped.NONE;
    }

    /// How many pages the folio has that begins at page `p`, if one write has dirtied the pages from there on without a gap: as many as are written and as its
    /// index allows. mm/filemap.c, __filemap_get_folio_mpol: FGF_GET_ORDER; fs/ext4/inode.c, ext4_set_inode_mapping_order, 7.2
    private static int folio(Scenario s, long p, OrdMap<ExtentStatus> status) {
        if (!s.kernel().has(Feature.EXT4_LARGE_FOLIOS) || s.fs().dataMode() == FileSystem.DataMode.JOURNAL || s.inode().journalData()) {
            return 1;
        }
        long end = p;
        for (var r : s.pageCache()) {
            end = written(r) && r.page() <= end && end < r.page() + r.pages() ? r.page() + r.pages() : end;
        }
        for (long q = p + 1; q < end; q++) {
            boolean joined = buffers(s, q - 1, false, status).getLast().has(Bh.DIRTY)
                    && buffers(s, q, false, status).getFirst().has(Bh.DIRTY);
            end = joined ? end : q;
        }
        long chunk = 1L << MAX_FOLIO_ORDER;
        long bytes = Math.min(Math.min(end, (p / chunk + 1) * chunk) * 4096, s.inode().iSize()) - p * 4096;
        int order = bytes < 4096 ? 0 : 63 - Long.numberOfLeadingZeros(bytes / 4096);
        return 1 << (p % (1L << order) == 0 ? order : Long.numberOfTrailingZeros(p));
    }

    private static PageCache pageCache(Scenario s, OrdMap<ExtentStatus> status) {
        var cache = PageCache.EMPTY;
        long next = 0;
        for (var r : s.pageCache()) {
            for (long p = Math.max(r.page(), next); p < r.page() + r.pages(); p = next) {
                var mapped = switch (r.mapped()) {
                    case NONE -> Page.Mapping.NONE;
                    case RO -> Page.Mapping.READ_ONLY;
                    case RW -> Page.Mapping.READ_WRITE;
                };
                boolean dirty = r.state() != Scenario.PageRun.State.CLEAN;
                int pages = written(r) ? folio(s, p, status) : 1;
                next = p + pages;
                var page = new Page(p, pages, dirty, false, r.state() == Scenario.PageRun.State.DIRTY_DELALLOC, mapped);
                page = page.withHeld(s.faults().stuckPages().contains(p));
                if (dirty) {
                    var bufs = new ArrayList<Bh>();
                    for (long q = p; q < next; q++) {
                        bufs.addAll(buffers(s, q, mapped == Page.Mapping.READ_WRITE, status));
                    }
                    page = page.withBuffers(bufs);
                    page = page.withUptodate(s.fs().blockSize() == 4096 || mapped != Page.Mapping.NONE
                            || bufs.stream().allMatch(b -> b.has(Bh.DIRTY)));
                }
                cache = cache.with(page);
            }
        }
        var data = Content.EMPTY;
        for (var e : cache.pages()) {
            long pos = e.value().pos();
            long bytes = e.value().bytes();
            data = data.fill(pos, bytes, Data.ZERO);
            for (var c : s.contentBefore()) {
                long from = Math.max(c.offset(), pos);
                long to = Math.min(c.offset() + c.length(), pos + bytes);
                data = data.fill(from, to - from, Data.old(c.value()));
            }
        }
        return new PageCache(cache.pages(), data);
    }

    /// The requests as they are before their tasks begin.
    private static OrdMap<Io> requests(Scenario s) {
        OrdMap<Io> all = OrdMap.empty();
        for (int i = 0; i < s.requests().size(); i++) {
            all = all.put(i + 1, io(i + 1, s.requests().get(i)).withFile(file(s, i))
                    .withRa(FileRa.OPENED.withRaPages(Devices.readAheadPages(s))));
        }
        return all;
    }

    /// A task opens the file once for each set of flags; a call with a task of its own has the file to itself.
    private static int file(Scenario s, int i) {
        var call = s.requests().get(i);
        for (int j = 0; j < i; j++) {
            var before = s.requests().get(j);
            if (call.task() != 0 && before.task() == call.task()
                    && Set.copyOf(before.request().openFlags()).equals(Set.copyOf(call.request().openFlags()))) {
                return j + 1;
            }
        }
        return i + 1;
    }

    private static Io io(int id, Scenario.Call call) {
        var r = call.request();
        boolean brings = r.op() == Request.Op.WRITE || r.op() == Request.Op.MMAP_WRITE;
        var submission = switch (r.submission()) {
            case SYNC -> Io.Submission.SYNC;
            case AIO -> Io.Submission.AIO;
            case URING -> Io.Submission.URING;
            case URING_IOPOLL -> Io.Submission.URING_IOPOLL;
        };
        var kiocb = new Kiocb(r.offset(), 0, submission != Io.Submission.SYNC);
        var data = brings ? Content.EMPTY.fill(0, r.length(), Data.request(id, r.brings())) : Content.EMPTY;
        return new Io(id, 0, submission, call.startNanos(), Io.Op.valueOf(r.op().name()), r.offset(), r.length(), r.iovecs().size(), kiocb,
                data);
    }
}
