package dioscope.model.kernel.block;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.engine.Device.Range;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmitTest {
    @Test
    void aBioBeyondTheEndOfTheDeviceFailsAtOnce() {
        var rig = new Rig(Rig.WT.withCapacitySectors(16));
        rig.run(r -> r.plugged(r.write(4096, 4096), r.write(4096, 8192), r.write(16384, 4096)));
        assertThat(rig.ends).containsExactly("2 -5 task", "3 -5 task", "1 0 irq");
        assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 4096");
    }

    @Test
    void aBioThatIsNotMadeOfLogicalBlocksFails() {
        var lim = QueueLimits.of(4096, 4096, 1310720, 254, 4294967295L, 0, false, false, false);
        var rig = new Rig(lim);
        rig.run(r -> r.plugged(r.write(512, 4096), r.write(4096, 512), r.write(4096, 4096)));
        assertThat(rig.ends).containsExactly("1 -5 task", "2 -5 task", "3 0 irq");
    }

    @Test
    void whatTheDeviceDoesNotSupportEndsSo() {
        var rig = new Rig(Rig.WT.withNowait(false));
        rig.run(r -> r.plugged(r.write(0, 4096, Req.REQ_NOWAIT), r.bio(Bio.Op.FLUSH, 0, 0, Bio.Kind.FLUSH, List.of()),
                r.bio(Bio.Op.READ, 0, 4096, Bio.Kind.READ, r.scattered(4096), Req.REQ_PREFLUSH)));
        assertThat(rig.ends).containsExactly("1 -95 task", "2 -95 task", "3 -5 task");
        assertThat(rig.commands()).isEmpty();
    }

    @Test
    void aTaskWaitsForATagWhenTheQueueIsFull() {
        var rig = new Rig(Rig.WT, 1, false, List.of(), 0);
        rig.k.spawn("first", Task.Kind.TASK, () -> rig.b.core().submit_bio(rig.write(0, 4096)));
        rig.k.spawn("second", Task.Kind.TASK, () -> rig.b.core().submit_bio(rig.write(65536, 4096)));
        rig.run();
        assertThat(rig.went("blk_mq_get_tag/free", false)).isTrue();
        assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 0", "WRITE DATA 4096 @ 65536");
        assertThat(rig.ends).containsExactly("1 0 irq", "2 0 irq");
        BlkFlushTest.idle(rig);
    }

    @Test
    void aTaskThatWaitsForATagSendsItsOwnPlugFirst() {
        var rig = new Rig(Rig.WT, 2, false, List.of(), 0);
        rig.run(r -> r.plugged(r.write(0, 4096), r.write(65536, 4096), r.write(131072, 4096)));
        assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 0", "WRITE DATA 4096 @ 65536", "WRITE DATA 4096 @ 131072");
        assertThat(rig.ends).hasSize(3);
        BlkFlushTest.idle(rig);
    }

    @Test
    void aBioThatMayNotWaitEndsWhenNoTagIsFree() {
        var rig = new Rig(Rig.WT, 1, false, List.of(), 0);
        rig.run(r -> r.plugged(r.write(0, 4096), r.write(65536, 4096, Req.REQ_NOWAIT)));
        assertThat(rig.ends).containsExactly("2 -11 task", "1 0 irq");
        BlkFlushTest.idle(rig);
    }

    @Test
    void aFailedWriteLeavesTheOldData() {
        var rig = new Rig(Rig.WB_NOFUA, 32, false, List.of(), 2);
        rig.run(r -> r.plugged(r.bio(Bio.Op.WRITE, 0, 4096, Bio.Kind.ZERO_PAD, r.scattered(4096)), r.write(65536, 4096),
                r.write(131072, 4096)));
        assertThat(rig.ends).containsExactly("1 0 irq", "2 0 irq", "3 -5 irq");
        assertThat(rig.end().disk().at(65536)).isEqualTo(Rig.NEW);
        assertThat(rig.end().disk().at(131072)).isEqualTo(Rig.OLD);
        assertThat(rig.end().disk().media().at(65536)).as("in the cache only").isEqualTo(Rig.OLD);
    }

    @Test
    void aReadGetsWhatTheCacheHoldsBeforeWhatTheMediumHolds() {
        var rig = new Rig(Rig.WB_NOFUA);
        rig.run(r -> {
            r.b.bio().submit_bio_wait(r.write(4096, 4096));
            int read = r.bio(Bio.Op.READ, 0, 8192, Bio.Kind.READ, r.scattered(8192));
            r.b.bio().submit_bio_wait(read);
            assertThat(r.b.bio(read).payload().at(0)).isEqualTo(Rig.OLD);
            assertThat(r.b.bio(read).payload().at(4096)).isEqualTo(Rig.NEW);
            r.ends.add("checked");
        });
        assertThat(rig.ends).contains("checked");
    }

    @Test
    void overAMapperTheFlushGoesDownOnceAndTheDataFollow() {
        for (boolean faulty : List.of(false, true)) {
            var bad = faulty ? List.of(new Range(1 << 20, 4096)) : List.<Range>of();
            var rig = new Rig(Rig.WB_NOFUA, 32, true, bad, 0);
            rig.run(r -> r.b.core().submit_bio(r.write(8192, 4096, Req.REQ_PREFLUSH, Req.REQ_FUA)));
            assertThat(rig.commands()).isEqualTo(faulty
                    ? List.of("FLUSH", "FLUSH", "WRITE DATA 4096 @ 8192", "FLUSH")
                    : List.of("FLUSH", "WRITE DATA 4096 @ 8192", "FLUSH"));
            assertThat(rig.ends).containsExactly("1 0 irq");
            BlkFlushTest.idle(rig);
        }
    }

    @Test
    void overAMapperWithAnErrorTargetNothingIsPromisedNotToWait() {
        for (boolean faulty : List.of(false, true)) {
            var rig = new Rig(Rig.WT, 32, true, faulty ? List.of(new Range(1 << 20, 4096)) : List.of(), 0);
            rig.run(r -> r.b.core().submit_bio(r.write(8192, 4096, Req.REQ_NOWAIT)));
            assertThat(rig.ends).containsExactly(faulty ? "1 -95 task" : "1 0 irq");
        }
    }

    @Test
    void overAMapperAFlushThatMayNotWaitAndAPolledBioAreTurnedAway() {
        var rig = new Rig(Rig.WB_NOFUA, 32, true, List.of(), 0);
        rig.run(r -> r.plugged(r.write(8192, 4096, Req.REQ_NOWAIT, Req.REQ_PREFLUSH), r.write(8192, 4096, Req.REQ_POLLED)));
        assertThat(rig.ends).containsExactly("1 -11 task", "2 -95 task");
        assertThat(rig.commands()).isEmpty();
    }

    @Test
    void anInterruptBetweenTheCheckAndTheSleepLosesNoWakeUp() {
        var rig = new Rig(Rig.WT);
        rig.run(r -> {
            var done = new boolean[1];
            r.k.at(100, () -> {
                done[0] = true;
                r.k.wake(1);
            });
            while (!done[0]) {
                r.k.enter("runs on").close();
            }
            r.k.sleep("what has happened already");
            r.ends.add("awake");
        });
        assertThat(rig.ends).containsExactly("awake");
    }

    @Test
    void theSameSubmissionsGiveTheSameTrace() {
        var a = new Rig(Rig.WB_NOFUA, 2, false, List.of(), 0);
        var b = new Rig(Rig.WB_NOFUA, 2, false, List.of(), 0);
        for (var rig : List.of(a, b)) {
            rig.run(r -> {
                r.plugged(r.write(0, 4096), r.write(4096, 8192, Req.REQ_FUA), r.write(65536, 4096, Req.REQ_PREFLUSH));
                r.b.flush().blkdev_issue_flush();
            });
        }
        assertThat(a.commands()).isEqualTo(b.commands());
        assertThat(a.end()).isEqualTo(b.end());
    }
}
