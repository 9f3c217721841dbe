package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.DioFlag;
import dioscope.model.profile.Profile;
import dioscope.model.profile.Req;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Iovec;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.ContentRun;
import dioscope.model.scenario.ScenarioRules;
import dioscope.model.state.Bio;
import dioscope.model.state.Dio;
import dioscope.model.state.Lock;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every combination of extent type, sync flag, device, alignment, end of file and NOWAIT in a file of four blocks. What must come out is said
/// here from the rules as the kernel's sources state them, not from how the model computes it.
class SmallWorldTest {
    private static final int BLOCK = 4096;
    private static final long FIRST_PHYSICAL = 64L << 20;
    /// What blocks 1 and 2 are; blocks 0 and 3 are written.
    private static final List<String> LAYOUTS = List.of("WW", "UU", "--", "WU", "UW", "W-", "-W", "U-", "-U");
    /// Inside, exactly at the end of two blocks, inside the second, inside the first, where the request begins, a block before it.
    private static final List<Long> SIZES = List.of(16384L, 12288L, 10240L, 6144L, 4096L, 0L);
    private static final int PER_DEVICE = LAYOUTS.size() * SIZES.size() * Sync.values().length * Shape.values().length * 2;

    private enum Sync { NONE, O_DSYNC, O_SYNC }

    /// Where the request lies and what its buffer's address is modulo the page size.
    private enum Shape {
        TWO_BLOCKS(4096, 8192, 0), ONE_BLOCK(4096, 4096, 0), INSIDE_A_BLOCK(4608, 512, 0), ACROSS_A_BORDER(4608, 4096, 0), ODD_OFFSET(4196,
                512, 0), ODD_LENGTH(4096, 100,
                        0), ADDRESS_BY_4(4096, 4096, 4), ADDRESS_BY_512(4096, 4096, 512), ADDRESS_BY_1(4096, 4096, 1);

        final long offset;
        final long length;
        final int base;

        Shape(long offset, long length, int base) {
            this.offset = offset;
            this.length = length;
            this.base = base;
        }

        long end() {
            return offset + length;
        }
    }

    private record Case(String layout, long size, Sync sync, DeviceSpec device, Shape shape, boolean nowait) {
        /// What block `n` is.
        char block(long n) {
            return n == 0 || n == 3 ? 'W' : layout.charAt((int) n - 1);
        }

        Scenario scenario() {
            var extents = new ArrayList<ExtentRun>();
            for (int n = 0; n < 4; n++) {
                char kind = block(n);
                if (kind == '-') {
                    continue;
                }
                var state = kind == 'W' ? ExtentRun.State.WRITTEN : ExtentRun.State.UNWRITTEN;
                var last = extents.isEmpty() ? null : extents.getLast();
                if (last != null && last.state() == state && last.logical() + last.length() == (long) n * BLOCK) {
                    extents.set(extents.size() - 1, new ExtentRun(last.logical(), last.physical(), last.length() + BLOCK, state));
                } else {
                    extents.add(new ExtentRun((long) n * BLOCK, FIRST_PHYSICAL + (long) n * BLOCK, BLOCK, state));
                }
            }
            var content = new ArrayList<ContentRun>();
            for (long at = 0; at < size; at += BLOCK) {
                content.add(new ContentRun(at, Math.min(BLOCK, size - at), block(at / BLOCK) == 'W' ? 0x11 : 0));
            }
            var open = new ArrayList<>(List.of(OpenFlag.O_DIRECT));
            if (sync != Sync.NONE) {
                open.add(OpenFlag.valueOf(sync.name()));
            }
            var request = new Request(true, shape.offset, shape.length, List.of(new Iovec(shape.base, shape.length)), false,
                    Request.Memory.PAGE, List.of(), open, nowait ? List.of(Rwf.RWF_NOWAIT) : List.of(), Request.Submission.SYNC, 0xAB);
            return new Scenario("", "", List.of(), Profile.V6_12, FileSystem.DEFAULT,
                    new FileState(size, size, extents, true, false, false, false, true, true, true), List.of(), device, Faults.NONE,
                    request,
                    content, Scenario.Latency.DEFAULT);
        }
    }

    /// The rules.
    private static final class Rules {
        final Case c;
        final boolean unaligned;
        final boolean extend;
        final boolean exclusive;
        final boolean wouldBlock;
        final boolean overwriteOps;
        final boolean misaligned;
        /// Kinds of the mappings the request meets, in order; their first blocks.
        final List<Character> kinds = new ArrayList<>();
        final List<Long> starts = new ArrayList<>();

