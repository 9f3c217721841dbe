package dioscope.model.evidence;

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
/// The sync is no part of the run: it follows it, and the trace keeps the World it leaves.
final class ObservedState {
    private record Run(long logical, long length, String state, long physical) {}

    private final World first;
    private final World last;
    private final World synced;
    private final int blockSize;

    /// @throws IllegalArgumentException when no sync followed the run
    ObservedState(Trace trace) {
        first = trace.step(0).world();
        last = trace.steps().getLast().world();
        var after = trace.synced();
        if (after == null) {
            throw new IllegalArgumentException("no sync followed the run");
        }
        synced = after;
        blockSize = last.fs().blockSize();
    }

    Json sizes(Json disksizes) {
        return Json.obj("before", Json.of(first.inode().iSize()), "after", Json.of(last.inode().iSize()), "after_sync",
                Json.of(synced.inode().iSize()), "i_disksize_seen", disksizes, "on_disk_after_umount",
                Json.of(synced.inode().iDisksize()));
    }

    Json extents() {
        return Json.obj("after", extents(last), "after_sync", extents(synced));
    }

    Json pageCache() {
        return Json.obj("after", pageCache(last), "after_sync", pageCache(synced));
    }

    Json content() {
        return content(synced);
    }

    private List<Run> runs(World w) {
        var inline = w.inode().inline();
        if (inline != null) {
            long length = Math.min(inline.size(), w.inode().iSize()); // fs/ext4/inline.c, ext4_inline_data_iomap
            return length > 0 ? List.of(new Run(0, length, "inline", -1)) : List.of();
        }
        var pieces = new ArrayList<Run>();
        for (var e : w.extents()) {
            var x = e.value();
            pieces.add(new Run(x.lblk() * blockSize, (long) x.len() * blockSize, x.unwritten() ? "unwritten" : "written",
                    x.pblk() * blockSize));
        }
        for (var e : w.status()) {
            var x = e.value();
            if (x.status() == ExtentStatus.Status.DELAYED) {
                pieces.add(new Run(x.lblk() * blockSize, x.len() * blockSize, "delalloc", -1));
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

    private Json extents(World w) {
        var out = new ArrayList<Json>();
        Run prev = null;
        for (var r : runs(w)) {
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

    /// mincore tells of the pages of a mapping, which ends where the file does. 5.10 also caches pages behind that. Of a file system that is shut down no
    /// file can be opened to be mapped.
    private static Json pageCache(World w) {
        var resident = new ArrayList<Long>();
        long dirty = 0;
        for (var e : w.pageCache().pages()) {
            var p = e.value();
            for (int i = 0; p.uptodate() && !w.fs().shutdown() && i < p.pages() && p.pos() + i * 4096L < w.inode().iSize(); i++) {
                resident.add(p.index() + i);
            }
            dirty += p.dirty() ? p.pages() : 0;
        }
        return Json.obj("resident", Observed.runs(resident), "dirty_pages", Json.of(dirty));
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
