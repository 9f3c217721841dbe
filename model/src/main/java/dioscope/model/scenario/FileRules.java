package dioscope.model.scenario;

import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileState.ExtentRun.State;
import dioscope.model.scenario.FileSystem.DataMode;
import dioscope.model.scenario.Scenario.PageRun;
import java.util.List;

/// What must hold within the file system, the file, its extents and its cached pages.
final class FileRules {
    private static final long PAGE = 4096;
    /// Blocks of a file are counted in 32 bits, blocks of a device in 48 (fs/ext4/ext4_extents.h).
    private static final int FILE_BLOCK_BITS = 32;
    private static final int DEVICE_BLOCK_BITS = 48;
    /// 60 bytes for the block map and 68 behind the fields of an inode of 256 bytes. fs/ext4/inline.c, ext4_get_max_inline_size, 6.12
    private static final long MOST_INLINE = 128;

    private FileRules() {
    }

    static void fileSystem(Problems p, Scenario s) {
        var fs = s.fs();
        p.powerOfTwo("fs.block_size", fs.blockSize(), 1024, PAGE);
        if (fs.blockSize() < s.device().logicalBlockSize()) {
            p.add("fs.block_size", "must be at least device.logical_block_size", s.device().logicalBlockSize());
        }
        if (!fs.bigalloc() && fs.clusterSize() != fs.blockSize()) {
            p.add("fs.cluster_size", "must equal fs.block_size without bigalloc", fs.blockSize());
        } else if (fs.clusterSize() < fs.blockSize() || Integer.bitCount(fs.clusterSize()) != 1) {
            p.add("fs.cluster_size", "must be a power of two, at least fs.block_size",
                    Nearest.powerOfTwo(fs.clusterSize(), Math.max(1024, fs.blockSize()), 1 << 30));
        }
        if (fs.journal() && fs.dataMode() == DataMode.NONE) p.add("fs.data_mode", "must be told where there is a journal", "ordered");
        if (!fs.journal() && fs.dataMode() != DataMode.NONE) p.add("fs.data_mode", "must be null without a journal", "null");
        if (fs.dataMode() == DataMode.JOURNAL && fs.delalloc()) {
            p.add("fs.delalloc", "must be false with fs.data_mode journal: such a mount does not delay allocation", false);
        }
        if (fs.fastCommit() && !fs.journal()) p.add("fs.fast_commit", "must be false without a journal", false);
        boolean effective = ScenarioRules.dioreadNolockEffective(fs.dioreadNolock(), fs.delalloc(), fs.dataMode(),
                s.inode().extentsFormat(), s.inode().journalData());
        if (fs.dioreadNolockEffective() != effective) {
            p.add("fs.dioread_nolock_effective", "must be " + effective + " with these mount options and this file", effective);
        }
    }

    static void inode(Problems p, Scenario s) {
        var i = s.inode();
        var fs = s.fs();
        if (Integer.bitCount(fs.blockSize()) != 1 || fs.blockSize() < 0) return; // told above; nothing can be counted in such blocks
        long longest = (1L << FILE_BLOCK_BITS) * fs.blockSize();
        p.between("inode.i_size", i.iSize(), 0, longest);
        if (i.verity() && s.requests().stream().anyMatch(c -> c.request().write())) {
            p.add("inode.verity", "must be false where a request writes: a sealed file cannot be opened for writing", false);
        }
        if (i.iDisksize() < 0 || i.iDisksize() > i.iSize()) {
            p.add("inode.i_disksize", "must be from 0 to inode.i_size", Math.clamp(i.iDisksize(), 0, Math.max(0, i.iSize())));
        }
        if (i.extentsFormat() && !fs.extents()) p.add("inode.extents_format", "must be false without the extents feature", false);
        if (i.inline() && i.iSize() > MOST_INLINE) {
            p.add("inode.i_size", "must be at most " + MOST_INLINE + " where data are inline, which is what an inode of 256 bytes holds",
                    MOST_INLINE);
        }
        if (i.inline() && !fs.inlineData()) p.add("inode.inline", "must be false without the inline_data feature", false);
        for (int n = 0; n < i.extents().size(); n++) {
            if (extent(p, i.extents().get(n), "inode.extents[" + n + "]", s, longest)) order(p, i.extents(), n);
        }
    }

