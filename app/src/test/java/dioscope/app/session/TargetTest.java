package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.state.CellId;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the next change of a chosen thing is, in an append through the page cache that fsync makes durable.
class TargetTest {
    private static final Trace RUN = Runner.run(append());

    private static Scenario append() {
        return ShippedScenarios.all().stream().filter(s -> s.title().startsWith("Append, then fsync")).findFirst().orElseThrow();
    }

    private static List<String> labels(String thing) {
        var target = Target.of(new CellId(thing)).orElseThrow();
        var out = new ArrayList<String>();
        int i = 0;
        for (int next = Stepping.change(RUN, i, target, false); next != i; next = Stepping.change(RUN, i, target, false)) {
            i = next;
            out.add(RUN.step(i).site());
        }
        return out;
    }

    @Test
    void aTransactionIsFollowedFromBoxToBox() {
        int tid = RUN.steps().stream().map(s -> s.world().journal().running()).filter(tx -> tx != null).findFirst().orElseThrow().tid();
        var all = labels("journal.tx" + tid);
        assertThat(all.getFirst()).isEqualTo("jbd2__journal_start/jbd2_get_transaction");
        assertThat(all).containsSubsequence("jbd2_journal_commit_transaction/LOCKED", "jbd2_journal_commit_transaction/FLUSH",
                "jbd2_journal_commit_transaction/COMMIT", "jbd2_journal_commit_transaction/j_commit_sequence");
        assertThat(labels("journal.tx" + (tid + 100))).isEmpty();
    }

    @Test
    void aPageIsFollowedWithItsBytesAndNotItsNeighbour() {
        assertThat(labels("pageCache.pages.16").stream().filter(s -> s.startsWith("copy_folio_from_iter_atomic"))).hasSize(1);
        assertThat(labels("pageCache.pages.17").stream().filter(s -> s.startsWith("copy_folio_from_iter_atomic"))).hasSize(1);
        assertThat(labels("pageCache.pages.3")).isEmpty();
    }

    @Test
    void anExtentIsFollowedFromItsDelayToItsConversion() {
        var all = labels("extents.16");
        assertThat(all).hasSizeGreaterThanOrEqualTo(3);
        assertThat(labels("status.16")).isEqualTo(all);
    }

    @Test
    void aBioIsFollowedAndAFunctionIsNot() {
        assertThat(labels("bios.1")).hasSizeGreaterThan(4);
        assertThat(Target.of(new CellId("tasks.6.stack.2"))).isEmpty();
        assertThat(Target.of(new CellId("step.12"))).isEmpty();
    }

    @Test
    void aBitOfAnyWordIsABit() {
        assertThat(Target.of(new CellId("io.1.dio.flags.28"))).contains(new Target.Bits(new CellId("io.1.dio.flags"), 1L << 28));
        assertThat(Target.of(new CellId("io.1.kiocb.flags.3"))).contains(new Target.Bits(new CellId("io.1.kiocb.flags"), 8));
    }
}
