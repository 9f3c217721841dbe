package dioscope.model.run;

import dioscope.model.scenario.Scenario;
import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.World;

/// A file as a reader would find it: an independent, plain model of what bytes are where.
final class FileBytes {
    private FileBytes() {}

    /// What the scenario says the file holds.
    static Content before(Scenario s) {
        var c = Content.EMPTY;
        for (var run : s.contentBefore()) {
            c = c.fill(run.offset(), run.length(), Data.old(run.value()));
        }
        return c;
    }

    /// What reads of `[0, i_size)` return: cached pages first, then written extents from the device (its cache before its medium), else zeros.
    static Content read(World w) {
        long size = w.inode().iSize();
        int block = w.fs().blockSize();
        var c = Content.EMPTY.fill(0, size, Data.ZERO);
        var inline = w.inode().inline();
        if (inline != null) {
            c = c.copy(inline.data(), 0, 0, Math.min(size, inline.size()));
        }
        for (var e : w.extents()) {
            var x = e.value();
            long at = x.lblk() * block;
            long length = Math.min(size - at, (long) x.len() * block);
            if (!x.unwritten() && length > 0) {
                c = c.fill(at, length, Data.STALE).copy(w.disk().media(), x.pblk() * block, at, length)
                        .copy(w.disk().cache(), x.pblk() * block, at, length);
            }
        }
        for (var p : w.pageCache().data().pieces(0, size)) {
            c = c.fill(p.start(), p.length(), p.data());
        }
        return c;
    }

    /// The first byte inside i_size of a written extent on which nobody wrote and which no cached page hides, or -1. Where writing back a page failed
    /// the kernel itself leaves what the disk held: until 6.6 it converts the blocks all the same, and a block that is not mapped as unwritten before
    /// counts as written from the start.
    ///
    /// @param left file ranges that hold something other than nothing where the kernel is known to leave what the disk held
    static long stale(World w, Content left) {
        int block = w.fs().blockSize();
        for (var e : w.extents()) {
            var x = e.value();
            long at = x.lblk() * block;
            long length = Math.min(w.inode().iSize() - at, (long) x.len() * block);
            if (x.unwritten() || length <= 0) {
                continue;
            }
            if (at == 0 && converted(w)) {
                at = Math.min(length, block);
                length -= at;
            }
            long from = x.pblk() * block + at - x.lblk() * block;
            var both = w.disk().cache().runs().isEmpty()
                    ? w.disk().media()
                    : Content.EMPTY.copy(w.disk().media(), from, from, length).copy(w.disk().cache(), from, from, length);
            if (gap(both, from, length) < 0) {
                continue;
            }
            var cached = w.pageCache().data().copy(left, at, at, length);
            cached = awaited(w, cached, at, length);
            for (var b : w.bios().values()) {
                if (b.via() == Bio.Via.WRITEBACK && b.state() == Bio.State.DONE && b.status() != 0) {
                    cached = cached.fill(b.fileOffset(), b.bytes(), Data.STALE);
                }
            }
            long gap = gap(Content.EMPTY.copy(both, from, from, length).copy(cached, at, from, length), from, length);
            if (gap >= 0) {
                return at + gap - from;
            }
        }
        return -1;
    }

    /// Whether data have left the inode by a buffer of the device's page cache, which no reader of the file sees: until that is written, and what it
    /// overwrites then, is the kernel's own mistake. fs/ext4/inline.c, ext4_convert_inline_data_nolock, 5.10 to 7.2
    private static boolean converted(World w) {
        return w.journal().converted() != null || w.tasks().values().stream().anyMatch(t -> {
            for (var f = t.stack(); f != null; f = f.caller()) {
                if (f.fn().equals("ext4_convert_inline_data_nolock")) {
                    return true;
                }
            }
            return false;
        });
    }

    /// `cached`, and the blocks whose bytes no reader gets before the lock of their folio is free: those that are not valid yet are only then read, zeroed or
    /// copied to. The kernel maps a block as written before that. fs/ext4/inode.c, ext4_block_write_begin; mm/filemap.c, filemap_update_page, 6.12
    private static Content awaited(World w, Content cached, long at, long length) {
        int block = w.fs().blockSize();
        var c = cached;
        for (var it = w.pageCache().pages().iterator(); it.hasNext();) {
            var p = it.next().value();
            if (!p.locked() || p.uptodate() || p.pos() >= at + length || p.pos() + p.bytes() <= at) {
                continue;
            }
            for (int i = 0; i < p.buffers().size(); i++) {
                if (!p.buffers().get(i).has(Bh.UPTODATE)) {
                    c = c.fill(p.pos() + (long) i * block, block, Data.ZERO);
                }
            }
        }
        return c;
    }

    /// The first byte of `[from, from+length)` of which nothing is known, or -1.
    private static long gap(Content c, long from, long length) {
        long known = from;
        for (var p : c.pieces(from, length)) {
            if (p.start() > known) {
                break;
            }
            known = p.end();
        }
        return known < from + length ? known : -1;
    }
}