    /// One extent by itself.
    ///
    /// @return whether it has a place that can be compared with that of others
    private static boolean extent(Problems p, ExtentRun e, String path, Scenario s, long longest) {
        if (e.state() == State.INLINE) {
            if (!s.inode().inline()) p.add(path + ".state", "must not be inline where the inode is not", "written");
            return false;
        }
        if (s.inode().inline()) p.add(path + ".state", "must be inline where the inode is: it has no blocks", "inline");
        if (e.state() == State.UNWRITTEN && !s.inode().extentsFormat()) {
            p.add(path + ".state", "must not be unwritten in a file mapped by indirect blocks", "written");
        }
        if (e.length() <= 0) p.add(path + ".length", "must be above 0", s.fs().blockSize());
        if (e.logical() < 0) p.add(path + ".logical", "must not be below 0", 0);
        if (e.length() <= 0 || e.logical() < 0) return false;
        if (e.logical() >= longest || e.length() > longest - e.logical()) {
            p.add(path, "must end within the largest file of " + longest + " bytes", longest);
            return false;
        }
        p.multiple(path + ".logical", e.logical(), s.fs().blockSize(), "fs.block_size");
        p.multiple(path + ".length", e.length(), s.fs().blockSize(), "fs.block_size");
        if (e.state() == State.DELALLOC) {
            if (e.physical() >= 0) p.add(path + ".physical", "must be null: delayed blocks have no place yet", "null");
            if (!s.fs().delalloc())
                p.add(path + ".state", "must not be delalloc on a file system mounted without fs.delalloc", "unwritten");
            return true;
        }
        long told = s.device().capacityBytes();
        long device = told > 0 ? told : (1L << DEVICE_BLOCK_BITS) * s.fs().blockSize();
        if (e.physical() < 0) {
            p.add(path + ".physical", "must be told for blocks that are allocated", ScenarioReader.FIRST_PHYSICAL + e.logical());
        } else if (e.physical() >= device || e.length() > device - e.physical()) {
            p.add(path + ".physical",
                    "must leave the extent within the " + (told > 0 ? "device of " : "largest device of ") + device + " bytes",
                    Math.max(0, device - e.length()));
        } else {
            p.multiple(path + ".physical", e.physical(), s.fs().blockSize(), "fs.block_size");
            int cluster = s.fs().clusterSize();
            if (s.fs().bigalloc() && cluster > 0 && (e.physical() - e.logical()) % cluster != 0) {
                p.add(path + ".physical", "must lie in its cluster where the extent lies in its own of fs.cluster_size " + cluster,
                        Nearest.multiple(e.physical(), cluster) + e.logical() % cluster);
            }
        }
        return true;
    }

    /// Extent `n` against those before it.
    private static void order(Problems p, List<ExtentRun> extents, int n) {
        var e = extents.get(n);
        if (n > 0) {
            var before = extents.get(n - 1);
            long end = before.logical() + before.length();
            if (e.logical() < before.logical()) {
                p.add("inode.extents[" + n + "].logical", "must come after the extent before it: extents are listed in file order", end);
            } else if (e.logical() < end) {
                p.add("inode.extents[" + n + "].logical", "must not overlap the extent before it, which ends at " + end, end);
            }
        }
        for (int m = 0; m < n; m++) {
            var other = extents.get(m);
            if (e.physical() < 0 || other.physical() < 0) continue;
            if (e.physical() < other.physical() + other.length() && other.physical() < e.physical() + e.length()) {
                p.add("inode.extents[" + n + "].physical", "must not overlap the device blocks of inode.extents[" + m + "]",
                        other.physical() + other.length());
            }
        }
    }

