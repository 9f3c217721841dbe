package dioscope.model.fsx;

import dioscope.model.run.Dice;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Iovec;
import dioscope.model.scenario.Request.Memory;
import dioscope.model.scenario.Request.Op;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Request.SyncFlag;
import dioscope.model.scenario.Scenario.Call;
import dioscope.model.state.InlineData;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Draws the calls of one scenario: what fsx does, and what only ext4 is asked.
final class Calls extends Dice {
    /// A file grows to about so much.
    private static final int REACH = 96 << 10;
    private static final int READ_ALL = 1 << 20;
    private static final int FIRST_LEAST = 20;
    private static final int MORE = 37;
    /// Long enough that no call of one task meets one of the other.
    private static final long APART = 10_000_000_000L;

    private final DeviceSpec device;
    private final int block;
    private final boolean stores;
    private final boolean direct;
    private final boolean inline;
    private final List<Call> out = new ArrayList<>();
    /// What the file's size will be if nothing fails.
    private long size;
    private long time;

    /// @param stores whether the file is mapped, too
    /// @param direct whether it is written directly, too
    /// @param inline whether its data may be in the inode, so that it is never truncated to more than that holds
    Calls(Random random, long size, DeviceSpec device, int block, boolean stores, boolean direct, boolean inline) {
        super(random);
        this.inline = inline;
        this.stores = stores;
        this.direct = direct;
        this.size = size;
        this.device = device;
        this.block = block;
    }

    /// @param memory of the first call
    List<Call> draw(Memory memory) {
        boolean two = one(5);
        boolean patient = one(3);
        int n = FIRST_LEAST + random.nextInt(MORE);
        for (int i = 0; i < n; i++) {
            if (i > 0 && two) {
                time += APART;
            } else if (i > 0 && patient && one(6)) {
                time += any(1_000_000L, 900_000_000L, 6_000_000_000L, 36_000_000_000L);
            }
            out.add(new Call(next(out.isEmpty() ? memory : Memory.PAGE), time, two ? 1 + i % 2 : 1));
        }
        if (two) {
            time += APART;
        }
        for (var op : List.of(Op.SYNC, Op.DROP_CACHES)) {
            add(request(op, 0, 0));
            add(readAll());
        }
        return out;
    }

    private void add(Request r) {
        out.add(new Call(r, time, 1));
    }

    private Request readAll() {
        return transfer(false, 0, READ_ALL, List.of(new Iovec(0, READ_ALL)), Memory.PAGE, Set.of(),
                List.of());
    }

    private static Request request(Op op, long offset, long length) {
        return new Request(op, offset, length, List.of(), false, Memory.PAGE, List.of(), List.of(), List.of(), Request.Submission.SYNC,
                0xAB);
    }

    private static Request transfer(boolean write, long offset, long length, List<Iovec> vecs, Memory memory, Set<OpenFlag> open,
            List<Rwf> rwf) {
        return new Request(write, offset, length, vecs, vecs.size() > 1 || !rwf.isEmpty(), memory, List.of(), List.copyOf(open), rwf,
                Request.Submission.SYNC, 0xAB);
    }

    private Request next(Memory memory) {
        while (true) {
            var r = drawn(memory);
            if (stores || r.op() != Op.MMAP_WRITE) {
                return r;
            }
        }
    }

