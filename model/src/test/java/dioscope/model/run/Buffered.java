package dioscope.model.run;

import dioscope.model.scenario.Faults;
import dioscope.model.scenario.JournalState;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Iovec;
import dioscope.model.scenario.Request.Memory;
import dioscope.model.scenario.Request.Op;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Request.Submission;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.Call;
import dioscope.model.scenario.Writeback;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Draws calls through the page cache, one after the other by one task or racing by two: writes and reads of any bytes, the fsync family, truncate, stores through
/// a mapping, dropped caches; and with them time that passes, thresholds, commit intervals, copies that stop short and a task that is killed. What it makes need not
/// be sound.
final class Buffered extends Dice {
    private static final List<Rwf> FLAGS = List.of(Rwf.RWF_DSYNC, Rwf.RWF_SYNC, Rwf.RWF_APPEND, Rwf.RWF_NOAPPEND, Rwf.RWF_NOWAIT,
            Rwf.RWF_DONTCACHE, Rwf.RWF_HIPRI, Rwf.RWF_ATOMIC);
    private static final int MOST_CALLS = 5;
    private static final long SECOND = 1_000_000_000L;

    Buffered(Random random) {
        super(random);
    }

    Scenario of(Scenario plain) {
        var s = plain.withRequests(calls(plain)).withWriteback(writeback()).withPassNanos(one(3)
                ? any(1_000_000L, SECOND, 6 * SECOND, 36 * SECOND)
                : 0);
        s = s.withJournal(journal(s.journal())).withFaults(faults(s));
        return s;
    }

    private List<Call> calls(Scenario s) {
        var out = new ArrayList<Call>();
        boolean two = one(3);
        long time = 0;
        long size = s.inode().iSize();
        int n = 1 + random.nextInt(MOST_CALLS);
        for (int i = 0; i < n; i++) {
            if (i > 0) {
                time += two ? any(0L, 0L, 900L, 4_000L, 30_000L, 200_000L) : one(5) ? any(100_000L, SECOND, 6 * SECOND, 36 * SECOND) : 0;
            }
            var r = call(s, size);
            size = r.op() == Op.TRUNCATE ? r.offset() : r.op() == Op.WRITE ? Math.max(size, r.offset() + r.length()) : size;
            out.add(new Call(r, time, one(12) ? 0 : two ? 1 + i % 2 : 1));
        }
        return out;
    }

