package dioscope.model.fsx;

import dioscope.model.run.Dice;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Profile;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.FileSystem.DataMode;
import dioscope.model.scenario.Request.Memory;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.ContentRun;
import dioscope.model.scenario.ScenarioRules;
import dioscope.model.scenario.Writeback;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Scenarios of many calls, drawn from a seed: the same seed gives the same scenarios for ever.
final class Draw extends Dice {
    private static final long FIRST_PHYSICAL = 64L << 20;
    private static final int MOST_INLINE = 128;
    private static final int PAGE = 4096;

    Draw(long seed) {
        super(new Random(seed));
    }

    /// The next sound scenario.
    Scenario next() {
        while (true) {
            var s = draw();
            if (ScenarioRules.problems(s).isEmpty()) {
                return s;
            }
        }
    }

    private Scenario draw() {
        var device = device();
        int block = Math.max(device.logicalBlockSize(), any(1024, 2048, 4096, 4096, 4096));
        var kind = any(Kind.values());
        var kernel = any(Profile.ALL.toArray(Profile[]::new));
        var fs = fileSystem(kind, block);
        var inode = inode(kind, fs, block);
        var content = content(inode);
        var memory = one(12) ? any(Memory.BAD, Memory.BADTAIL) : Memory.PAGE;
        // Until 6.1 buffers of journalled data stay new when they are written, and a later write that fails in another block of the page zeroes them.
        // fs/ext4/inode.c, write_end_fn, ext4_block_write_begin, 5.10 and 6.1
        boolean forgets = kind.journalled() && block < PAGE && !kernel.has(Feature.JOURNALLED_WRITE_CLEARS_NEW);
        var faults = absent(forgets
                ? new Faults(List.of(), 0, -1, true, false, buffer(memory))
                : faults(inode, memory, block, kind == Kind.INLINE));
        // Data that a truncate or a store moves out of the inode stand in a buffer of the device's page cache, where the file's pages do not see them: what
        // is read from the device before that is written is stale, and what is written to the file before that is lost. fs/ext4/inline.c,
        // ext4_convert_inline_data_nolock, 5.10 to 7.2
        boolean inline = kind == Kind.INLINE;
        // A mapped file with blocks smaller than a page is not written directly, nor with delayed allocation: the last page is not write-protected when such
        // a write extends the file, and what is stored behind its old end has no block and is lost. fs/ext4/file.c, ext4_handle_inode_extension, 5.10 to
        // 7.2; fs/ext4/inode.c, ext4_da_write_end, 5.10 and 6.1
        boolean stores = !inline && (block == PAGE || !fs.delalloc() && one(2));
        var calls = new Calls(random, inode.iSize(), device, block, stores, block == PAGE || !stores, inline).draw(memory);
        // Journalled pages stay dirty until their transaction commits: a writer at a low limit would look again every few milliseconds till then
        var writeback = !kind.journalled() && one(4)
                ? new Writeback(16384, 65536, 5_000_000_000L, 30_000_000_000L)
                : Writeback.DEFAULT;
        return new Scenario("", "", List.of(), kernel, fs, inode, List.of(), device, faults,
                calls.getFirst().request(), content, Scenario.Latency.DEFAULT).withRequests(calls).withWriteback(writeback);
    }

    /// Files that ext4 treats each in its own way.
    private enum Kind {
        EXTENTS, EXTENTS_AGAIN, INDIRECT, INLINE, CLUSTERS, JOURNALLED, JOURNALLED_FILE, NO_JOURNAL;

        /// By the mount or by the file's own flag.
        boolean journalled() {
            return this == JOURNALLED || this == JOURNALLED_FILE;
        }
    }

    private DeviceSpec device() {
        var d = any(DevicePreset.values()).spec();
        if (!one(4)) {
            return d;
        }
        return new DeviceSpec(d.logicalBlockSize(), d.physicalBlockSize(), d.writeCache(), d.fua(), any(4096L, 16384L, d.maxBytes()),
                any(1, 2, 128), any(4096L, 65536L), d.dmaAlignment(), any(0L, 4095L), d.ioPoll(), false, any(1, 2, 32));
    }

    private FileSystem fileSystem(Kind kind, int block) {
        boolean journal = kind != Kind.NO_JOURNAL;
        var mode = !journal
                ? DataMode.NONE
                : kind == Kind.JOURNALLED ? DataMode.JOURNAL : any(DataMode.ORDERED, DataMode.ORDERED, DataMode.WRITEBACK);
        // While delayed blocks wait for data to leave the inode, a page behind the first that is valid in part becomes zeros when it is read.
        // fs/ext4/inline.c, ext4_readpage_inline, 5.10 to 7.2
        boolean zeroes = kind == Kind.INLINE && block < PAGE;
        boolean delalloc = !kind.journalled() && !zeroes && !one(4);
        boolean nolock = !one(3);
        boolean extents = kind != Kind.INDIRECT;
        int cluster = kind == Kind.CLUSTERS ? block * any(2, 4, 16) : block;
        return new FileSystem(block, cluster, extents, kind == Kind.INLINE, kind == Kind.CLUSTERS, journal, journal && one(12), one(5),
                mode,
                !one(8), delalloc, nolock,
                ScenarioRules.dioreadNolockEffective(nolock, delalloc, mode, extents, kind == Kind.JOURNALLED_FILE), false);
    }