        Rules(Case c) {
            this.c = c;
            var s = c.shape;
            for (long n = s.offset / BLOCK; n * BLOCK < s.end(); n++) {
                if (kinds.isEmpty() || kinds.getLast() != c.block(n)) {
                    kinds.add(c.block(n));
                    starts.add(n);
                }
            }
            unaligned = ((s.offset | s.length | s.base) & BLOCK - 1) != 0;
            extend = s.end() > c.size;
            boolean mapped1 = !extend && kinds.size() == 1 && kinds.getFirst() != '-';
            boolean unwritten = mapped1 && kinds.getFirst() == 'U';
            boolean upgrade = !extend && (!mapped1 || unaligned && unwritten);
            exclusive = extend || upgrade;
            wouldBlock = c.nowait && exclusive;
            overwriteOps = !exclusive && !unwritten;
            misaligned = ((s.offset | s.length) & c.device.logicalBlockSize() - 1) != 0 || (s.base & c.device.dmaAlignment()) != 0;
        }

        long result() {
            return wouldBlock ? -11 : misaligned ? -22 : c.shape.length;
        }

        /// Such a mapping's blocks turn written only when the data are there.
        boolean convertsAtTheEnd(int mapping) {
            return kinds.get(mapping) != 'W' && starts.get(mapping) * BLOCK < c.size;
        }

        boolean fua(int mapping) {
            if (c.sync != Sync.O_DSYNC || extend || c.device.writeCache() && !c.device.fua()) {
                return false;
            }
            return kinds.subList(0, mapping + 1).stream().allMatch(k -> k == 'W');
        }

        boolean allFua() {
            return fua(kinds.size() - 1);
        }

        List<DioFlag> flags() {
            var out = new ArrayList<>(List.of(DioFlag.IOMAP_DIO_WRITE));
            boolean through = c.sync == Sync.O_DSYNC && (misaligned || allFua());
            if (through) {
                out.add(DioFlag.IOMAP_DIO_WRITE_THROUGH);
            } else if (c.sync != Sync.NONE) {
                out.add(DioFlag.IOMAP_DIO_NEED_SYNC);
            }
            for (int m = 0; m < kinds.size() && !misaligned; m++) {
                if (convertsAtTheEnd(m)) {
                    out.add(DioFlag.IOMAP_DIO_UNWRITTEN);
                    break;
                }
            }
            return out;
        }

        /// Transactions the call waits for.
        int commits() {
            if (result() <= 0 || c.sync == Sync.NONE || allFua()) {
                return 0;
            }
            return c.sync == Sync.O_SYNC || extend || kinds.stream().anyMatch(k -> k != 'W') ? 1 : 0;
        }

        /// FLUSH commands the call waits for: one a commit's PREFLUSH, and on a device without FUA one behind its commit block; or one by itself.
        int flushes() {
            if (!c.device.writeCache() || result() <= 0 || c.sync == Sync.NONE || allFua()) {
                return 0;
            }
            return commits() == 0 || c.device.fua() ? 1 : 2;
        }
    }

    @ParameterizedTest
    @EnumSource(DevicePreset.class)
    void everyWriteGoesByTheRules(DevicePreset preset) {
        var wrong = new ArrayList<String>();
        int runs = 0;
        for (var layout : LAYOUTS) {
            for (long size : SIZES) {
                for (var sync : Sync.values()) {
                    for (var shape : Shape.values()) {
                        for (boolean nowait : new boolean[]{false, true}) {
                            var c = new Case(layout, size, sync, preset.spec(), shape, nowait);
                            check(c, wrong);
                            runs++;
                        }
                    }
                }
            }
            assertThat(wrong.stream().limit(5)).isEmpty();
        }
        assertThat(runs).isEqualTo(PER_DEVICE);
    }

    @Test
    void everyCaseIsASoundScenario() {
        var c = new Case("W-", 10240, Sync.O_SYNC, DevicePreset.SATA.spec(), Shape.TWO_BLOCKS, true);
        assertThat(ScenarioRules.problems(c.scenario())).isEmpty();
    }

    private static void check(Case c, List<String> wrong) {
        var s = c.scenario();
        var trace = Runner.run(s);
        var r = new Rules(c);
        var found = new ArrayList<>(Invariants.broken(trace, s));
        if (trace.refusal() != null) {
            found.add("refused: " + trace.refusal());
        } else {
            found.addAll(Outcome.broken(s, trace));
            laws(r, trace, found);
        }
        found.forEach(f -> wrong.add(c + ": " + f));
    }

