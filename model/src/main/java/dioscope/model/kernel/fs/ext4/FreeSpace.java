package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The free blocks of the device as far as they are known: all that neither the file, its preallocation nor the locality group has. What other files have
/// taken is not known, nor what this file once had and gave back. When space is short, though, they have taken what lies behind the file.
final class FreeSpace {
    /// Blocks a locality group preallocates. fs/ext4/mballoc.h, MB_DEFAULT_GROUP_PREALLOC, 6.12
    private static final int GROUP_PREALLOC = 512;

    /// With fewer free blocks than this space is short: a scenario has limited it.
    private static final long SHORT = 1L << 26;
    /// How far from the file the last free blocks lie, in blocks.
    private static final long FAR = 1L << 20;

    private record Used(long from, long to) {}

    private final Kernel k;
    private final int clusterRatio;

    /// @param clusterRatio blocks in a cluster
    FreeSpace(Kernel k, int clusterRatio) {
        this.k = k;
        this.clusterRatio = clusterRatio;
    }

    private boolean isShort() {
        return k.world().fs().freeBlocks() < SHORT;
    }

    private List<Used> used() {
        var fs = k.world().fs();
        var out = new ArrayList<Used>();
        for (var e : k.world().extents()) {
            out.add(new Used(e.value().pblk() / clusterRatio * clusterRatio, align(e.value().pblk() + e.value().len(), clusterRatio)));
        }
        var pa = fs.prealloc();
        if (pa != null) {
            out.add(new Used(pa.pstart(), pa.pstart() + pa.len()));
        }
        if (fs.groupNext() >= 0) {
            out.add(new Used(fs.groupNext(), fs.groupNext() + GROUP_PREALLOC));
        }
        out.sort(Comparator.comparingLong(Used::from));
        return out;
    }

    /// Whether a run of blocks is free and inside one block group: the buddy bitmaps end with the group. What lies before the file's first block on the
    /// device belongs to somebody else: to metadata, or to what the locality group has preallocated.
    boolean free(long from, int len) {
        var last = k.world().extents().last();
        if (isShort() && (last == null || from >= last.value().pblk())) {
            return false;
        }
        var used = used();
        if (!used.isEmpty() && from < used.getFirst().from) {
            return false;
        }
        for (var u : used) {
            if (u.from < from + len && from < u.to) {
                return false;
            }
        }
        int block = k.world().fs().blockSize();
        long perGroup = 8L * block * clusterRatio;
        long first = block == 1024 ? 1 : 0;
        return (from - first) / perGroup == (from + len - 1 - first) / perGroup;
    }

    /// The shortest gap that is long enough, else behind everything. fs/ext4/mballoc.c, ext4_mb_complex_scan_group, ext4_mb_simple_scan_group, 6.12
    long find(int len) {
        long end = 0;
        long best = -1;
        long bestLength = Long.MAX_VALUE;
        for (var u : used()) {
            long gap = u.from - end;
            if (end > 0 && gap >= len && gap < bestLength) {
                best = end;
                bestLength = gap;
            }
            end = Math.max(end, u.to);
        }
        if (isShort()) {
            return end < FAR ? FAR : align(end + 1, clusterRatio);
        }
        boolean power2 = Integer.bitCount(len) == 1;
        return best >= 0 && !power2 ? align(best, clusterRatio) : align(end, Math.max(clusterRatio, Integer.highestOneBit(len)));
    }

    private static long align(long block, int size) {
        return (block + size - 1) / size * size;
    }
}
