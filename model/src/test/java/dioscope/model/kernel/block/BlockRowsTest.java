package dioscope.model.kernel.block;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.engine.CompletionOrder;
import dioscope.model.profile.Profile;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Bio.Bvec;
import dioscope.model.trace.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The block layer's rows of the table of version differences and its gotchas, one test each, on the four recorded kernels.
class BlockRowsTest {
    private static final QueueLimits POLL = QueueLimits.of(512, 512, 524288, 128, 4294967295L, 0, true, true, true);
    private static final QueueLimits NO_POLL = QueueLimits.of(512, 512, 524288, 128, 4294967295L, 0, true, true, false);
    private static final QueueLimits SMALL = QueueLimits.of(512, 512, 4096, 128, 4294967295L, 0, false, false, true);

    private static Rig rig(String kernel, QueueLimits lim) {
        return new Rig(Rig.profile(kernel), lim);
    }

    private static Req polled(String kernel) {
        return kernel.equals("5.10") ? Req.REQ_HIPRI : Req.REQ_POLLED;
    }

    /// Contexts in which the requests were issued, in order.
    private static List<String> issuers(Rig rig) {
        return rig.steps().stream()
                .filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("blk_mq_start_request")).map(s -> s.ctx().ctx()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void row37FlushMachine(String kernel) {
        boolean old = kernel.equals("5.10") || kernel.equals("6.1");
        var rig = rig(kernel, Rig.WB_NOFUA);
        rig.run(r -> r.plugged(r.write(8192, 4096, Req.REQ_FUA, Req.REQ_SYNC)));
        assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 8192", "FLUSH");
        assertThat(issuers(rig)).as("the data of a postflush: queued again and issued by the worker, or plugged like any other")
                .containsExactly(old ? "worker" : "task", "worker");
        BlkFlushTest.idle(rig);

        rig = rig(kernel, Rig.WB_FUA);
        rig.run(r -> r.plugged(r.write(8192, 4096, Req.REQ_FUA, Req.REQ_SYNC)));
        assertThat(rig.commands()).containsExactly("WRITE FUA DATA 4096 @ 8192");
        assertThat(rig.entered("blk_add_rq_to_plug")).as("FUA on a FUA device goes past the plug before 6.12").isEqualTo(old ? 0 : 1);
        assertThat(issuers(rig)).containsExactly(kernel.equals("5.10") ? "worker" : "task");
        BlkFlushTest.idle(rig);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void row37AJournalCommitIsFlushDataFlush(String kernel) {
        var rig = rig(kernel, Rig.WB_NOFUA);
        rig.run(r -> r.b.core().submit_bio(r.write(8192, 4096, Req.REQ_PREFLUSH, Req.REQ_FUA, Req.REQ_SYNC)));
        assertThat(rig.commands()).containsExactly("FLUSH", "WRITE DATA 4096 @ 8192", "FLUSH");
        assertThat(rig.ends).containsExactly("1 0 irq");
        BlkFlushTest.idle(rig);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void row38APolledBioOnAQueueWithoutPollQueues(String kernel) {
        var rig = rig(kernel, NO_POLL);
        rig.run(r -> r.plugged(r.write(0, 4096, polled(kernel))));
        boolean cleared = kernel.equals("5.10") || kernel.equals("6.1");
        assertThat(rig.ends).containsExactly(cleared ? "1 0 irq" : "1 -95 task");
        assertThat(rig.b.polled(rig.end().bios().at(1).opf())).isEqualTo(!cleared);
        BlkFlushTest.idle(rig);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void row39ABioThatMayNotWaitAndNeedsASplit(String kernel) {
        var rig = rig(kernel, SMALL);
        rig.run(r -> r.plugged(r.write(0, 8192, Req.REQ_NOWAIT)));
        if (kernel.equals("5.10")) {
            assertThat(rig.ends).containsExactly("1 0 irq");
            assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 0", "WRITE DATA 4096 @ 4096");
        } else {
            assertThat(rig.ends).containsExactly("1 -11 task");
            assertThat(rig.commands()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.12", "7.2"})
    void row39AnAtomicBioIsNeverSplit(String kernel) {
        var atomic = QueueLimits.of(512, 512, 1310720, 2, 4294967295L, 0, false, false, false)
                .withAtomic(new QueueLimits.Atomic(4096, 16384, 32, 0));
        var rig = rig(kernel, atomic);
        rig.run(r -> r.plugged(r.write(0, 16384, Req.REQ_ATOMIC, Req.REQ_NOWAIT), r.write(16384, 8192, Req.REQ_ATOMIC)));
        assertThat(rig.ends).as("four segments, the device takes two").containsExactly("1 -22 task", "2 0 irq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void row44AccountingEvents(String kernel) {
        var rig = rig(kernel, Rig.WT);
        rig.run(r -> r.plugged(r.write(0, 4096)));
        var notes = rig.steps().stream().filter(s -> s.kind() == Step.Kind.NOTE).map(Step::label).toList();
        assertThat(notes)
                .isEqualTo(kernel.startsWith("5") || kernel.equals("6.1") ? List.of() : List.of("block_io_start", "block_io_done"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.12", "7.2"})
    void row24TheSizeOfAnAtomicBioIsChecked(String kernel) {
        var lim = Rig.WT.withAtomic(new QueueLimits.Atomic(4096, 16384, 32, 0));
        var rig = rig(kernel, lim);
        rig.run(r -> r.plugged(r.write(0, 2048, Req.REQ_ATOMIC), r.write(65536, 32768, Req.REQ_ATOMIC),
                r.write(131072, 16384, Req.REQ_ATOMIC)));
        assertThat(rig.ends).containsExactly("1 -22 task", "2 -22 task", "3 0 irq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.12", "7.2"})
    void row24AnAtomicBioCrossesNoBoundary(String kernel) {
        var lim = Rig.WT.withAtomic(new QueueLimits.Atomic(4096, 16384, 32, 32));
        var rig = rig(kernel, lim);
        rig.run(r -> r.plugged(r.write(8192, 16384, Req.REQ_ATOMIC), r.write(16384, 16384, Req.REQ_ATOMIC)));
        assertThat(rig.ends).containsExactly("1 -22 task", "2 0 irq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.12", "7.2"})
    void row24AtomicBiosMergeWithAtomicOnesOnly(String kernel) {
        var lim = Rig.WT.withAtomic(new QueueLimits.Atomic(4096, 16384, 16, 0));
        var rig = rig(kernel, lim);
        rig.run(r -> r.plugged(r.write(0, 4096, Req.REQ_ATOMIC), r.write(4096, 4096, Req.REQ_ATOMIC), r.write(8192, 4096, Req.REQ_ATOMIC),
                r.write(12288, 4096)));
        assertThat(rig.commands()).as("at most 8 KiB of them together")
                .containsExactly("WRITE DATA 8192 @ 0", "WRITE DATA 4096 @ 8192", "WRITE DATA 4096 @ 12288");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void row9AVectorThatDmaCannotReach(String kernel) {
        var rig = rig(kernel, Rig.WT);
        rig.run(r -> r.plugged(r.bio(Bio.Op.WRITE, 0, 4096, Bio.Kind.DATA, List.of(new Bvec((1L << 30) + 4, 4096)))));
        assertThat(rig.ends).as("only 7.2 looks here; the others have looked in iomap")
                .containsExactly(kernel.equals("7.2") ? "1 -22 task" : "1 0 irq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha17ASplitBioStaysPolledInOldKernels(String kernel) {
        var rig = rig(kernel, SMALL);
        rig.run(r -> {
            int bio = r.write(0, 8192, polled(kernel));
            r.b.core().blk_start_plug();
            int cookie = r.b.core().submit_bio(bio);
            r.b.core().blk_finish_plug();
            if (kernel.equals("5.10")) {
                while (r.b.bio(bio).state() != Bio.State.DONE) {
                    r.b.core().blk_poll(cookie, true);
                    r.k.yield();
                }
            }
        });
        assertThat(rig.ends).containsExactly(kernel.equals("5.10") ? "1 0 task" : "1 0 irq");
        assertThat(rig.b.polled(rig.end().bios().at(1).opf())).isEqualTo(kernel.equals("5.10"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha23AFlushOnAWriteThroughDeviceIsNoCommand(String kernel) {
        var rig = rig(kernel, Rig.WT);
        rig.run(r -> {
            assertThat(r.b.flush().blkdev_issue_flush()).isZero();
            r.plugged(r.write(0, 4096, Req.REQ_PREFLUSH, Req.REQ_FUA));
        });
        assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 0");
        BlkFlushTest.idle(rig);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aPolledBioEndsInTheTaskThatPollsAndInNoInterrupt(String kernel) {
        var rig = rig(kernel, POLL);
        rig.run(r -> {
            int bio = r.write(0, 4096, polled(kernel));
            r.b.core().blk_start_plug();
            int cookie = r.b.core().submit_bio(bio);
            r.b.core().blk_finish_plug();
            int found = kernel.equals("5.10") ? r.b.core().blk_poll(cookie, false) : r.b.core().bio_poll(bio, true);
            assertThat(found).as("asked once, too early").isZero();
            found = kernel.equals("5.10") ? r.b.core().blk_poll(cookie, true) : r.b.core().bio_poll(bio, false);
            assertThat(found).isEqualTo(1);
            r.ends.add("polled");
        });
        assertThat(rig.ends).containsExactly("1 0 task", "polled");
        assertThat(rig.entered("irq_handler")).isZero();
        BlkFlushTest.idle(rig);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.12", "7.2"})
    void whoPollsGivesWayToATaskThatIsReady(String kernel) {
        var rig = rig(kernel, POLL);
        rig.k.spawn("poller", dioscope.model.state.Task.Kind.TASK, () -> {
            int bio = rig.write(0, 4096, Req.REQ_POLLED);
            rig.b.core().submit_bio(bio);
            while (rig.b.core().bio_poll(bio, false) == 0) {
                rig.k.yield();
            }
        });
        rig.k.spawn("other", dioscope.model.state.Task.Kind.TASK, () -> rig.ends.add("other"));
        rig.run();
        assertThat(rig.ends).containsExactly("other", "1 0 task");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void theOrderOfAPlugListIsTurnedRoundIn61(String kernel) {
        var rig = rig(kernel, Rig.WT);
        rig.run(r -> r.plugged(r.write(0, 4096), r.write(65536, 4096), r.write(131072, 4096)));
        var commands = List.of("WRITE DATA 4096 @ 0", "WRITE DATA 4096 @ 65536", "WRITE DATA 4096 @ 131072");
        assertThat(rig.commands()).isEqualTo(kernel.equals("6.1") ? commands.reversed() : commands);
        assertThat(rig.ends).as("the driver turns the batch round again").containsExactly("1 0 irq", "2 0 irq", "3 0 irq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void onlyOldKernelsMergeWithARequestThatIsNotTheNewest(String kernel) {
        var rig = rig(kernel, Rig.WT);
        rig.run(r -> r.plugged(r.write(0, 4096), r.write(65536, 4096), r.write(4096, 4096)));
        var commands = new ArrayList<>(kernel.equals("5.10")
                ? List.of("WRITE DATA 8192 @ 0", "WRITE DATA 4096 @ 65536")
                : List.of("WRITE DATA 4096 @ 0", "WRITE DATA 4096 @ 65536", "WRITE DATA 4096 @ 4096"));
        assertThat(rig.commands()).isEqualTo(kernel.equals("6.1") ? commands.reversed() : commands);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void theRestOfASplitBioGoesAheadOnlyIn72(String kernel) {
        var rig = rig(kernel, SMALL);
        rig.run(r -> r.b.core().submit_bio(r.write(0, 12288)));
        assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 0", "WRITE DATA 4096 @ 4096", "WRITE DATA 4096 @ 8192");
        assertThat(rig.went("submit_bio_noacct_nocheck/rest_first", true)).isEqualTo(kernel.equals("7.2"));
        assertThat(rig.entered("submit_bio_noacct")).as("checked once, or once for each part").isEqualTo(kernel.equals("7.2") ? 1 : 3);
        assertThat(rig.ends).containsExactly("1 0 irq");
        BlkFlushTest.idle(rig);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void withoutAPlugABioGoesStraightToTheDriver(String kernel) {
        var rig = rig(kernel, Rig.WT);
        rig.run(r -> r.b.core().submit_bio(r.write(0, 4096)));
        assertThat(rig.entered("blk_mq_try_issue_directly")).as("6.12 gives it a plug of its own").isEqualTo(kernel.equals("6.12") ? 0 : 1);
        assertThat(rig.ends).containsExactly("1 0 irq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aReadBringsAllItsPartsInTheirPlaces(String kernel) {
        var rig = new Rig(Rig.profile(kernel), new Block.Setup(SMALL, 32, true, true, List.of()), List.of(), 0, CompletionOrder.NATURAL);
        rig.run(r -> {
            r.b.bio().submit_bio_wait(r.write(4096, 4096));
            int read = r.bio(Bio.Op.READ, 0, 12288, Bio.Kind.READ, r.scattered(12288));
            r.b.bio().bio_set_pages_dirty(read);
            r.b.bio().submit_bio_wait(read);
            r.b.bio().bio_check_pages_dirty(read);
            var got = r.b.bio().read(read);
            assertThat(got.at(0)).isEqualTo(Rig.OLD);
            assertThat(got.at(4096)).isEqualTo(Rig.NEW);
            assertThat(got.at(8191)).isEqualTo(Rig.NEW);
            assertThat(got.at(12287)).isEqualTo(Rig.OLD);
            assertThat(got.at(12288)).isNull();
            r.ends.add("checked");
        });
        assertThat(rig.ends).contains("checked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void theWorkerThatA510FuaWriteWakesRunsBeforeTheNextBio(String kernel) {
        var rig = rig(kernel, Rig.WB_FUA);
        rig.run(r -> r.plugged(r.write(8192, 4096, Req.REQ_FUA, Req.REQ_SYNC), r.write(65536, 4096)));
        assertThat(rig.commands()).containsExactly("WRITE FUA DATA 4096 @ 8192", "WRITE DATA 4096 @ 65536");
        assertThat(issuers(rig)).containsExactly(kernel.equals("5.10") ? "worker" : "task", "task");
    }

    @Test
    void everyProfileHasABlockLayer() {
        for (var p : Profile.ALL) {
            var rig = new Rig(p, Rig.WB_FUA);
            rig.run(r -> r.plugged(r.write(0, 4096), r.write(8192, 4096, Req.REQ_FUA)));
            assertThat(rig.ends).as(p.name()).hasSize(2).allMatch(e -> e.endsWith(" 0 irq"));
            BlkFlushTest.idle(rig);
        }
    }
}