    private Request call(Scenario s, long size) {
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5 -> transfer(s, Op.WRITE, size);
            case 6, 7, 8 -> transfer(s, Op.READ, size);
            case 9 -> plain(any(Op.FSYNC, Op.FDATASYNC), 0, 0);
            case 10 -> plain(Op.SYNC_FILE_RANGE, place(s, size), one(3) ? 0 : 1 + random.nextInt(20_000));
            case 11, 12 -> plain(Op.TRUNCATE, one(5) ? 0 : place(s, size), 0);
            case 13 -> plain(any(Op.SYNC, Op.DROP_CACHES, Op.DROP_CACHES), 0, 0);
            default -> store(size);
        };
    }

    private static Request plain(Op op, long offset, long length) {
        return new Request(op, offset, length, List.of(), false, Memory.PAGE, List.of(), List.of(), List.of(), Submission.SYNC, 0xAB);
    }

    private Request store(long size) {
        if (size == 0) {
            return plain(Op.FSYNC, 0, 0);
        }
        long at = random.nextLong(size);
        long length = 1 + random.nextLong(Math.min(size - at, 9000));
        return new Request(Op.MMAP_WRITE, at, length, List.of(new Iovec(0, length)), false, Memory.PAGE, List.of(), List.of(), List.of(),
                Submission.SYNC, 0xAB + random.nextInt(8));
    }

    /// In the file, at its end or a little behind it, at a border or not.
    private long place(Scenario s, long size) {
        int block = s.fs().blockSize();
        int unit = any(1, 1, 512, block, 4096);
        long at = switch (random.nextInt(6)) {
            case 0 -> size;
            case 1 -> size + random.nextInt(3 * block);
            case 2 -> Math.max(0, size - random.nextInt(2 * block));
            default -> random.nextLong(Math.max(1, size + block));
        };
        return at / unit * unit;
    }

    private Request transfer(Scenario s, Op op, long size) {
        int block = s.fs().blockSize();
        boolean direct = one(5);
        int unit = direct ? any(s.device().logicalBlockSize(), block) : any(1, 1, 512, block, 4096);
        long offset = one(100) ? (1L << 44) - 4096 : place(s, size) / unit * unit;
        long length = one(40) ? 0 : switch (random.nextInt(4)) {
            case 0 -> unit;
            case 1 -> unit + random.nextInt(2 * block);
            default -> (1 + random.nextInt(one(3) ? 12 : 3)) * (long) Math.max(unit, 700);
        };
        length = direct ? Math.max(unit, length / unit * unit) : length;
        var vecs = new ArrayList<Iovec>();
        int segments = one(4) ? 1 + random.nextInt(4) : 1;
        long left = length;
        for (int i = 0; i < segments; i++) {
            long len = i == segments - 1 ? left : direct ? left / 2 / unit * unit : random.nextLong(left + 1);
            vecs.add(new Iovec(direct || one(2) ? 0 : random.nextInt(4096), len));
            left -= len;
        }
        var open = new ArrayList<OpenFlag>();
        if (direct) {
            open.add(OpenFlag.O_DIRECT);
        }
        if (one(4)) {
            open.add(any(OpenFlag.O_DSYNC, OpenFlag.O_SYNC));
        }
        if (op == Op.WRITE && one(10)) {
            open.add(OpenFlag.O_APPEND);
        }
        var rwf = new ArrayList<Rwf>();
        for (var f : FLAGS) {
            if (one(f == Rwf.RWF_DONTCACHE ? 8 : 20)) {
                rwf.add(f);
            }
        }
        return new Request(op, offset, length, vecs, segments > 1 || !rwf.isEmpty(), memory(), List.of(), open, rwf,
                one(4) ? any(Submission.values()) : Submission.SYNC, 0xAB + random.nextInt(16));
    }

    private Memory memory() {
        return one(30) ? any(Memory.BAD, Memory.BADTAIL) : any(Memory.PAGE, Memory.PAGE, Memory.SCATTER, Memory.HUGE);
    }

    private Writeback writeback() {
        if (!one(4)) {
            return Writeback.DEFAULT;
        }
        long background = any(4096L, 8192L, 16384L, 1L << 20);
        return new Writeback(background, background * any(1, 2, 4), any(0L, 200_000_000L, SECOND, 5 * SECOND),
                any(0L, 1_000_000L, 2 * SECOND, 30 * SECOND));
    }

    private JournalState journal(JournalState j) {
        return one(4) ? j.withCommitInterval(any(1_000_000L, 100_000_000L, SECOND, 30 * SECOND)) : j;
    }

    private Faults faults(Scenario s) {
        var f = s.faults();
        var buffer = switch (s.request().buffer()) {
            case BAD -> Faults.Buffer.BAD;
            case BADTAIL -> Faults.Buffer.BAD_FROM_PAGE_1;
            case PAGE, SCATTER, HUGE, ZEROPAGE -> Faults.Buffer.GOOD;
        };
        long kill = s.request().submission() == Submission.SYNC && one(12) ? any(1_000L, 4_000L, 7_000L, 30_000L, 200_000L) : -1;
        return new Faults(f.eioFileRanges(), f.failBio(), f.freeBytes(), f.reserved(), f.shutdownMode(), buffer, f.shortPin(),
                one(8) ? any(0L, 1L, 100L, 512L, 1024L, 4096L, 5000L) : -1, kill, f.stuckPages());
    }
}
