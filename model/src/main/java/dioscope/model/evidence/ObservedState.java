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
/// The sync is no part of the run. What it does to this state is simple enough to say: dirty pages become clean, and their blocks written.
final class ObservedState {
    private record Run(long logical, long length, String state, long physical) {}

    private final World first;
    private final World last;
    private final int blockSize;

    ObservedState(Trace trace) {
        first = trace.step(0).world();
        last = trace.steps().getLast().world();
        blockSize = last.fs().blockSize();
    }

    Json sizes(Json disksizes) {
        boolean dirty = last.pageCache().in(0, Long.MAX_VALUE, Page::dirty) != null;
        long onDisk = dirty ? last.inode().iSize() : last.inode().iDisksize();
        return Json.obj("before", Json.of(first.inode().iSize()), "after", Json.of(last.inode().iSize()), "after_sync",
                Json.of(last.inode().iSize()), "i_disksize_seen", disksizes, "on_disk_after_umount", Json.of(onDisk));
    }

    private List<Run> runs(boolean synced) {
        var pieces = new ArrayList<Run>();
        for (var e : last.extents()) {
            var x = e.value();
            int from = 0;
            for (int b = 0; b < x.len(); b++) {
                boolean here = unwritten(x.unwritten(), x.lblk() + b, synced);
                if (b + 1 == x.len() || here != unwritten(x.unwritten(), x.lblk() + b + 1, synced)) {
                    pieces.add(new Run((x.lblk() + from) * blockSize, (long) (b + 1 - from) * blockSize, here ? "unwritten" : "written",
                            (x.pblk() + from) * blockSize));
                    from = b + 1;
                }
            }
        }
        long fromGroup = 0;
        for (var e : last.status()) {
            var x = e.value();
            if (x.status() == ExtentStatus.Status.DELAYED) {
                pieces.add(new Run(x.lblk() * blockSize, x.len() * blockSize, synced ? "written" : "delalloc",
                        synced ? placed(x, fromGroup) : -1));
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
        if (last.fs().groupNext() >= 0) {
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
    private boolean unwritten(boolean extent, long lblk, boolean synced) {
        return extent && !(synced && dirty(lblk));
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

    Json extents(boolean synced) {
        var out = new ArrayList<Json>();
        Run prev = null;
        for (var r : runs(synced)) {
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

    Json pageCache(boolean synced) {
        var resident = new ArrayList<Long>();
        long dirty = 0;
        for (var e : last.pageCache().pages()) {
            var p = e.value();
            for (int i = 0; p.uptodate() && i < p.pages(); i++) {
                resident.add(p.index() + i);
            }
            dirty += p.dirty() ? p.pages() : 0;
        }
        return Json.obj("resident", Observed.runs(resident), "dirty_pages", Json.of(synced ? 0 : dirty));
    }

    /// What an application reads from the file, as runs of one byte value, up to where reading fails.
    Json content() {
        long size = last.fs().shutdown() ? 0 : last.inode().iSize();
        var file = Content.EMPTY.fill(0, size, Data.ZERO);
        for (var e : last.extents()) {
            var x = e.value();
            if (!x.unwritten()) {
                file = file.copy(disk(last.disk(), x.pblk() * blockSize, (long) x.len() * blockSize), x.pblk() * blockSize,
                        x.lblk() * blockSize,
                        (long) x.len() * blockSize);
                size = Math.min(size, firstBad(x.lblk() * blockSize, x.pblk() * blockSize, (long) x.len() * blockSize));
            }
        }
        for (var e : last.pageCache().pages()) {
            var p = e.value();
            if (p.uptodate() || p.dirty()) {
                file = file.copy(last.pageCache().data(), p.index() * 4096, p.index() * 4096, p.pages() * 4096L);
            }
        }
        return Observed.bytes(file, size);
    }

    /// The first file byte whose page cannot be read; a cached page needs no reading.
    private long firstBad(long logical, long physical, long length) {
        for (var p : last.disk().bad().pieces(physical, length)) {
            for (long page = (logical + p.start() - physical) >> 12; page << 12 < logical + p.end() - physical; page++) {
                if (last.pageCache().in(page, page, Page::uptodate) == null) {
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
