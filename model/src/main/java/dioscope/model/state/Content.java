package dioscope.model.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whose data stand at which byte of something: a file, the user buffer, the device cache, the medium. Positions nobody filled hold nothing.
///
/// @param runs disjoint runs keyed by their first byte; neighbours of the same data are merged
public record Content(OrdMap<Content.Run> runs) {
    /// `length` bytes of the same data.
    public record Run(long length, Data data) {}

    /// A run with its place.
    public record Piece(long start, long length, Data data) {
        public long end() {
            return start + length;
        }
    }

    public static final Content EMPTY = new Content(OrdMap.empty());

    /// This content with `[start, start+length)` holding `data`.
    public Content fill(long start, long length, Data data) {
        if (length <= 0 || holds(start, length, data)) {
            return this;
        }
        var m = clear(start, length).runs;
        long from = start;
        long to = start + length;
        var before = m.floor(start - 1);
        if (before != null && before.key() + before.value().length() == start && before.value().data().equals(data)) {
            from = before.key();
            m = m.remove(from);
        }
        var after = m.get(to);
        if (after != null && after.data().equals(data)) {
            m = m.remove(to);
            to += after.length();
        }
        return new Content(m.put(from, new Run(to - from, data)));
    }

    private boolean holds(long start, long length, Data data) {
        var e = runs.floor(start);
        return e != null && e.key() + e.value().length() >= start + length && e.value().data().equals(data);
    }

    /// This content with nothing in `[start, start+length)`.
    public Content clear(long start, long length) {
        if (length <= 0) {
            return this;
        }
        var m = runs;
        long end = start + length;
        var before = m.floor(start - 1);
        if (before != null) {
            long e = before.key() + before.value().length();
            if (e > start) {
                m = m.put(before.key(), new Run(start - before.key(), before.value().data()));
                if (e > end) {
                    return new Content(m.put(end, new Run(e - end, before.value().data())));
                }
            }
        }
        for (var e = m.ceiling(start); e != null && e.key() < end; e = m.ceiling(e.key() + 1)) {
            m = m.remove(e.key());
            long last = e.key() + e.value().length();
            if (last > end) {
                m = m.put(end, new Run(last - end, e.value().data()));
            }
        }
        return m == runs ? this : new Content(m);
    }

    /// What stands in `[start, start+length)`, in order, cut to that range.
    public List<Piece> pieces(long start, long length) {
        var out = new ArrayList<Piece>();
        long end = start + length;
        var before = runs.floor(start);
        var it = runs.from(before == null ? start : before.key());
        while (it.hasNext()) {
            var e = it.next();
            if (e.key() >= end) {
                break;
            }
            long from = Math.max(start, e.key());
            long to = Math.min(end, e.key() + e.value().length());
            if (to > from) {
                out.add(new Piece(from, to - from, e.value().data()));
            }
        }
        return out;
    }

    /// This content with `[to, to+length)` holding what `source` holds in `[from, from+length)`; where the source holds nothing, nothing changes.
    public Content copy(Content source, long from, long to, long length) {
        var c = this;
        for (var p : source.pieces(from, length)) {
            c = c.fill(p.start() - from + to, p.length(), p.data());
        }
        return c;
    }

    /// Whose data stand at byte `position`, or null.
    public @Nullable Data at(long position) {
        var e = runs.floor(position);
        return e != null && position < e.key() + e.value().length() ? e.value().data() : null;
    }
}