    private static void laws(Rules r, Trace trace, List<String> found) {
        var c = r.c;
        var last = trace.steps().getLast().world();
        same(found, "result", r.result(), Objects.requireNonNull(last.io().at(1).result()));
        boolean goesOn = !r.wouldBlock;
        same(found, "orphan added", r.extend && goesOn, entered(trace, "ext4_orphan_add"));
        same(found, "overwrite ops", r.overwriteOps && goesOn, entered(trace, "ext4_iomap_overwrite_begin"));
        same(found, "waits for other direct I/O", goesOn && r.exclusive && r.unaligned && (r.extend || r.kinds.size() > 1
                || r.kinds.getFirst() != 'W'), entered(trace, "inode_dio_wait"));
        same(found, "FUA reaches the device", 0L, last.requests().values().stream()
                .filter(q -> !c.device.fua() && Profile.V6_12.req().has(q.opf(), Req.REQ_FUA) && q.op() == Bio.Op.WRITE).count());
        same(found, "mtime moved", goesOn, last.inode().mtimeAt() >= 0);
        var dio = completed(trace);
        if (!goesOn) {
            same(found, "struct iomap_dio", true, dio == null);
            same(found, "bios", 0, last.bios().size());
            return;
        }
        same(found, "lock", r.exclusive ? Lock.Mode.EXCLUSIVE : Lock.Mode.SHARED, lock(trace));
        same(found, "dio->flags", Profile.V6_12.dio().word(r.flags().toArray(DioFlag[]::new)), Objects.requireNonNull(dio).flags());
        var returned = atReturn(trace);
        same(found, "commits", r.commits(), returned.journal().committed() - trace.step(0).world().journal().committed());
        same(found, "FLUSH commands", (long) r.flushes(),
                returned.requests().values().stream().filter(q -> q.op() == Bio.Op.FLUSH).count());
        bios(r, last, trace, found);
    }

    /// Data bios with FUA as the rules say, and zeros around a piece of a block that was not written before.
    private static void bios(Rules r, World last, Trace trace, List<String> found) {
        var s = r.c.shape;
        var want = new ArrayList<String>();
        for (int m = 0; m < r.kinds.size() && !r.misaligned; m++) {
            boolean fresh = r.kinds.get(m) != 'W';
            long from = Math.max(s.offset, r.starts.get(m) * BLOCK);
            long to = m + 1 < r.kinds.size() ? r.starts.get(m + 1) * BLOCK : s.end();
            if (fresh && from % BLOCK != 0) {
                want.add("zero " + from / BLOCK * BLOCK + "+" + from % BLOCK);
            }
            want.add("data " + from + "+" + (to - from) + (r.fua(m) ? " FUA" : ""));
            if ((fresh || to >= r.c.size) && to % BLOCK != 0) {
                want.add("zero " + to + "+" + (BLOCK - to % BLOCK));
            }
        }
        var got = new ArrayList<String>();
        for (var step : trace.steps()) {
            if (step.kind() == Step.Kind.ENTER && step.fn().equals("iomap_dio_submit_bio")) {
                var b = step.world().bios().at(((Number) Objects.requireNonNull(step.values().get("bio"))).longValue());
                got.add((b.kind() == Bio.Kind.DATA ? "data " : "zero ") + b.fileOffset() + "+" + b.bytes()
                        + (Profile.V6_12.req().has(b.opf(), Req.REQ_FUA) ? " FUA" : ""));
            }
        }
        same(found, "bios", want, got);
    }

    private static void same(List<String> found, String what, Object want, Object got) {
        if (!want.equals(got)) {
            found.add(what + ": " + got + " and not " + want);
        }
    }

    private static boolean entered(Trace trace, String fn) {
        return trace.steps().stream().anyMatch(s -> s.kind() == Step.Kind.ENTER && s.fn().equals(fn));
    }

    private static World atReturn(Trace trace) {
        return trace.steps().stream().filter(s -> s.kind() == Step.Kind.NOTE && s.label().equals("returned")).findFirst().orElseThrow()
                .world();
    }

    private static Lock.Mode lock(Trace trace) {
        return trace.steps().stream().filter(s -> s.fn().equals("iomap_dio_rw")).findFirst().orElseThrow().world().locks()
                .at(World.I_RWSEM).mode();
    }

    private static @Nullable Dio completed(Trace trace) {
        return trace.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("iomap_dio_complete")).findFirst()
                .map(s -> s.world().io().at(1).dio()).orElse(null);
    }
}