    private FileState inode(Kind kind, FileSystem fs, int block) {
        var extents = new ArrayList<ExtentRun>();
        long size = 0;
        if (kind == Kind.INLINE && one(2)) {
            size = 1 + random.nextInt(MOST_INLINE);
            extents.add(new ExtentRun(0, -1, size, ExtentRun.State.INLINE));
        } else if (kind != Kind.INLINE && !one(3)) {
            int blocks = 1 + random.nextInt(12);
            size = (long) blocks * block - (one(3) ? random.nextInt(block) : 0);
            extents(kind, block, blocks + (one(4) ? 3 : 0), extents);
        }
        return new FileState(size, size, extents, fs.extents(), kind == Kind.INLINE, kind == Kind.INLINE, kind == Kind.JOURNALLED_FILE,
                true,
                !one(3), !one(4));
    }

    private void extents(Kind kind, int block, int blocks, List<ExtentRun> out) {
        long physical = FIRST_PHYSICAL;
        for (int at = 0; at < blocks;) {
            int len = Math.min(1 + random.nextInt(5), blocks - at);
            if (kind == Kind.CLUSTERS) {
                physical = FIRST_PHYSICAL + (long) at * block;
            }
            var state = any(ExtentRun.State.WRITTEN, ExtentRun.State.UNWRITTEN, ExtentRun.State.DELALLOC);
            if (state == ExtentRun.State.WRITTEN || state == ExtentRun.State.UNWRITTEN && kind != Kind.INDIRECT) {
                out.add(new ExtentRun((long) at * block, physical, (long) len * block, state));
            }
            at += len;
            physical += (long) len * block + (one(2) ? 0 : 8L * block);
        }
    }

    /// Another byte every so often where blocks are written, zeros elsewhere.
    private List<ContentRun> content(FileState inode) {
        var out = new ArrayList<ContentRun>();
        long at = 0;
        for (var e : inode.extents()) {
            boolean data = e.state() == ExtentRun.State.WRITTEN || e.state() == ExtentRun.State.INLINE;
            if (!data || e.logical() >= inode.iSize()) {
                continue;
            }
            if (e.logical() > at) {
                out.add(new ContentRun(at, e.logical() - at, 0));
            }
            long end = Math.min(inode.iSize(), e.logical() + e.length());
            for (at = e.logical(); at < end;) {
                long length = Math.min(end - at, any(512, 1024, 4096));
                out.add(new ContentRun(at, length, 1 + random.nextInt(255)));
                at += length;
            }
        }
        if (at < inode.iSize()) {
            out.add(new ContentRun(at, inode.iSize() - at, 0));
        }
        return out;
    }

    private static Faults.Buffer buffer(Memory memory) {
        return switch (memory) {
            case BAD -> Faults.Buffer.BAD;
            case BADTAIL -> Faults.Buffer.BAD_FROM_PAGE_1;
            case PAGE, SCATTER, HUGE, ZEROPAGE -> Faults.Buffer.GOOD;
        };
    }

    /// The first call's memory leaves while it is copied now and then, or is pinned a few pages at a time: nobody sees it.
    private Faults absent(Faults f) {
        return !one(10)
                ? f
                : new Faults(f.eioFileRanges(), f.failBio(), f.freeBytes(), f.reserved(), f.shutdownMode(), f.buffer(), random.nextInt(3),
                        one(3) ? -1 : random.nextInt(5000), -1, f.stuckPages());
    }

    /// Space is not short where data are inline: those that find no block have left the inode already. fs/ext4/inline.c,
    /// ext4_convert_inline_data_to_extent, 5.10 to 7.2
    private Faults faults(FileState inode, Memory memory, int block, boolean inline) {
        var bad = inode.iSize() > 0 && one(12)
                ? List.of(new Faults.Range(512L * random.nextInt((int) (inode.iSize() / 512) + 1), 512L * (1 + random.nextInt(4))))
                : List.<Faults.Range>of();
        return new Faults(bad, one(10) ? 1 + random.nextInt(20) : 0, !inline && one(8) ? (long) random.nextInt(20) * block : -1,
                random.nextBoolean(),
                false, buffer(memory));
    }
}
