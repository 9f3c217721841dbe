package dioscope.model.state;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The inode's mapping.
///
/// @param pages folios by first page index
/// @param data whose data the cached bytes are, by file position in bytes
/// @param errors errors of its writeback
/// @param nrpages pages it has
/// @param nrDirty pages of folios that are dirty
/// @param nrWriteback pages of folios under writeback
public record PageCache(OrdMap<Page> pages, Content data, WbErr errors, int nrpages, int nrDirty, int nrWriteback) {
    public static final PageCache EMPTY = new PageCache(OrdMap.empty(), Content.EMPTY, WbErr.NONE);

    /// With these folios, counted.
    public PageCache(OrdMap<Page> pages, Content data, WbErr errors) {
        this(pages, data, errors, count(pages, _ -> true), count(pages, Page::dirty), count(pages, Page::writeback));
    }

    /// Without errors.
    public PageCache(OrdMap<Page> pages, Content data) {
        this(pages, data, WbErr.NONE);
    }

    private static int count(OrdMap<Page> pages, Predicate<Page> which) {
        int n = 0;
        for (var e : pages) {
            n += which.test(e.value()) ? e.value().pages() : 0;
        }
        return n;
    }

    /// Without the folio that begins where `p` does.
    public PageCache without(Page p) {
        var now = pages.get(p.index());
        if (now == null) {
            return this;
        }
        return new PageCache(pages.remove(p.index()), data.clear(now.pos(), now.bytes()), errors, nrpages - now.pages(),
                nrDirty - dirty(now), nrWriteback - writeback(now));
    }

    /// With the folio, in the place of the one that begins where it does.
    public PageCache with(Page p) {
        var before = pages.get(p.index());
        if (p.equals(before)) {
            return this;
        }
        int had = before == null ? 0 : before.pages();
        return new PageCache(pages.put(p.index(), p), data, errors, nrpages + p.pages() - had, nrDirty + dirty(p) - dirty(before),
                nrWriteback + writeback(p) - writeback(before));
    }

    private static int dirty(@Nullable Page p) {
        return p != null && p.dirty() ? p.pages() : 0;
    }

    private static int writeback(@Nullable Page p) {
        return p != null && p.writeback() ? p.pages() : 0;
    }

    public PageCache withData(Content v) {
        return v == data ? this : new PageCache(pages, v, errors, nrpages, nrDirty, nrWriteback);
    }

    public PageCache withErrors(WbErr v) {
        return v.equals(errors) ? this : new PageCache(pages, data, v, nrpages, nrDirty, nrWriteback);
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
