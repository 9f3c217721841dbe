package dioscope.model.evidence;

import dioscope.model.state.Bh;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Disk;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.Page;
import dioscope.model.state.World;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The facets recordings take from the file after the call, and again after a sync: sizes, extents, cached pages, contents.
///
/// The sync is no part of the run: it follows it, and the trace keeps the World it leaves. Where the model refuses that sync, what it does to this
/// state is said by rules: dirty pages become clean, and their blocks written.
final class ObservedState {
    /// Blocks of a file that is served from the locality group. fs/ext4/mballoc.h, MB_DEFAULT_STREAM_THRESHOLD
    private static final int SMALL_FILE = 16;

    private record Run(long logical, long length, String state, long physical) {}

    private final World first;
    private final World last;
    private final @Nullable World synced;
    private final int blockSize;

    ObservedState(Trace trace) {
        first = trace.step(0).world();
        last = trace.steps().getLast().world();
        synced = trace.synced();
        blockSize = last.fs().blockSize();
    }

    Json sizes(Json disksizes) {
        var after = synced == null ? last : synced;
        boolean grows = synced == null && last.pageCache().in(0, Long.MAX_VALUE, Page::dirty) != null;
        return Json.obj("before", Json.of(first.inode().iSize()), "after", Json.of(last.inode().iSize()), "after_sync",
                Json.of(after.inode().iSize()), "i_disksize_seen", disksizes, "on_disk_after_umount",
                Json.of(grows ? last.inode().iSize() : after.inode().iDisksize()));
    }

    Json extents() {
        return Json.obj("after", extents(last, false), "after_sync", synced == null ? extents(last, true) : extents(synced, false));
    }

    Json pageCache() {
        return Json.obj("after", pageCache(last, false), "after_sync",
                synced == null ? pageCache(last, true) : pageCache(synced, false));
    }

    Json content() {
        return content(synced == null ? last : synced);
    }

    /// @param rules whether to say by rules what a sync makes of them
    private List<Run> runs(World w, boolean rules) {
        var inline = w.inode().inline();
        boolean leaves = rules && w.fs().delayedBlocks() > 0;
        if (inline != null && !leaves) {
            long length = Math.min(inline.size(), w.inode().iSize());
            return length > 0 ? List.of(new Run(0, length, "inline", -1)) : List.of();
        }
        var pieces = new ArrayList<Run>();
        for (var e : w.extents()) {
            var x = e.value();
            int from = 0;
            for (int b = 0; b < x.len(); b++) {
                boolean here = unwritten(x.unwritten(), x.lblk() + b, rules);
                if (b + 1 == x.len() || here != unwritten(x.unwritten(), x.lblk() + b + 1, rules)) {
                    pieces.add(new Run((x.lblk() + from) * blockSize, (long) (b + 1 - from) * blockSize, here ? "unwritten" : "written",
                            (x.pblk() + from) * blockSize));
                    from = b + 1;
                }
            }
        }
        long fromGroup = 0;
        for (var e : w.status()) {
            var x = e.value();
            if (x.status() == ExtentStatus.Status.DELAYED) {
                pieces.add(new Run(x.lblk() * blockSize, x.len() * blockSize, rules ? "written" : "delalloc",
                        rules ? placed(x, fromGroup) : -1));
                fromGroup += x.len();
            }
        }
        pieces.sort(Comparator.comparingLong(Run::logical));
        var out = new ArrayList<Run>();
        for (var p : pieces) {
            var l = out.isEmpty() ? null : out.getLast();
            boolean both = l != null && l.logical + l.length == p.logical && l.state.equals(p.state);
            if (l != null && both && (l.physical < 0 && p.physical < 0 || l.physical >= 0 && l.physical + l.length == p.physical)) {
                out.set(out.size() - 1, new Run(l.logical, l.length + p.length, l.state, l.physical));
            } else {
                out.add(p);
            }
        }
        return out;
    }

