package dioscope.model.kernel.block;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.engine.CompletionOrder;
import dioscope.model.engine.CompletionOrder.Explicit;
import dioscope.model.engine.CompletionOrder.Seeded;
import dioscope.model.engine.Device;
import dioscope.model.profile.Profile;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompletionOrderTest {
    private static Rig rig(CompletionOrder order, List<Device.Range> bad) {
        return new Rig(Profile.V6_12, new Block.Setup(Rig.WT, 32, true, false, List.of()), bad, 0, order);
    }

    /// Writes `bios` bios that cannot merge and tells in which order they ended.
    private static List<String> ends(CompletionOrder order, int bios, Device.Range... bad) {
        var rig = rig(order, List.of(bad));
        rig.run(r -> r.plugged(IntStream.range(0, bios).map(i -> r.write(i * 65536L, 4096)).toArray()));
        BlkFlushTest.idle(rig);
        return rig.ends;
    }

    @Test
    void withoutAnOrderBiosEndAsTheyWereIssued() {
        assertThat(ends(CompletionOrder.NATURAL, 3)).containsExactly("1 0 irq", "2 0 irq", "3 0 irq");
    }

    @Test
    void biosEndInTheOrderChosen() {
        assertThat(ends(new Explicit(List.of(3, 1, 2)), 3)).containsExactly("3 0 irq", "1 0 irq", "2 0 irq");
        assertThat(ends(new Explicit(List.of(2, 3, 1)), 3)).containsExactly("2 0 irq", "3 0 irq", "1 0 irq");
    }

    @Test
    void theErrorOfTheBioThatEndsFirstComesFirst() {
        assertThat(ends(new Explicit(List.of(3, 1, 2)), 3, new Device.Range(0, 512), new Device.Range(2 * 65536L, 512)))
                .containsExactly("3 -5 irq", "1 -5 irq", "2 0 irq");
    }

    @Test
    void biosThatAreNotNamedEndWhenTheyAreReady() {
        assertThat(ends(new Explicit(List.of(4, 2)), 4)).containsExactly("1 0 irq", "3 0 irq", "4 0 irq", "2 0 irq");
    }

    @Test
    void aBioThatNeverComesHoldsNobodyBackForEver() {
        assertThat(ends(new Explicit(List.of(9, 2, 1)), 2)).containsExactly("2 0 irq", "1 0 irq");
    }

    @Test
    void anOrderThatOneTagDoesNotAllowGivesWay() {
        var rig = new Rig(Profile.V6_12, new Block.Setup(Rig.WT, 1, true, false, List.of()), List.of(), 0, new Explicit(List.of(2, 1)));
        rig.run(r -> r.plugged(r.write(0, 4096), r.write(65536, 4096)));
        assertThat(rig.ends).containsExactly("1 0 irq", "2 0 irq");
        BlkFlushTest.idle(rig);
    }

    @Test
    void theSameSeedGivesTheSameOrderAndSomeSeedAnother() {
        assertThat(ends(new Seeded(7), 8)).isEqualTo(ends(new Seeded(7), 8)).hasSize(8);
        assertThat(IntStream.range(0, 8).mapToObj(s -> ends(new Seeded(s), 8)).distinct().count()).isGreaterThan(4);
    }

    @Test
    void aSplitBioCountsOnce() {
        var lim = QueueLimits.of(512, 512, 65536, 254, 4294967295L, 0, false, false, false);
        var rig = new Rig(Profile.V6_12, new Block.Setup(lim, 32, true, false, List.of()), List.of(), 0, new Explicit(List.of(2, 1)));
        rig.run(r -> r.plugged(r.write(0, 3 * 65536), r.write(1 << 20, 4096)));
        assertThat(rig.ends).containsExactly("2 0 irq", "1 0 irq");
        BlkFlushTest.idle(rig);
    }
}
