package dioscope.model.state;

/// One folio of the page cache. A page that is absent has no entry.
///
/// @param index first page index (4096-byte pages)
/// @param pages how many pages the folio covers
/// @param dirty PG_dirty
/// @param writeback PG_writeback
/// @param delayed its blocks are only reserved (delayed allocation)
/// @param mapped how user page tables map it
public record Page(long index, int pages, boolean dirty, boolean writeback, boolean delayed, Mapping mapped) {
    /// mmap state of the page.
    public enum Mapping { NONE, READ_ONLY, READ_WRITE }

    public Page withMapped(Mapping m) {
        return new Page(index, pages, dirty, writeback, delayed, m);
    }
}
