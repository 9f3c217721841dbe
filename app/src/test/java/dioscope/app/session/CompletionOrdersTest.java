package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionOrdersTest {
    private final Scenario several = ShippedScenarios.all().stream()
            .filter(s -> s.title().equals("Written, unwritten and a hole in one write"))
            .findFirst()
            .orElseThrow();

    @Test
    void aBioDraggedToThePlaceOfAnotherIsAnsweredThere() {
        var t = Runner.run(several);
        var before = CompletionOrders.of(t);
        assertThat(before).hasSizeGreaterThan(2).isSorted();
        var last = t.steps().getLast().world().bios().values().stream().filter(b -> b.parent() == 0).reduce((a, b) -> b).orElseThrow();
        var edited = CompletionOrders.move(t, last.id(), 1).orElseThrow().apply(several);
        assertThat(CompletionOrders.of(Runner.run(edited)).getFirst()).isEqualTo(before.getLast());
    }

    @Test
    void oneStepLaterAndBackIsTheOldOrder() {
        var t = Runner.run(several);
        var later = CompletionOrders.shift(t, 1, 1).orElseThrow().apply(several);
        var run = Runner.run(later);
        assertThat(CompletionOrders.of(run).subList(0, 2)).isEqualTo(List.of(2, 1));
        var back = CompletionOrders.shift(run, 1, -1).orElseThrow().apply(later);
        assertThat(CompletionOrders.of(Runner.run(back))).isEqualTo(CompletionOrders.of(t));
    }

    @Test
    void nothingIsEarlierThanTheFirst() {
        assertThat(CompletionOrders.shift(Runner.run(several), 1, -1)).isEmpty();
    }
}