    private Request drawn(Memory memory) {
        if (memory != Memory.PAGE) {
            return transfer(one(4), memory);
        }
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 -> transfer(true, memory);
            case 7, 8, 9, 10, 11 -> transfer(false, memory);
            case 12, 13 -> truncate();
            case 14 -> request(any(Op.FSYNC, Op.FDATASYNC), 0, 0);
            case 15 -> request(Op.SYNC_FILE_RANGE, place(any(1, 4096)), one(3) ? 0 : 1 + random.nextInt(20000))
                    .withSyncFlags(
                            any(Request.WRITE_AND_WAIT, Request.WRITE_AND_WAIT, List.of(SyncFlag.WRITE), List.of(SyncFlag.WAIT_BEFORE),
                                    List.of(SyncFlag.WRITE, SyncFlag.WAIT_AFTER), List.<SyncFlag>of()));
            case 16 -> request(Op.SYNC, 0, 0);
            case 17 -> request(Op.DROP_CACHES, 0, 0);
            default -> store();
        };
    }

    /// A place in the file, at its end, or a little behind it.
    private long place(int unit) {
        long at = switch (random.nextInt(6)) {
            case 0 -> size;
            case 1 -> size + random.nextInt(3 * block);
            case 2 -> Math.max(0, size - random.nextInt(2 * block));
            default -> random.nextLong(Math.max(1, Math.min(size + block, REACH)));
        };
        return Math.min(at, REACH) / unit * unit;
    }

    private Request transfer(boolean write, Memory memory) {
        boolean direct = one(2) && (this.direct || !write);
        int unit = direct
                ? any(device.logicalBlockSize(), device.logicalBlockSize(), block, one(6) ? 1 : 4096)
                : any(1, 1, 1, 512, block, 4096);
        long offset = place(unit);
        long length = one(40) ? 0 : switch (random.nextInt(5)) {
            case 0 -> unit;
            case 1 -> unit + random.nextInt(2 * block);
            case 2 -> random.nextInt(4 * block) + 1;
            default -> (1 + random.nextInt(one(3) ? 10 : 3)) * (long) Math.max(unit, 700);
        };
        length = direct && unit > 1 ? Math.max(unit, length / unit * unit) : Math.min(length, 40000);
        var open = EnumSet.noneOf(OpenFlag.class);
        if (direct) {
            open.add(OpenFlag.O_DIRECT);
        }
        switch (random.nextInt(8)) {
            case 0 -> open.add(OpenFlag.O_DSYNC);
            case 1 -> open.add(OpenFlag.O_SYNC);
            default -> {
            }
        }
        if (write && one(12)) {
            open.add(OpenFlag.O_APPEND);
        }
        var rwf = new ArrayList<Rwf>();
        if (one(6)) {
            rwf.add(any(Rwf.values()));
        }
        if (!write && rwf.contains(Rwf.RWF_ATOMIC)) {
            rwf.clear();
        }
        var r = transfer(write, offset, length, vecs(length, direct ? device.logicalBlockSize() : 1, direct), memory, open, rwf);
        boolean appends = open.contains(OpenFlag.O_APPEND) || rwf.contains(Rwf.RWF_APPEND);
        if (write && length > 0) {
            size = Math.max(size, (appends ? size : offset) + length);
        }
        return r;
    }

    private List<Iovec> vecs(long length, int unit, boolean direct) {
        int n = one(4) ? 1 + random.nextInt(4) : 1;
        var out = new ArrayList<Iovec>();
        long left = length;
        for (int i = 0; i < n; i++) {
            long len = i == n - 1 ? left : Math.min(left, random.nextLong(left / n + 1) / unit * unit);
            out.add(new Iovec(direct ? one(8) ? any(4, 512, 1) : 0 : one(3) ? random.nextInt(4096) : 0, len));
            left -= len;
        }
        return out;
    }

    private Request truncate() {
        size = inline
                ? random.nextInt(InlineData.MIN_SIZE + 1)
                : one(6) ? 0 : one(3) ? Math.min(REACH, size + random.nextInt(4 * block)) : place(any(1, 1, 512, block));
        return request(Op.TRUNCATE, size, 0);
    }

    private Request store() {
        if (size == 0) {
            return request(Op.FSYNC, 0, 0);
        }
        long at = random.nextLong(size);
        long length = 1 + random.nextLong(Math.min(size - at, 9000));
        return new Request(Op.MMAP_WRITE, at, length, List.of(new Iovec(0, length)), false, Memory.PAGE, List.of(), List.of(), List.of(),
                Request.Submission.SYNC, 0xAB);
    }
}
