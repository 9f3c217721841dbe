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
            boolean counts = k.has(Feature.RESERVE_GIVEN_BACK_BY_STATUS_TREE);
            int used = counts ? get_rsvd(lblk, lblk + len) : 0;
            set(with(without(tree(), lblk, lblk + len), new ExtentStatus(lblk, len, pblk, status)));
            if (clusterRatio > 1 && (status == Status.WRITTEN || status == Status.UNWRITTEN)) {
                used += __revise_pending(lblk, lblk + len - 1);
            }
            if (fn.taken("delayed blocks were reserved", counts && used > 0, "clusters", used)) {
                reservation.ext4_da_update_reserve_space(used, delallocReserveUsed);
            }
        }
    }

    /// Adds blocks that wait to be allocated. fs/ext4/extents_status.c, ext4_es_insert_delayed_extent, 7.2; ext4_es_insert_delayed_block, 6.1
    ///
    /// @param lclu_allocated the cluster of the first block is allocated already
    /// @param end_allocated that of the last block is, and is another one
    void ext4_es_insert_delayed_extent(long lblk, long len, boolean lclu_allocated, boolean end_allocated) {
        try (var fn = k.enter(k.has(Feature.DELAYED_EXTENTS) ? "ext4_es_insert_delayed_extent" : "ext4_es_insert_delayed_block", "lblk",
                lblk,
                "len", len)) {
            set(with(without(tree(), lblk, lblk + len), new ExtentStatus(lblk, len, 0, Status.DELAYED)));
            if (fn.taken("beside allocated blocks", lclu_allocated || end_allocated)) {
                if (lclu_allocated) {
                    __insert_pending(lblk);
                }
                if (end_allocated) {
                    __insert_pending(lblk + len - 1);
                }
            }
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

    /// Forgets a range. Delayed blocks in it are given up, with what was reserved for them. fs/ext4/extents_status.c, ext4_es_remove_extent, 7.2
    ///
    /// @param end behind the last block
    void ext4_es_remove_extent(long lblk, long end) {
        try (var fn = k.enter("ext4_es_remove_extent", "lblk", lblk)) {
            int reserved = get_rsvd(lblk, end);
            set(without(tree(), lblk, end));
            if (fn.taken("delayed blocks were reserved", reserved > 0, "clusters", reserved)) {
                reservation.ext4_da_release_space(reserved);
            }
        }
    }

    /// Whether a written or unwritten block of `[lblk, end]` is known. fs/ext4/extents_status.c, ext4_es_scan_clu with ext4_es_is_mapped
    boolean mappedIn(long lblk, long end) {
        var before = tree().floor(lblk);
        var it = tree().from(before != null && before.value().end() > lblk ? before.key() : lblk);
        while (it.hasNext()) {
            var e = it.next().value();
            if (e.lblk() > end) {
                return false;
            }
            if (mapped(e)) {
                return true;
            }
        }
        return false;
    }

    /// How many clusters lose their reservation when a range is taken out of the tree: those with delayed blocks in it, but for those that keep delayed
    /// blocks outside, and for those whose pending reservation says that they are allocated, which ends with it. fs/ext4/extents_status.c, count_rsvd
    /// and get_rsvd, 7.2
    ///
    /// @param end behind the last block
    private int get_rsvd(long lblk, long end) {
        long n = 0;
        long first = -1;
        long last = -1;
        for (var d = delayedIn(lblk, end - 1); d != null; d = d.end() < end ? delayedIn(d.end(), end - 1) : null) {
            long from = Math.max(d.lblk(), lblk) / clusterRatio;
            long to = (Math.min(d.end(), end) - 1) / clusterRatio;
            first = first < 0 ? from : first;
            n += to - (from == last ? last : from - 1);
            last = to;
        }
        if (clusterRatio == 1 || n == 0) {
            return (int) n;
        }
        boolean left = first * clusterRatio < lblk && delayedIn(first * clusterRatio, lblk - 1) != null;
        boolean right = (last + 1) * clusterRatio > end && delayedIn(end, (last + 1) * clusterRatio - 1) != null;
        n -= left ? 1 : 0;
        n -= right && !(left && first == last) ? 1 : 0;
        first += left ? 1 : 0;
        last -= right ? 1 : 0;
        var pending = k.world().fs().pending();
        for (var p = pending.ceiling(first); p != null && p.key() <= last; p = pending.ceiling(first)) {
            pending = pending.remove(p.key());
            n--;
        }
        setPending("end pending reservations", pending);
        return (int) n;
    }

    private void setPending(String label, OrdMap<Boolean> pending) {
        if (pending != k.world().fs().pending()) {
            k.apply(label, k.world().withFs(k.world().fs().withPending(pending)));
        }
    }

    /// The cluster of a block is allocated and holds delayed blocks. fs/ext4/extents_status.c, __insert_pending
    ///
    /// @return 1 when that is new
    private int __insert_pending(long lblk) {
        var pending = k.world().fs().pending();
        if (pending.get(lblk / clusterRatio) != null) {
            return 0;
        }
        setPending("pending reservation", pending.put(lblk / clusterRatio, true));
        return 1;
    }

    private void __remove_pending(long lblk) {
        var pending = k.world().fs().pending();
        if (pending.get(lblk / clusterRatio) != null) {
            setPending("end pending reservation", pending.remove(lblk / clusterRatio));
        }
    }

    /// Blocks have been allocated; their first and last cluster may hold delayed blocks beside them. fs/ext4/extents_status.c, __revise_pending, 7.2
    ///
    /// @param end last block
    /// @return clusters whose reservation that has made superfluous
    private int __revise_pending(long lblk, long end) {
        long first = lblk / clusterRatio * clusterRatio;
        long last = (end / clusterRatio + 1) * clusterRatio - 1;
        boolean f_del = first != lblk && delayedIn(first, lblk - 1) != null;
        boolean l_del = last != end && delayedIn(end + 1, last) != null;
        int pendings = 0;
        boolean one = lblk / clusterRatio == end / clusterRatio;
        if (f_del || one && l_del) {
            pendings += __insert_pending(first);
        } else {
            __remove_pending(first);
        }
        if (!one) {
            if (l_del) {
                pendings += __insert_pending(last);
            } else {
                __remove_pending(last);
            }
        }
        return pendings;
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
