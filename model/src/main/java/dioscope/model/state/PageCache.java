package dioscope.model.state;

/// The inode's mapping.
///
/// @param pages folios by first page index
/// @param data whose data the cached bytes are, by file position in bytes
public record PageCache(OrdMap<Page> pages, Content data) {
    public static final PageCache EMPTY = new PageCache(OrdMap.empty(), Content.EMPTY);

    public PageCache without(Page p) {
        return new PageCache(pages.remove(p.index()), data.clear(p.index() * 4096, p.pages() * 4096L));
    }

    public PageCache with(Page p) {
        return new PageCache(pages.put(p.index(), p), data);
    }
}
