package dioscope.app.panel;

/// Where the lanes of the flow are, in pixels.
///
/// @param axis baseline of the offsets
/// @param sizes where the names of i_size and i_disksize stand, below the extents
/// @param side left edge of the counters; 0 where they have no room beside the lanes
/// @param reach right end of the lanes that go on below the counters
record FlowRows(double axis, Lane user, Lane pages, Lane extents, double sizes, Lane bios, Lane cache, Lane medium, Lane journal,
        Lane queue, double side, double reach) {
    /// From `y`, `h` high.
    record Lane(double y, double h) {
        double bottom() {
            return y + h;
        }

        double middle() {
            return y + h / 2;
        }
    }

    /// Below this width, units, the counters stand below the lanes.
    private static final double NARROW = 720;

    /// @param calls how many calls lie below one another in the user's buffer
    static FlowRows of(Kit k, int calls) {
        double s = k.s;
        double room = Math.max(120, k.bottom() - k.top());
        boolean beside = k.w / s >= NARROW;
        double fixed = 20 + 22 + 7 * 15 + (beside ? 0 : 42);
        double f = Math.clamp((room / s - fixed) / 482, 0.3, 1.35);
        double gap = 15 * s;
        double spare = Math.max(0, room - (fixed + 482 * f) * s) / 7;
        double step = Math.min(gap * 1.8, gap + spare);
        double y = k.top() + 20 * s;
        double lines = k.view.least() > 0 && calls > 1 ? Math.min(calls, 3) * (k.px(0) * 1.1 + 2 * s) : 0;
        var user = new Lane(y, Math.max(42 * f * s, lines));
        var pages = new Lane(user.bottom() + step, 92 * f * s);
        var extents = new Lane(pages.bottom() + step, 44 * f * s);
        var bios = new Lane(extents.bottom() + 22 * s + step * 0.6, 48 * f * s);
        var cache = new Lane(bios.bottom() + step, 46 * f * s);
        var medium = new Lane(cache.bottom() + step, 46 * f * s);
        double side = beside ? Math.round(k.right() - Math.clamp(k.w * 0.27, 228 * s, 340 * s)) : 0;
        var journal = new Lane(medium.bottom() + step + (beside ? 0 : 42 * s), 84 * f * s);
        var queue = new Lane(journal.bottom() + step, 80 * f * s);
        return new FlowRows(k.top() + 10 * s, user, pages, extents, extents.bottom() + 15 * s, bios, cache, medium, journal, queue, side,
                k.right());
    }
}
