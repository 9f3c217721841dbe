package dioscope.model.state;

/// One folio of the page cache. A page that is absent has no entry.
///
/// @param index first page index (4096-byte pages)
/// @param pages how many pages the folio covers
/// @param dirty PG_dirty
/// @param writeback PG_writeback
/// @param delayed its blocks are only reserved (delayed allocation)
/// @param mapped how user page tables map it
/// @param uptodate PG_uptodate: all of its bytes are valid; one read in part, by blocks, is cached and yet cannot be read from
public record Page(long index, int pages, boolean dirty, boolean writeback, boolean delayed, Mapping mapped, boolean uptodate) {
    /// mmap state of the page.
    public enum Mapping { NONE, READ_ONLY, READ_WRITE }

    /// A folio whose bytes are all valid.
    public Page(long index, int pages, boolean dirty, boolean writeback, boolean delayed, Mapping mapped) {
        this(index, pages, dirty, writeback, delayed, mapped, true);
    }

    public Page withMapped(Mapping m) {
        return new Page(index, pages, dirty, writeback, delayed, m, uptodate);
    }

    public Page withDirty(boolean v) {
        return new Page(index, pages, v, writeback, delayed, mapped, uptodate);
    }
}