    static void pageCache(Problems p, Scenario s) {
        long free = 0;
        var extents = new Cursor(s.inode().extents());
        for (int n = 0; n < s.pageCache().size(); n++) {
            var run = s.pageCache().get(n);
            var path = "page_cache[" + n + "]";
            p.between(path + ".page", run.page(), 0, Long.MAX_VALUE);
            p.between(path + ".pages", run.pages(), 1, Integer.MAX_VALUE);
            if (run.page() < 0 || run.pages() < 1) continue;
            if (run.page() < free) p.add(path + ".page", "must come after the pages before it", free);
            long inFile = Math.ceilDiv(Math.max(0, s.inode().iSize()), PAGE);
            if (run.page() >= inFile) {
                p.add(path + ".page", "must lie within the file: inode.i_size has " + inFile + " pages", Math.max(0, inFile - 1));
            } else if (run.pages() > inFile - run.page()) {
                p.add(path + ".pages", "must end within the file: inode.i_size has " + inFile + " pages", inFile - run.page());
            } else if (run.state() == PageRun.State.DIRTY_DELALLOC) {
                delayed(p, path, run, s.inode().extents());
            } else if (run.state() == PageRun.State.DIRTY && run.page() >= free) {
                long hole = extents.hole(run.page(), run.page() + run.pages());
                if (hole >= 0) {
                    p.add(path + ".state",
                            "must not be dirty: page " + hole + " lies in a hole, and what makes a page dirty finds or reserves its blocks",
                            "clean");
                }
            }
            if (s.fs().readOnly() && run.state() != PageRun.State.CLEAN) {
                p.add(path + ".state", "must be clean on a file system mounted read-only (fs.read_only)", "clean");
            }
            free = Math.max(free, run.page() + run.pages());
        }
    }

    /// Extents in order, for pages in order: each is looked at once.
    private static final class Cursor {
        private final List<ExtentRun> extents;
        private int at;

        Cursor(List<ExtentRun> extents) {
            this.extents = extents;
        }

        /// The first of the pages `[from, to)` without any block, or -1.
        long hole(long from, long to) {
            long page = from;
            while (page < to) {
                while (at < extents.size() && extents.get(at).logical() + extents.get(at).length() <= page * PAGE) {
                    at++;
                }
                if (at == extents.size() || extents.get(at).logical() >= (page + 1) * PAGE) {
                    return page;
                }
                page = Math.ceilDiv(extents.get(at).logical() + extents.get(at).length(), PAGE);
            }
            return -1;
        }
    }

    /// Pages whose blocks are to be allocated later have these blocks reserved.
    private static void delayed(Problems p, String path, PageRun run, List<ExtentRun> extents) {
        for (long page = run.page(); page < run.page() + run.pages(); page++) {
            long start = page * PAGE;
            if (extents.stream().noneMatch(
                    e -> e.state() == State.DELALLOC && e.logical() < start + PAGE && start < e.logical() + e.length())) {
                p.add(path + ".state", "must not be dirty-delalloc: page " + page + " has no delalloc extent", "dirty");
                return;
            }
        }
    }

    static void content(Problems p, Scenario s) {
        long at = 0;
        for (int n = 0; n < s.contentBefore().size(); n++) {
            var run = s.contentBefore().get(n);
            var path = "content_before[" + n + "]";
            if (run.offset() != at) {
                p.add(path + "[0]", "must be where the run before it ends", at);
                return;
            }
            if (run.length() <= 0) {
                p.add(path + "[1]", "must be above 0", 1);
                return;
            }
            if (run.value() < 0 || run.value() > 255) p.add(path + "[2]", "must be a byte", JsonPart.hex(run.value() & 255));
            at += run.length();
        }
        if (at != s.inode().iSize()) p.add("content_before", "must cover the file: its runs end at " + at, s.inode().iSize());
    }
}