    /// Where a sync most likely puts delayed blocks, device bytes; -1 for where nothing touches it. A small file's come from the locality group one
    /// after the other; those that fill a hole exactly, or follow blocks that fallocate made, continue what is before them.
    /// fs/ext4/mballoc.c, ext4_mb_normalize_request, ext4_mb_group_or_file; fs/ext4/extents.c, ext4_ext_find_goal
    private long placed(ExtentStatus delayed, long fromGroup) {
        if (last.fs().groupNext() >= 0 && last.inode().iSize() <= (long) SMALL_FILE * blockSize) {
            return (last.fs().groupNext() + fromGroup) * blockSize;
        }
        var left = last.extents().floor(delayed.lblk());
        var right = last.extents().get(delayed.end());
        if (left == null || left.value().end() != delayed.lblk()) {
            return -1;
        }
        long at = left.value().pblk() + left.value().len();
        boolean fits = right != null && right.pblk() == at + delayed.len();
        boolean open = right == null && left.value().unwritten() && last.inode().treeBlocks() == 0;
        return fits || open ? at * blockSize : -1;
    }

    /// Whether a block of an extent is unwritten: the sync writes dirty ones.
    private boolean unwritten(boolean extent, long lblk, boolean rules) {
        return extent && !(rules && dirty(lblk));
    }

    private boolean dirty(long lblk) {
        long at = lblk * blockSize;
        var p = last.pageCache().in(at >> 12, at >> 12, Page::dirty);
        if (p == null || at >= last.inode().iSize() || last.fs().shutdown()) {
            return false;
        }
        int b = (int) ((at - p.pos()) / blockSize);
        return p.buffers().isEmpty() || p.mapped() == Page.Mapping.READ_WRITE || p.buffers().get(b).has(Bh.DIRTY);
    }

    private Json extents(World w, boolean rules) {
        var out = new ArrayList<Json>();
        Run prev = null;
        for (var r : runs(w, rules)) {
            out.add(Json.obj("logical", Json.of(r.logical), "length", Json.of(r.length), "state", Json.of(r.state), "contiguous",
                    contiguous(prev, r)));
            prev = r;
        }
        return Json.arr(out);
    }

    private static Json contiguous(@Nullable Run prev, Run r) {
        if (prev == null || prev.logical + prev.length != r.logical) {
            return Json.NULL;
        }
        return Json.of(prev.physical >= 0 && r.physical >= 0 && prev.physical + prev.length == r.physical);
    }

    /// mincore tells of the pages of a mapping, which ends where the file does. 5.10 also caches pages behind that.
    private static Json pageCache(World w, boolean rules) {
        var resident = new ArrayList<Long>();
        long dirty = 0;
        for (var e : w.pageCache().pages()) {
            var p = e.value();
            for (int i = 0; p.uptodate() && i < p.pages() && p.pos() + i * 4096L < w.inode().iSize(); i++) {
                resident.add(p.index() + i);
            }
            dirty += p.dirty() ? p.pages() : 0;
        }
        return Json.obj("resident", Observed.runs(resident), "dirty_pages", Json.of(rules ? 0 : dirty));
    }

    /// What an application reads from the file, as runs of one byte value, up to where reading fails.
    private Json content(World w) {
        long size = w.fs().shutdown() ? 0 : w.inode().iSize();
        var file = Content.EMPTY.fill(0, size, Data.ZERO);
        var inline = w.inode().inline();
        if (inline != null) {
            file = file.copy(inline.data(), 0, 0, inline.size());
        }
        for (var e : w.extents()) {
            var x = e.value();
            if (!x.unwritten()) {
                file = file.copy(disk(w.disk(), x.pblk() * blockSize, (long) x.len() * blockSize), x.pblk() * blockSize,
                        x.lblk() * blockSize,
                        (long) x.len() * blockSize);
                size = Math.min(size, firstBad(w, x.lblk() * blockSize, x.pblk() * blockSize, (long) x.len() * blockSize));
            }
        }
        for (var e : w.pageCache().pages()) {
            var p = e.value();
            if (p.uptodate() || p.dirty()) {
                file = file.copy(w.pageCache().data(), p.index() * 4096, p.index() * 4096, p.pages() * 4096L);
            }
        }
        return Observed.bytes(file, size);
    }

    /// The first file byte whose page cannot be read; a cached page needs no reading.
    private static long firstBad(World w, long logical, long physical, long length) {
        for (var p : w.disk().bad().pieces(physical, length)) {
            for (long page = (logical + p.start() - physical) >> 12; page << 12 < logical + p.end() - physical; page++) {
                if (w.pageCache().in(page, page, Page::uptodate) == null) {
                    return page << 12;
                }
            }
        }
        return Long.MAX_VALUE;
    }

    private static Content disk(Disk d, long from, long length) {
        return Content.EMPTY.fill(from, length, Data.STALE).copy(d.media(), from, from, length).copy(d.cache(), from, from, length);
    }
}
