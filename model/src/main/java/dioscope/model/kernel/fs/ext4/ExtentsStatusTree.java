package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.ExtentStatus.Status;
import dioscope.model.state.OrdMap;
import org.jspecify.annotations.Nullable;

/// fs/ext4/extents_status.c: the cache of block states that is asked before the extent tree, and the only place that knows of delayed blocks.
final class ExtentsStatusTree {
    private final Kernel k;

    ExtentsStatusTree(Kernel k) {
        this.k = k;
    }

    private OrdMap<ExtentStatus> tree() {
        return k.world().status();
    }

    /// fs/ext4/extents_status.c, ext4_es_lookup_extent, 6.12
    ///
    /// @return the entry that covers `lblk`, or null
    @Nullable
    ExtentStatus ext4_es_lookup_extent(long lblk) {
        try (var fn = k.enter("ext4_es_lookup_extent", "lblk", lblk)) {
            var e = tree().floor(lblk);
            if (fn.taken("found", e != null && e.value().end() > lblk, "lblk", lblk, "entry", e == null ? "none" : e.value())) {
                return fn.ret(java.util.Objects.requireNonNull(e).value(), 1);
            }
            fn.ret(0);
            return null;
        }
    }

    /// The first delayed entry that overlaps `[lblk, end]`, or null. fs/ext4/extents_status.c, ext4_es_find_extent_range with ext4_es_is_delayed, 6.12
    @Nullable
    ExtentStatus delayedIn(long lblk, long end) {
        var before = tree().floor(lblk);
        var it = tree().from(before != null && before.value().end() > lblk ? before.key() : lblk);
        while (it.hasNext()) {
            var e = it.next().value();
            if (e.lblk() > end) {
                return null;
            }
            if (e.status() == Status.DELAYED) {
                return e;
            }
        }
        return null;
    }

    private void set(OrdMap<ExtentStatus> next) {
        if (!next.equals(tree())) {
            k.apply("status tree", k.world().withStatus(next));
        }
    }

    /// Replaces whatever was known of a range. fs/ext4/extents_status.c, ext4_es_insert_extent, 6.12
    void ext4_es_insert_extent(long lblk, long len, long pblk, Status status) {
        try (var fn = k.enter("ext4_es_insert_extent", "lblk", lblk, "len", len, "status", status)) {
            if (fn.taken("empty", len == 0)) {
                return;
            }
            set(with(without(tree(), lblk, lblk + len), new ExtentStatus(lblk, len, pblk, status)));
        }
    }

    /// fs/ext4/extents_status.c, ext4_es_remove_extent, 6.12
    void ext4_es_remove_extent(long lblk, long end) {
        try (var fn = k.enter("ext4_es_remove_extent", "lblk", lblk)) {
            set(without(tree(), lblk, end));
        }
    }

    private static OrdMap<ExtentStatus> without(OrdMap<ExtentStatus> tree, long from, long to) {
        var out = tree;
        var before = tree.floor(from);
        var it = tree.from(before == null ? from : before.key());
        while (it.hasNext()) {
            var e = it.next().value();
            if (e.lblk() >= to) {
                break;
            }
            if (e.end() <= from) {
                continue;
            }
            out = out.remove(e.lblk());
            if (e.lblk() < from) {
                out = out.put(e.lblk(), new ExtentStatus(e.lblk(), from - e.lblk(), e.pblk(), e.status()));
            }
            if (e.end() > to) {
                out = out.put(to, new ExtentStatus(to, e.end() - to, physical(e, to), e.status()));
            }
        }
        return out;
    }

    private static long physical(ExtentStatus e, long lblk) {
        return mapped(e) ? e.pblk() + lblk - e.lblk() : 0;
    }

    private static boolean mapped(ExtentStatus e) {
        return e.status() == Status.WRITTEN || e.status() == Status.UNWRITTEN;
    }

    /// Inserts and merges with what continues it on either side. fs/ext4/extents_status.c, __es_insert_extent, ext4_es_can_be_merged, 6.12
    static OrdMap<ExtentStatus> with(OrdMap<ExtentStatus> tree, ExtentStatus e) {
        var m = e;
        var before = tree.floor(e.lblk() - 1);
        if (before != null && mergeable(before.value(), m)) {
            var b = before.value();
            tree = tree.remove(b.lblk());
            m = new ExtentStatus(b.lblk(), b.len() + m.len(), b.pblk(), b.status());
        }
        var after = tree.get(m.end());
        if (after != null && mergeable(m, after)) {
            tree = tree.remove(after.lblk());
            m = new ExtentStatus(m.lblk(), m.len() + after.len(), m.pblk(), m.status());
        }
        return tree.put(m.lblk(), m);
    }

    private static boolean mergeable(ExtentStatus a, ExtentStatus b) {
        return a.status() == b.status() && a.end() == b.lblk() && (!mapped(a) || a.pblk() + a.len() == b.pblk());
    }
}
