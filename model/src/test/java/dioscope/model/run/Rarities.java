package dioscope.model.run;

import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileState.Encryption;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Iovec;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.Call;
import dioscope.model.scenario.Scenario.PageRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Draws what is rare: encrypted and sealed files, files of the sync flag, several runs of dirty pages with a device that fails or is full,
/// requests at the end of the largest file, atomic writes of odd lengths, and other tasks that read, write through pages and make holes
/// meanwhile. What it makes need not be sound.
final class Rarities extends Dice {

    Rarities(Random random) {
        super(random);
    }

    Scenario of(Scenario s) {
        return switch (random.nextInt(40)) {
            case 0 -> s.withInode(flagged(s.inode(), any(Encryption.SOFTWARE, Encryption.INLINE), false, false));
            case 1 -> s.withInode(flagged(s.inode(), Encryption.NO, true, false)).withRequest(withOp(s.request(), Request.Op.READ));
            case 2 -> s.withInode(flagged(s.inode(), Encryption.NO, false, true));
            case 3 -> atTheEnd(s);
            case 4 -> atomic(s);
            case 5, 6, 7, 8, 9 -> dirty(s);
            case 10, 11 -> others(dirty(s));
            case 12 -> s.withFs(fastCommits(s.fs()));
            default -> s;
        };
    }

    private static FileState flagged(FileState i, Encryption encryption, boolean verity, boolean sync) {
        return new FileState(i.iSize(), i.iDisksize(), i.extents(), i.extentsFormat(), i.inline(), i.mayInlineData(), i.journalData(),
                i.nosec(), i.syncTidCommitted(), i.datasyncTidCommitted(), i.treeBlocks(), encryption, verity, sync);
    }

    private static Request withOp(Request r, Request.Op op) {
        return new Request(op, r.offset(), r.length(), r.iovecs(), r.vectored(), r.buffer(), r.pageRuns(), r.openFlags(), r.rwf(),
                r.submission(), r.fill());
    }

    private static Request at(Request r, long offset, long length, List<Rwf> rwf) {
        return new Request(r.op(), offset, length, List.of(new Iovec(0, length)), false, r.buffer(), List.of(), r.openFlags(), rwf,
                r.submission(), r.fill());
    }

    /// The last blocks that block pointers, or extents, reach.
    private Scenario atTheEnd(Scenario s) {
        long block = s.fs().blockSize();
        long pointers = block / 4;
        long reached = s.inode().extentsFormat()
                ? (1L << 32) - 1
                : 12 + pointers + pointers * pointers + pointers * pointers * pointers;
        long end = Math.min(reached * block, any(reached * block, 4402345721856L, (1L << 44) - 4096));
        return s.withRequest(at(s.request(), Math.max(0, end + any(-2L, -1L, 0L, 1L) * block), any(1L, 2L, 3L) * block, s.request().rwf()));
    }

    private Scenario atomic(Scenario s) {
        long block = s.fs().blockSize();
        return s.withRequest(at(s.request(), random.nextInt(4) * block, any(block, 2 * block, 3 * block, 4 * block, 8 * block),
                List.of(Rwf.RWF_ATOMIC)));
    }

    private FileSystem fastCommits(FileSystem f) {
        return new FileSystem(f.blockSize(), f.clusterSize(), f.extents(), f.inlineData(), f.bigalloc(), f.journal(), f.journal(),
                f.orphanFile(), f.dataMode(), f.barrier(), f.delalloc(), f.dioreadNolock(), f.dioreadNolockEffective(), f.readOnly(),
                f.dataErrAbort());
    }

    /// Runs of dirty pages on a device that may fail or be full, and data_err=abort now and then.
    private Scenario dirty(Scenario s) {
        long pages = Math.ceilDiv(s.inode().iSize(), 4096L);
        var runs = new ArrayList<PageRun>();
        for (long at = 0; at < pages;) {
            int n = (int) Math.min(1 + random.nextInt(4), pages - at);
            if (!one(5)) {
                boolean delayed = delayed(s, at, n);
                runs.add(new PageRun(at, n, delayed ? PageRun.State.DIRTY_DELALLOC : one(4) ? PageRun.State.CLEAN : PageRun.State.DIRTY,
                        any(PageRun.Mapped.NONE, PageRun.Mapped.NONE, PageRun.Mapped.RO, PageRun.Mapped.RW)));
            }
            at += n;
        }
        var f = s.faults();
        var bad = one(3) && s.inode().iSize() >= 512
                ? List.of(new Faults.Range(512L * random.nextLong(Math.max(1, s.inode().iSize() / 512)), 512L * (1 + random.nextInt(16))))
                : f.eioFileRanges();
        var faults = new Faults(bad, f.failBio(), one(3) ? (long) random.nextInt(5) * s.fs().blockSize() : f.freeBytes(),
                random.nextBoolean(),
                one(6) ? any(Faults.Shutdown.values()) : f.shutdownMode(), f.buffer(), f.shortPin(), List.of());
        var m = s.fs();
        var fs = new FileSystem(m.blockSize(), m.clusterSize(), m.extents(), m.inlineData(), m.bigalloc(), m.journal(),
                m.journal() && one(4), m.orphanFile(), m.dataMode(), m.barrier(), m.delalloc(), m.dioreadNolock(),
                m.dioreadNolockEffective(), m.readOnly(), one(2));
        return s.withPageCache(runs).withFaults(faults).withFs(fs);
    }

    private static boolean delayed(Scenario s, long page, int pages) {
        for (long n = page; n < page + pages; n++) {
            long from = n * 4096;
            if (s.inode().extents().stream().noneMatch(e -> e.state() == ExtentRun.State.DELALLOC && e.logical() < from + 4096
                    && from < e.logical() + e.length())) {
                return false;
            }
        }
        return true;
    }

    /// Up to four more calls near the first one, some of them through pages.
    private Scenario others(Scenario s) {
        var out = new ArrayList<Call>(s.requests());
        long start = out.getLast().startNanos();
        int more = 1 + random.nextInt(4);
        for (int i = 0; i < more; i++) {
            start += any(0L, 0L, 100L, 700L, 5_000L, 80_000L);
            var r = s.request();
            long block = s.fs().blockSize();
            long offset = Math.max(0, r.offset() + any(0L, 0L, block, 4096L, -block, 2 * block));
            long length = any(r.length(), block, 4096L, 16384L);
            var open = new ArrayList<>(List.of(any(OpenFlag.O_DSYNC, OpenFlag.O_SYNC)));
            if (!one(3)) {
                open.add(OpenFlag.O_DIRECT);
            }
            out.add(new Call(new Request(one(4) ? Request.Op.READ : Request.Op.WRITE, offset, length, List.of(new Iovec(0, length)), false,
                    Request.Memory.PAGE, List.of(), open, one(8) ? List.of(Rwf.RWF_NOWAIT) : List.of(), any(Request.Submission.values()),
                    0xC0 + i), start));
        }
        return s.withRequests(out);
    }
}
