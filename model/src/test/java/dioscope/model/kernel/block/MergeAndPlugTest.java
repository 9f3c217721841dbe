package dioscope.model.kernel.block;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Bio.Bvec;
import dioscope.model.state.Task;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MergeAndPlugTest {
    @Test
    void aBioBehindThePluggedRequestJoinsIt() {
        var rig = new Rig(Rig.WT);
        rig.run(r -> r.plugged(r.bio(Bio.Op.WRITE, 16, 512, Bio.Kind.ZERO_PAD, r.scattered(512)), r.write(8704, 512),
                r.bio(Bio.Op.WRITE, 18, 3072, Bio.Kind.ZERO_PAD, r.scattered(3072))));
        assertThat(rig.commands()).containsExactly("WRITE ZERO_PAD+DATA 4096 @ 8192");
        assertThat(rig.ends).containsExactly("1 0 irq", "2 0 irq", "3 0 irq");
        BlkFlushTest.idle(rig);
    }

    @Test
    void aBioBeforeThePluggedRequestJoinsItInFront() {
        var rig = new Rig(Rig.WT);
        rig.run(r -> r.plugged(r.write(8192, 4096), r.write(4096, 4096)));
        assertThat(rig.commands()).containsExactly("WRITE DATA 8192 @ 4096");
        assertThat(rig.ends).containsExactly("2 0 irq", "1 0 irq");
        assertThat(rig.end().disk().media().at(4096)).isEqualTo(Rig.NEW);
    }

    @Test
    void onlyTheNewestPluggedRequestIsTried() {
        var rig = new Rig(Rig.WT);
        rig.run(r -> r.plugged(r.write(0, 4096), r.write(65536, 4096), r.write(4096, 4096)));
        assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 0", "WRITE DATA 4096 @ 65536", "WRITE DATA 4096 @ 4096");
    }

    @Test
    void fuaAndOtherOperationsDoNotMerge() {
        var rig = new Rig(Rig.WB_FUA);
        rig.run(r -> r.plugged(r.write(0, 4096, Req.REQ_FUA), r.write(4096, 4096, Req.REQ_FUA), r.write(8192, 4096),
                r.bio(Bio.Op.READ, 24, 4096, Bio.Kind.READ, r.scattered(4096))));
        assertThat(rig.commands()).containsExactly("WRITE FUA DATA 4096 @ 0", "WRITE FUA DATA 4096 @ 4096", "WRITE DATA 4096 @ 8192",
                "READ READ 4096 @ 12288");
    }

    @Test
    void withoutAWriteCacheFuaWritesMerge() {
        var rig = new Rig(Rig.WT);
        rig.run(r -> r.plugged(r.write(0, 4096, Req.REQ_FUA), r.write(4096, 4096, Req.REQ_FUA)));
        assertThat(rig.commands()).containsExactly("WRITE DATA 8192 @ 0");
    }

    @Test
    void aMergeThatWouldBreakALimitIsNotMadeAndNotTriedAgain() {
        var small = QueueLimits.of(512, 512, 8192, 254, 4294967295L, 0, false, false, false);
        var few = QueueLimits.of(512, 512, 1310720, 2, 4294967295L, 0, false, false, false);
        for (var lim : List.of(small, few)) {
            for (boolean front : List.of(false, true)) {
                var rig = new Rig(lim);
                rig.run(r -> r.plugged(r.write(front ? 12288 : 0, 8192), r.write(8192, 4096)));
                assertThat(rig.commands()).containsExactly(front ? "WRITE DATA 8192 @ 12288" : "WRITE DATA 8192 @ 0",
                        "WRITE DATA 4096 @ 8192");
                assertThat(rig.b.has(rig.end().requests().at(1).opf(), Req.REQ_NOMERGE)).isTrue();
            }
        }
    }

    @Test
    void aGapTheDeviceCannotHaveForbidsTheMergeUnlessThePiecesAdjoin() {
        var lim = QueueLimits.of(512, 512, 1310720, 254, 4294967295L, 4095, false, false, false);
        var first = List.of(new Bvec(1 << 20, 512));
        for (boolean adjoin : List.of(false, true)) {
            var rig = new Rig(lim);
            var second = List.of(new Bvec(adjoin ? (1 << 20) + 512 : 1 << 21, 512));
            rig.run(r -> r.plugged(r.bio(Bio.Op.WRITE, 0, 512, Bio.Kind.DATA, first), r.bio(Bio.Op.WRITE, 1, 512, Bio.Kind.DATA, second)));
            assertThat(rig.commands()).hasSize(adjoin ? 1 : 2);
        }
    }

    @Test
    void aGapForbidsTheMergeInFrontToo() {
        var lim = QueueLimits.of(512, 512, 1310720, 254, 4294967295L, 4095, false, false, false);
        var rig = new Rig(lim);
        rig.run(r -> r.plugged(r.bio(Bio.Op.WRITE, 9, 512, Bio.Kind.DATA, List.of(new Bvec((1 << 20) + 512, 512))),
                r.bio(Bio.Op.WRITE, 8, 512, Bio.Kind.DATA, List.of(new Bvec(1 << 21, 512)))));
        assertThat(rig.commands()).containsExactly("WRITE DATA 512 @ 4608", "WRITE DATA 512 @ 4096");
    }

    @Test
    void onlyTheNewestEightOfTheSoftwareQueueAreTried() {
        // Past submit_bio, where the worker would take the CPU: another CPU's bio.
        var rig = new Rig(Rig.WT);
        rig.run(r -> {
            r.b.core().blk_start_plug();
            IntStream.range(0, 9).forEach(i -> r.b.core().submit_bio(r.write(i * 65536L, 4096)));
            r.b.core().blk_flush_plug(true);
            r.b.mq.blk_mq_submit_bio(r.write(4096, 4096));
            r.b.mq.blk_mq_submit_bio(r.write(65536 + 4096, 4096));
            r.b.core().blk_finish_plug();
        });
        assertThat(rig.commands()).hasSize(10).contains("WRITE DATA 4096 @ 0", "WRITE DATA 4096 @ 4096", "WRITE DATA 8192 @ 65536");
    }

    @Test
    void aFlushOvertakesWhatWaitsInTheSoftwareQueue() {
        var rig = new Rig(Rig.WB_NOFUA);
        rig.run(r -> {
            r.b.core().blk_start_plug();
            r.b.core().submit_bio(r.write(0, 4096));
            r.b.core().submit_bio(r.bio(Bio.Op.WRITE, 0, 0, Bio.Kind.FLUSH, List.of(), Req.REQ_PREFLUSH));
            r.b.core().blk_flush_plug(true);
            r.b.core().blk_finish_plug();
        });
        assertThat(rig.commands()).containsExactly("FLUSH", "WRITE DATA 4096 @ 0");
        assertThat(rig.went("blk_mq_do_dispatch_ctx/empty", false)).isTrue();
        BlkFlushTest.idle(rig);
    }

    @Test
    void thePlugIsSentWhenThirtyTwoRequestsAreOnItAndAnotherComes() {
        var rig = new Rig(Rig.WT, 64, false, List.of(), 0);
        rig.run(r -> {
            r.b.core().blk_start_plug();
            IntStream.range(0, 32).forEach(i -> r.b.core().submit_bio(r.write(i * 8192L, 4096)));
            assertThat(r.k.world().queue().plug()).hasSize(32);
            r.b.core().submit_bio(r.write(1 << 20, 4096));
            assertThat(r.k.world().queue().plug()).hasSize(1);
            r.b.core().blk_finish_plug();
        });
        assertThat(rig.commands()).hasSize(33);
        BlkFlushTest.idle(rig);
    }

    @Test
    void thePlugIsSentWhenItsOldestRequestIsLargeAndAnotherComes() {
        var rig = new Rig(Rig.WT);
        rig.run(r -> {
            r.b.core().blk_start_plug();
            r.b.core().submit_bio(r.write(0, 4096));
            r.b.core().submit_bio(r.write(1 << 20, 131072));
            r.b.core().submit_bio(r.write(2 << 20, 4096));
            assertThat(r.k.world().queue().plug()).as("the oldest is small").hasSize(3);
            r.b.core().blk_finish_plug();
            r.b.core().blk_start_plug();
            r.b.core().submit_bio(r.write(1 << 20, 131072));
            r.b.core().submit_bio(r.write(0, 4096));
            assertThat(r.k.world().queue().plug()).as("the oldest is large").hasSize(1);
            r.b.core().blk_finish_plug();
            r.ends.add("checked");
        });
        assertThat(rig.ends).contains("checked");
    }

    @Test
    void aPlugInsideAPlugSendsNothing() {
        var rig = new Rig(Rig.WT);
        rig.run(r -> {
            r.b.core().blk_start_plug();
            r.plugged(r.write(0, 4096));
            assertThat(r.k.world().queue().plug()).hasSize(1);
            r.b.core().blk_finish_plug();
            assertThat(r.k.world().queue().plugged()).isFalse();
            r.ends.add("checked");
        });
        assertThat(rig.ends).contains("checked");
    }

    @Test
    void withoutAPlugEachBioGoesAtOnce() {
        var rig = new Rig(Rig.WT);
        rig.run(r -> {
            r.b.core().submit_bio(r.write(0, 4096));
            r.b.core().submit_bio(r.write(4096, 4096));
        });
        assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 0", "WRITE DATA 4096 @ 4096");
    }

    @Test
    void aTaskThatSleepsLeavesItsPlugToTheWorkerAndMayMergeThereMeanwhile() {
        // Past submit_bio, where the worker would take the CPU: another CPU's bio.
        var rig = new Rig(Rig.WT);
        rig.k.spawn("sleeper", Task.Kind.TASK, () -> {
            rig.b.core().blk_start_plug();
            rig.b.core().submit_bio(rig.write(0, 4096));
            rig.b.core().submit_bio(rig.write(65536, 4096));
            rig.b.core().blk_flush_plug(true);
            assertThat(rig.k.world().queue().software()).hasSize(2);
            rig.b.mq.blk_mq_submit_bio(rig.write(4096, 4096));
            rig.b.core().blk_finish_plug();
        });
        var trace = rig.run();
        assertThat(rig.commands()).containsExactly("WRITE DATA 8192 @ 0", "WRITE DATA 4096 @ 65536");
        assertThat(trace.steps()).filteredOn(s -> s.fn().equals("blk_mq_start_request")).isNotEmpty()
                .allMatch(s -> s.ctx() == Task.Kind.WORKER);
        BlkFlushTest.idle(rig);
    }

    @Test
    void aDriverThatTakesNoListsGetsTheSameOneByOne() {
        var rig = new Rig(new Block.Setup(Rig.WT, 32, false, false, List.of()), List.of(), 0);
        rig.run(r -> r.plugged(r.write(0, 4096), r.write(65536, 4096)));
        assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 0", "WRITE DATA 4096 @ 65536");
        assertThat(rig.entered("blk_mq_plug_issue_direct")).isEqualTo(1);
        BlkFlushTest.idle(rig);
    }
}
