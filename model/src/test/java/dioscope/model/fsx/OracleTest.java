package dioscope.model.fsx;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Iovec;
import dioscope.model.scenario.Request.Memory;
import dioscope.model.scenario.Request.Op;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.Call;
import dioscope.model.scenario.ShippedScenarios;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The judge by examples: what it lets pass and what it does not.
class OracleTest {
    private static final int EIO = 5;
    private static final int EFAULT = 14;

    private static Call call(Op op, long offset, long length, OpenFlag... open) {
        boolean moves = op == Op.WRITE || op == Op.READ;
        return new Call(new Request(op, offset, length, moves ? List.of(new Iovec(0, length)) : List.of(), false, Memory.PAGE, List.of(),
                List.of(open), List.of(), Request.Submission.SYNC, 0xAB), 0, 1);
    }

    private static Scenario calls(Call... calls) {
        return ShippedScenarios.all().getFirst().withFaults(Faults.NONE).withPageCache(List.of()).withContentBefore(List.of())
                .withInode(new FileState(0, 0, List.of(), true, false, false, false, true, true, true)).withRequests(List.of(calls));
    }

    private static Outcome read(long size, Outcome.Run... data) {
        long end = 0;
        for (var run : data) {
            end = run.offset() + run.length();
        }
        return new Outcome(end, size, List.of(data));
    }

    private static Outcome.Run run(long offset, long length, int token) {
        return new Outcome.Run(offset, length, token);
    }

    @Test
    void aHoleReadsAsZerosAndDataAsWhatWasWritten() {
        var s = calls(call(Op.WRITE, 1000, 500), call(Op.READ, 0, 4096));
        var wrote = new Outcome(500, 1500);
        assertThat(Oracle.judge(s, List.of(wrote, read(1500, run(0, 1000, 0), run(1000, 500, Token.call(1)))))).isEmpty();
        assertThat(Oracle.judge(s, List.of(wrote, read(1500, run(0, 1001, 0), run(1001, 499, Token.call(1)))))).isPresent();
        assertThat(Oracle.judge(s, List.of(wrote, read(1500, run(0, 1000, Token.STALE), run(1000, 500, Token.call(1)))))).isPresent();
        assertThat(Oracle.judge(s, List.of(wrote, read(1500, run(0, 1000, 0))))).as("too few bytes").isPresent();
        assertThat(Oracle.judge(s, List.of(new Outcome(500, 1499)))).as("size").isPresent();
        assertThat(Oracle.judge(s, List.of(new Outcome(499, 1499)))).as("a short write for no reason").isPresent();
        assertThat(Oracle.judge(s, List.of(new Outcome(-EIO, 0)))).as("an error for no reason").isPresent();
    }

    @Test
    void whatWasCutOffIsGoneForGood() {
        var s = calls(call(Op.WRITE, 0, 4096), call(Op.TRUNCATE, 100, 0), call(Op.TRUNCATE, 4096, 0), call(Op.READ, 0, 4096));
        var before = List.of(new Outcome(4096, 4096), new Outcome(0, 100), new Outcome(0, 4096));
        var good = new ArrayList<>(before);
        good.add(read(4096, run(0, 100, Token.call(1)), run(100, 3996, 0)));
        assertThat(Oracle.judge(s, good)).isEmpty();
        var bad = new ArrayList<>(before);
        bad.add(read(4096, run(0, 4096, Token.call(1))));
        assertThat(Oracle.judge(s, bad)).isPresent();
    }

    @Test
    void afterAnErrorABlockIsOldOrNewAndStaysWhatItWasSeenToBe() {
        var s = calls(call(Op.WRITE, 0, 4096), call(Op.WRITE, 0, 4096, OpenFlag.O_DIRECT), call(Op.READ, 0, 4096), call(Op.READ, 0, 4096))
                .withFaults(new Faults(List.of(), 1, -1, true, false, Faults.Buffer.GOOD));
        var first = new Outcome(4096, 4096);
        var failed = new Outcome(-EIO, 4096);
        var old = read(4096, run(0, 4096, Token.call(1)));
        var young = read(4096, run(0, 4096, Token.call(2)));
        assertThat(Oracle.judge(s, List.of(first, failed, old, old))).isEmpty();
        assertThat(Oracle.judge(s, List.of(first, failed, young, young))).isEmpty();
        assertThat(Oracle.judge(s, List.of(first, failed, young, old))).isPresent();
        assertThat(Oracle.judge(s, List.of(first, failed, read(4096, run(0, 4096, Token.call(3)))))).isPresent();
    }

