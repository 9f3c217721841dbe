package dioscope.model.state;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The inode's mapping.
///
/// @param pages folios by first page index
/// @param data whose data the cached bytes are, by file position in bytes
/// @param errors errors of its writeback
public record PageCache(OrdMap<Page> pages, Content data, WbErr errors) {
    public static final PageCache EMPTY = new PageCache(OrdMap.empty(), Content.EMPTY, WbErr.NONE);

    /// Without errors.
    public PageCache(OrdMap<Page> pages, Content data) {
        this(pages, data, WbErr.NONE);
    }

    public PageCache without(Page p) {
        return new PageCache(pages.remove(p.index()), data.clear(p.index() * 4096, p.pages() * 4096L), errors);
    }

    public PageCache with(Page p) {
        return p.equals(pages.get(p.index())) ? this : new PageCache(pages.put(p.index(), p), data, errors);
    }

    public PageCache withData(Content v) {
        return v == data ? this : new PageCache(pages, v, errors);
    }

    public PageCache withErrors(WbErr v) {
        return v.equals(errors) ? this : new PageCache(pages, data, v);
    }

    /// The first folio that overlaps pages `[first, last]` and satisfies `which`, or null.
    public @Nullable Page in(long first, long last, Predicate<Page> which) {
        var before = pages.floor(first);
        var it = pages.from(before != null && before.key() + before.value().pages() > first ? before.key() : first);
        while (it.hasNext()) {
            var p = it.next().value();
            if (p.index() > last) {
                return null;
            }
            if (which.test(p)) {
                return p;
            }
        }
        return null;
    }
}
