package dioscope.model.kernel.block;

import static dioscope.model.profile.Req.REQ_FUA;
import static dioscope.model.profile.Req.REQ_PREFLUSH;
import static dioscope.model.profile.Req.REQ_SYNC;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.engine.Device;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Task;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlkFlushTest {
    private static final String WRITE = "WRITE DATA 4096 @ 8192";
    private static final String WRITE_FUA = "WRITE FUA DATA 4096 @ 8192";

    /// What a bio becomes on a device.
    ///
    /// @param durable the data are on the medium when the bio ends
    record Row(String device, QueueLimits lim, List<Req> flags, List<String> commands, boolean durable) {
        @Override
        public String toString() {
            return device + " " + flags;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row("write-through", Rig.WT, List.of(), List.of(WRITE), true),
                new Row("write-through", Rig.WT, List.of(REQ_FUA), List.of(WRITE), true),
                new Row("write-through", Rig.WT, List.of(REQ_PREFLUSH), List.of(WRITE), true),
                new Row("write-through", Rig.WT, List.of(REQ_PREFLUSH, REQ_FUA), List.of(WRITE), true),
                new Row("cache", Rig.WB_NOFUA, List.of(), List.of(WRITE), false),
                new Row("cache", Rig.WB_NOFUA, List.of(REQ_FUA), List.of(WRITE, "FLUSH"), true),
                new Row("cache", Rig.WB_NOFUA, List.of(REQ_PREFLUSH), List.of("FLUSH", WRITE), false),
                new Row("cache", Rig.WB_NOFUA, List.of(REQ_PREFLUSH, REQ_FUA), List.of("FLUSH", WRITE, "FLUSH"), true),
                new Row("cache and FUA", Rig.WB_FUA, List.of(), List.of(WRITE), false),
                new Row("cache and FUA", Rig.WB_FUA, List.of(REQ_FUA), List.of(WRITE_FUA), true),
                new Row("cache and FUA", Rig.WB_FUA, List.of(REQ_PREFLUSH), List.of("FLUSH", WRITE), false),
                new Row("cache and FUA", Rig.WB_FUA, List.of(REQ_PREFLUSH, REQ_FUA), List.of("FLUSH", WRITE_FUA), true));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aWriteBecomesTheStepsItsDeviceNeeds(Row row) {
        var rig = new Rig(row.lim);
        rig.run(r -> {
            int bio = r.write(8192, 4096, row.flags.toArray(Req[]::new));
            r.b.bio().onEndIo(bio, () -> {
                r.ends.add("ended");
                assertThat(r.k.world().disk().at(8192)).isEqualTo(Rig.NEW);
                assertThat(Rig.NEW.equals(r.k.world().disk().media().at(8192))).isEqualTo(row.durable);
            });
            r.b.core().submit_bio(bio);
        });
        assertThat(rig.commands()).isEqualTo(row.commands);
        assertThat(rig.ends).containsExactly("ended");
        idle(rig);
    }

    @Test
    void anEmptyFlushIsOneFlushOnACacheAndNothingWithout() {
        for (var lim : List.of(Rig.WB_NOFUA, Rig.WB_FUA)) {
            var rig = new Rig(lim);
            rig.run(r -> assertThat(r.b.flush().blkdev_issue_flush()).isZero());
            assertThat(rig.commands()).containsExactly("FLUSH");
            idle(rig);
        }
        var rig = new Rig(Rig.WT);
        rig.run(r -> assertThat(r.b.flush().blkdev_issue_flush()).isZero());
        assertThat(rig.commands()).isEmpty();
        assertThat(rig.end().requests().isEmpty()).isTrue();
    }

    @Test
    void aFlushPutsOnTheMediumWhatWasInTheCache() {
        var rig = new Rig(Rig.WB_NOFUA);
        rig.run(r -> {
            int bio = r.write(8192, 4096);
            assertThat(r.b.bio().submit_bio_wait(bio)).isZero();
            assertThat(r.k.world().disk().media().at(8192)).isEqualTo(Rig.OLD);
            r.b.flush().blkdev_issue_flush();
            assertThat(r.k.world().disk().media().at(8192)).isEqualTo(Rig.NEW);
            assertThat(r.k.world().disk().cache().runs().isEmpty()).isTrue();
            r.ends.add("checked");
        });
        assertThat(rig.ends).contains("checked");
    }

    @Test
    void flushesThatWaitWhileOneIsInFlightShareTheNext() {
        var rig = new Rig(Rig.WB_NOFUA);
        for (int i = 0; i < 4; i++) {
            rig.k.spawn("flusher " + i, Task.Kind.TASK, () -> {
                assertThat(rig.b.flush().blkdev_issue_flush()).isZero();
                rig.ends.add("flushed");
            });
        }
        rig.run();
        assertThat(rig.ends).hasSize(4);
        assertThat(rig.commands()).containsExactly("FLUSH", "FLUSH");
        assertThat(rig.went("blk_kick_flush/none_or_in_flight", true)).isTrue();
        idle(rig);
    }

    @Test
    void aFlushWaitsForTheDataOfASequenceInFlight() {
        var rig = new Rig(Rig.WB_NOFUA);
        rig.k.spawn("writer", Task.Kind.TASK, () -> rig.b.core().submit_bio(rig.write(8192, 4096, REQ_FUA, REQ_SYNC)));
        rig.k.spawn("flusher", Task.Kind.TASK, rig.b.flush()::blkdev_issue_flush);
        rig.run();
        assertThat(rig.went("blk_kick_flush/data_in_flight", true)).isTrue();
        assertThat(rig.commands()).as("the flush before and the flush after are one").containsExactly(WRITE, "FLUSH");
        idle(rig);
    }

    @Test
    void anErrorInTheDataEndsTheSequenceWithoutTheFlushThatWouldFollow() {
        var rig = new Rig(Rig.WB_NOFUA, 32, false, List.of(new Device.Range(8192, 512)), 0);
        rig.run(r -> r.b.core().submit_bio(r.write(8192, 4096, REQ_PREFLUSH, REQ_FUA)));
        assertThat(rig.commands()).containsExactly("FLUSH", WRITE);
        assertThat(rig.ends).containsExactly("1 -5 irq");
        assertThat(rig.end().disk().at(8192)).isEqualTo(Rig.OLD);
        idle(rig);
    }

    @Test
    void aFlushIsIssuedByTheWorkerNotByTheCaller() {
        var rig = new Rig(Rig.WB_FUA);
        var trace = rig.run(r -> r.b.flush().blkdev_issue_flush());
        assertThat(trace.steps()).filteredOn(s -> s.fn().equals("blk_mq_start_request")).isNotEmpty()
                .allMatch(s -> s.ctx() == Task.Kind.WORKER);
        assertThat(trace.refusal()).isNull();
    }

    @Test
    void aWriteThatEndsWhileAFlushRunsIsNotCoveredByIt() {
        var rig = new Rig(Rig.WB_NOFUA);
        rig.k.spawn("flusher", Task.Kind.TASK, () -> {
            rig.b.flush().blkdev_issue_flush();
            assertThat(rig.k.world().disk().cache().at(8192)).isEqualTo(Rig.NEW);
            assertThat(rig.k.world().disk().media().at(8192)).isEqualTo(Rig.OLD);
            rig.ends.add("checked");
        });
        rig.k.spawn("writer", Task.Kind.TASK, () -> {
            rig.b.core().blk_io_schedule("nothing: lets the worker issue the FLUSH");
            rig.b.core().submit_bio(rig.write(8192, 4096));
        });
        rig.k.at(50_000, () -> rig.k.wake(2));
        rig.run();
        assertThat(rig.ends).contains("checked");
    }

    @Test
    void whatIsOverwrittenWhileAFlushRunsReachesTheMediumAsItWasAndStaysInTheCacheAsItIs() {
        var rig = new Rig(Rig.WB_NOFUA);
        var newer = dioscope.model.state.Data.request(2, 0xCD);
        rig.k.spawn("flusher", Task.Kind.TASK, () -> {
            rig.b.bio().submit_bio_wait(rig.write(8192, 4096));
            rig.b.flush().blkdev_issue_flush();
            assertThat(rig.k.world().disk().media().at(8192)).isEqualTo(Rig.NEW);
            assertThat(rig.k.world().disk().cache().at(8192)).isEqualTo(newer);
            rig.ends.add("checked");
        });
        rig.k.spawn("writer", Task.Kind.TASK, () -> {
            rig.b.core().blk_io_schedule("nothing: lets the worker issue the FLUSH");
            int bio = rig.write(8192, 4096);
            rig.b.bio("other data", rig.b.bio(bio).withPayload(dioscope.model.state.Content.EMPTY.fill(0, 4096, newer)));
            rig.b.core().submit_bio(bio);
        });
        rig.k.at(200_000, () -> rig.k.wake(2));
        rig.run();
        assertThat(rig.ends).contains("checked");
    }

    static void idle(Rig rig) {
        var q = rig.end().queue();
        assertThat(q.tags().isEmpty()).as("every tag is free").isTrue();
        assertThat(q.inFlight()).isEmpty();
        assertThat(q.waiting()).isEmpty();
        assertThat(q.plugged()).isFalse();
        assertThat(q.bioLists().isEmpty()).isTrue();
        assertThat(q.flushPending()).isEmpty();
        assertThat(q.flushRunning()).isEmpty();
        assertThat(q.flush().dataInFlight()).isZero();
        assertThat(rig.end().bios().values()).allMatch(bio -> bio.state() == Bio.State.DONE && bio.remaining() == 0);
        assertThat(rig.end().requests().values()).allMatch(r -> r.state() == dioscope.model.state.Rq.State.DONE);
    }
}