    @Test
    void whatFsyncPromisedIsThereWhenTheCacheIsGone() {
        var s = calls(call(Op.WRITE, 0, 4096), call(Op.FSYNC, 0, 0), call(Op.DROP_CACHES, 0, 0), call(Op.READ, 0, 4096))
                .withFaults(new Faults(List.of(), 1, -1, true, false, Faults.Buffer.GOOD));
        var wrote = new Outcome(4096, 4096);
        var done = new Outcome(0, 4096);
        var there = read(4096, run(0, 4096, Token.call(1)));
        var lost = read(4096, run(0, 4096, 0));
        assertThat(Oracle.judge(s, List.of(wrote, done, done, there))).isEmpty();
        assertThat(Oracle.judge(s, List.of(wrote, done, done, lost))).isPresent();
        assertThat(Oracle.judge(s, List.of(wrote, new Outcome(-EIO, 4096), done, lost))).isEmpty();
    }

    @Test
    void badMemoryStopsACallShort() {
        var bad = new Request(Op.WRITE, 0, 8192, List.of(new Iovec(0, 8192)), false, Memory.BADTAIL, List.of(), List.of(), List.of(),
                Request.Submission.SYNC, 0xAB);
        var s = calls(new Call(bad, 0, 1), call(Op.READ, 0, 8192))
                .withFaults(new Faults(List.of(), 0, -1, true, false, Faults.Buffer.BAD_FROM_PAGE_1));
        assertThat(Oracle.judge(s, List.of(new Outcome(4096, 4096), read(4096, run(0, 4096, Token.call(1)))))).isEmpty();
        assertThat(Oracle.judge(s, List.of(new Outcome(-EFAULT, 0)))).isEmpty();
        assertThat(Oracle.judge(s, List.of(new Outcome(8192, 4096)))).isPresent();
    }

    @Test
    void aPinThatHoldsNoWholeBlockIsAnError() {
        var r = new Request(Op.WRITE, 0, 8192, List.of(new Iovec(512, 8192)), false, Memory.PAGE, List.of(), List.of(OpenFlag.O_DIRECT),
                List.of(),
                Request.Submission.SYNC, 0xAB);
        var pinned = new Faults(List.of(), 0, -1, true, Faults.Shutdown.NONE, Faults.Buffer.GOOD, 1, List.of());
        var s = calls(new Call(r, 0, 1)).withFaults(pinned);
        var failed = List.of(new Outcome(-EFAULT, 0));
        assertThat(Oracle.judge(s, failed)).as("sectors of 512 bytes").isPresent();
        assertThat(Oracle.judge(s.withDevice(DevicePreset.FOUR_KN.spec()), failed)).isEmpty();
    }

    @Test
    void blocksThatAStoppedDirectWriteLeftShowWhenTheFileGrows() {
        var vecs = List.of(new Iovec(0, 1536), new Iovec(0, 10752));
        var bad = new Request(Op.WRITE, 0, 12288, vecs, true, Memory.BADTAIL, List.of(), List.of(OpenFlag.O_DIRECT), List.of(),
                Request.Submission.SYNC, 0xAB);
        var s = calls(new Call(bad, 0, 1), call(Op.WRITE, 16384, 1), call(Op.READ, 0, 16385))
                .withFaults(new Faults(List.of(), 0, -1, true, false, Faults.Buffer.BAD_FROM_PAGE_1));
        var stopped = new Outcome(-EFAULT, 1536);
        var grown = new Outcome(1, 16385);
        var last = run(16384, 1, Token.call(2));
        var stale = read(16385, run(0, 1536, Token.call(1)), run(1536, 2560, 0), run(4096, 8192, Token.STALE), run(12288, 4096, 0), last);
        assertThat(Oracle.judge(s.withKernel(Profile.V6_12), List.of(stopped, grown, stale))).isEmpty();
        assertThat(Oracle.judge(s.withKernel(Profile.V6_1), List.of(stopped, grown, stale))).as("truncated").isPresent();
        var more = read(16385, run(0, 1536, Token.call(1)), run(1536, 2560, Token.STALE), run(4096, 12288, 0), last);
        assertThat(Oracle.judge(s.withKernel(Profile.V6_12), List.of(stopped, grown, more))).as("the padded block").isPresent();
    }

    @Test
    void whatAFailedWriteBroughtBehindTheEndMayOutliveTheZerosOverIt() {
        var s = calls(call(Op.WRITE, 0, 100), call(Op.WRITE, 0, 4096, OpenFlag.O_DIRECT), call(Op.TRUNCATE, 4096, 0),
                call(Op.DROP_CACHES, 0, 0), call(Op.READ, 0, 4096))
                .withFaults(new Faults(List.of(), 1, -1, true, false, Faults.Buffer.GOOD));
        var before = List.of(new Outcome(100, 100), new Outcome(-EIO, 100), new Outcome(0, 4096), new Outcome(0, 4096));
        var shown = new ArrayList<>(before);
        shown.add(read(4096, run(0, 4096, Token.call(2))));
        assertThat(Oracle.judge(s, shown)).isEmpty();
        assertThat(Oracle.judge(s.withFaults(Faults.NONE), shown)).as("nothing fails").isPresent();
    }
}
