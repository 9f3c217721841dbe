package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.ExtentStatus.Status;
import dioscope.model.state.OrdMap;
import org.jspecify.annotations.Nullable;

/// fs/ext4/extents_status.c: the cache of block states that is asked before the extent tree, and the only place that knows of delayed blocks.
final class ExtentsStatusTree {
    private final Kernel k;
    private final Reservation reservation;
    private final int clusterRatio;

    /// @param clusterRatio blocks in a cluster
    ExtentsStatusTree(Kernel k, Reservation reservation, int clusterRatio) {
        this.k = k;
        this.reservation = reservation;
        this.clusterRatio = clusterRatio;
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

    /// Replaces whatever was known of a range. What was reserved for delayed blocks in it is given back, since 6.12.
    /// fs/ext4/extents_status.c, ext4_es_insert_extent
    void ext4_es_insert_extent(long lblk, long len, long pblk, Status status) {
        ext4_es_insert_extent(lblk, len, pblk, status, false);
    }

    /// As [#ext4_es_insert_extent(long, long, long, Status)].
    ///
    /// @param delallocReserveUsed the blocks were taken from what was reserved for them
    void ext4_es_insert_extent(long lblk, long len, long pblk, Status status, boolean delallocReserveUsed) {
        try (var fn = k.enter("ext4_es_insert_extent", "lblk", lblk, "len", len, "status", status)) {
            if (fn.taken("empty", len == 0)) {
                return;
            }
            int used = k.has(Feature.RESERVE_GIVEN_BACK_BY_STATUS_TREE) && status != Status.HOLE && status != Status.DELAYED
                    ? ext4_es_delayed_clu(lblk, len)
                    : 0;
            set(with(without(tree(), lblk, lblk + len), new ExtentStatus(lblk, len, pblk, status)));
            if (fn.taken("delayed blocks were reserved", used > 0, "clusters", used)) {
                reservation.ext4_da_update_reserve_space(used, delallocReserveUsed);
            }
        }
    }

    /// Adds blocks that wait to be allocated. fs/ext4/extents_status.c, ext4_es_insert_delayed_extent
    void ext4_es_insert_delayed_extent(long lblk, long len) {
        try (var fn = k.enter("ext4_es_insert_delayed_extent", "lblk", lblk, "len", len)) {
            fn.taken("empty", len == 0);
            set(with(without(tree(), lblk, lblk + len), new ExtentStatus(lblk, len, 0, Status.DELAYED)));
        }
    }

    /// Remembers what the extent tree said. What is known of the range already stays when it says otherwise.
    /// fs/ext4/extents_status.c, ext4_es_cache_extent, 7.2
    void ext4_es_cache_extent(long lblk, long len, long pblk, Status status) {
        try (var fn = k.enter("ext4_es_cache_extent", "lblk", lblk, "len", len, "status", status)) {
            if (fn.taken("empty", len == 0)) {
                return;
            }
            boolean conflict = false;
            var it = tree().from(Math.max(0, lblk - 1));
            var before = tree().floor(lblk);
            if (before != null && before.value().end() > lblk) {
                conflict = before.value().status() != status;
            }
            while (it.hasNext() && !conflict) {
                var e = it.next().value();
                if (e.lblk() >= lblk + len) {
                    break;
                }
                conflict = e.end() > lblk && e.status() != status;
            }
            if (!fn.taken("known otherwise", conflict)) {
                set(with(without(tree(), lblk, lblk + len), new ExtentStatus(lblk, len, pblk, status)));
            }
        }
    }

    /// How many clusters of a range hold delayed blocks and nothing that is allocated, so that space is reserved for them.
    /// fs/ext4/extents_status.c, ext4_es_delayed_clu and count_rsvd
    int ext4_es_delayed_clu(long lblk, long len) {
        int n = 0;
        long counted = -1;
        for (var d = delayedIn(lblk, lblk + len - 1); d != null; d = delayedIn(d.end(), lblk + len - 1)) {
            long from = Math.max(d.lblk(), lblk) / clusterRatio;
            long to = (Math.min(d.end(), lblk + len) - 1) / clusterRatio;
            for (long c = Math.max(from, counted + 1); c <= to; c++) {
                n += clusterRatio > 1 && allocated(c) ? 0 : 1;
                counted = c;
            }
            if (d.end() >= lblk + len) {
                break;
            }
        }
        return n;
    }

    private boolean allocated(long cluster) {
        long end = (cluster + 1) * clusterRatio;
        var before = tree().floor(cluster * clusterRatio);
        var it = tree().from(before == null ? cluster * clusterRatio : before.key());
        while (it.hasNext()) {
            var e = it.next().value();
            if (e.lblk() >= end) {
                return false;
            }
            if (mapped(e) && e.end() > cluster * clusterRatio) {
                return true;
            }
        }
        return false;
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
