package dioscope.app.panel;

import dioscope.model.state.Extent;
import dioscope.model.state.World;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which physical blocks the disk row shows and where: by physical place, what lies between left out. It is the same at every step of a run, so
/// that nothing moves but what is moved.
///
/// @param parts runs of blocks in order
/// @param perByte pixels a byte takes
record DiskMap(List<Part> parts, double perByte, int block) {
    /// Physical blocks `from` to `end`, not included, shown from `x`.
    record Part(long from, long end, double x) {}

    static DiskMap of(Moment m, FileAxis axis, int block) {
        var steps = m.trace();
        var all = new ArrayList<long[]>();
        var worlds = List.of(steps.step(0).world(), m.world(), steps.step(steps.size() - 1).world());
        for (int i = 0; i < 3; i++) {
            if (i == 0 || worlds.get(i).extents() != worlds.get(i - 1).extents()) {
                collect(worlds.get(i), axis, block, all);
            }
        }
        all.sort(Comparator.comparingLong(a -> a[0]));
        var runs = new ArrayList<long[]>();
        for (var a : all) {
            var last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && a[0] <= last[1]) {
                last[1] = Math.max(last[1], a[1]);
            } else {
                runs.add(a);
            }
        }
        double sum = 0;
        for (var r : runs) {
            sum += (r[1] - r[0]) * (double) block;
        }
        double least = Math.min(axis.width() * 0.35 / (runs.size() + 1), 26);
        double scale = sum == 0 ? 1 : Math.min(axis.perByte(), (axis.width() - least * (runs.size() + 1)) / sum);
        double gap = (axis.width() - sum * scale) / (runs.size() + 1);
        double x = axis.x() + gap;
        var parts = new ArrayList<Part>();
        for (var r : runs) {
            parts.add(new Part(r[0], r[1], x));
            x += (r[1] - r[0]) * block * scale + gap;
        }
        return new DiskMap(parts, scale, block);
    }

    private static void collect(World w, FileAxis axis, int block, List<long[]> out) {
        long first = axis.from() / block;
        var before = w.extents().floor(first);
        var it = w.extents().from(before == null ? first : before.key());
        while (it.hasNext()) {
            var e = it.next().value();
            if (e.lblk() * block >= axis.to()) {
                return;
            }
            long a = Math.max(first, e.lblk());
            long b = Math.min((axis.to() + block - 1) / block, e.end());
            if (b > a) {
                out.add(new long[]{e.pblk() + a - e.lblk(), e.pblk() + b - e.lblk()});
            }
        }
    }

    /// Where device byte `b` is, or -1 where that part of the disk is left out.
    double px(long b) {
        var p = part(b);
        return p == null ? -1 : p.x() + (b - p.from() * block) * perByte;
    }

    /// The part that shows device byte `b`, or null.
    @Nullable
    Part part(long b) {
        int lo = 0;
        int hi = parts.size() - 1;
        while (lo <= hi) {
            int mid = (lo + hi) >>> 1;
            var p = parts.get(mid);
            if (b < p.from() * block) {
                hi = mid - 1;
            } else if (b >= p.end() * block) {
                lo = mid + 1;
            } else {
                return p;
            }
        }
        return null;
    }

    /// Where the part of `e` in the window begins, or -1.
    double px(Extent e, FileAxis axis) {
        long skip = Math.max(0, axis.from() / block - e.lblk());
        return px((e.pblk() + skip) * block);
    }
}
