package dioscope.model.state;

import java.util.List;

/// One folio of the page cache. A page that is absent has no entry.
///
/// @param index first page index (4096-byte pages)
/// @param pages how many pages the folio covers
/// @param dirty PG_dirty, and the tag PAGECACHE_TAG_DIRTY
/// @param writeback PG_writeback
/// @param delayed its blocks are only reserved (delayed allocation)
/// @param mapped how user page tables map it
/// @param uptodate PG_uptodate: all of its bytes are valid; one read in part, by blocks, is cached and yet cannot be read from
/// @param toWrite PAGECACHE_TAG_TOWRITE: a writeback that must reach every page has marked it
/// @param lockedBy PG_locked: the task that holds the lock, 0 for none
/// @param held somebody holds one of its buffer heads (b_count), so that it cannot be taken out of the cache
/// @param readahead PG_readahead: a read that meets it starts the next read-ahead
/// @param dropbehind PG_dropbehind: to be dropped when it is on the device (RWF_DONTCACHE)
/// @param checked PG_checked: it has been stored to through a mapping, and writeback takes it into the journal (data=journal until 6.1)
/// @param buffers its buffer heads, one a block, first block first; empty when it has none
public record Page(long index, int pages, boolean dirty, boolean writeback, boolean delayed, Mapping mapped, boolean uptodate,
        boolean toWrite, int lockedBy, boolean held, boolean readahead, boolean dropbehind, boolean checked, List<Bh> buffers) {
    /// mmap state of the page.
    public enum Mapping { NONE, READ_ONLY, READ_WRITE }

    /// A folio without buffer heads.
    public Page(long index, int pages, boolean dirty, boolean writeback, boolean delayed, Mapping mapped, boolean uptodate) {
        this(index, pages, dirty, writeback, delayed, mapped, uptodate, false, 0, false, false, false, false, List.of());
    }

    /// A folio whose bytes are all valid.
    public Page(long index, int pages, boolean dirty, boolean writeback, boolean delayed, Mapping mapped) {
        this(index, pages, dirty, writeback, delayed, mapped, true);
    }

    /// The folio's first byte in the file.
    public long pos() {
        return index * 4096;
    }

    /// How many bytes it covers.
    public long bytes() {
        return pages * 4096L;
    }

    /// The index of the page behind it.
    public long next() {
        return index + pages;
    }

    public Page withMapped(Mapping m) {
        return new Page(index, pages, dirty, writeback, delayed, m, uptodate, toWrite, lockedBy, held, readahead, dropbehind, checked,
                buffers);
    }

    public Page withDirty(boolean v) {
        return new Page(index, pages, v, writeback, delayed, mapped, uptodate, toWrite, lockedBy, held, readahead, dropbehind, checked,
                buffers);
    }

    public Page withWriteback(boolean v) {
        return new Page(index, pages, dirty, v, delayed, mapped, uptodate, toWrite, lockedBy, held, readahead, dropbehind, checked,
                buffers);
    }

    public Page withUptodate(boolean v) {
        return new Page(index, pages, dirty, writeback, delayed, mapped, v, toWrite, lockedBy, held, readahead, dropbehind, checked,
                buffers);
    }

    public Page withToWrite(boolean v) {
        return new Page(index, pages, dirty, writeback, delayed, mapped, uptodate, v, lockedBy, held, readahead, dropbehind, checked,
                buffers);
    }

    /// PG_locked.
    public boolean locked() {
        return lockedBy != 0;
    }

    /// Locked by `task`, or by nobody for 0.
    public Page withLockedBy(int task) {
        return new Page(index, pages, dirty, writeback, delayed, mapped, uptodate, toWrite, task, held, readahead, dropbehind, checked,
                buffers);
    }

    public Page withReadahead(boolean v) {
        return new Page(index, pages, dirty, writeback, delayed, mapped, uptodate, toWrite, lockedBy, held, v, dropbehind, checked,
                buffers);
    }

    public Page withDropbehind(boolean v) {
        return new Page(index, pages, dirty, writeback, delayed, mapped, uptodate, toWrite, lockedBy, held, readahead, v, checked, buffers);
    }

    public Page withChecked(boolean v) {
        return new Page(index, pages, dirty, writeback, delayed, mapped, uptodate, toWrite, lockedBy, held, readahead, dropbehind, v,
                buffers);
    }

    public Page withHeld(boolean v) {
        return new Page(index, pages, dirty, writeback, delayed, mapped, uptodate, toWrite, lockedBy, v, readahead, dropbehind, checked,
                buffers);
    }

    /// With these buffer heads; the folio is delayed while one of them is.
    public Page withBuffers(List<Bh> v) {
        return new Page(index, pages, dirty, writeback, v.stream().anyMatch(b -> b.has(Bh.DELAY)), mapped, uptodate, toWrite, lockedBy,
                held, readahead, dropbehind, checked, List.copyOf(v));
    }
}
