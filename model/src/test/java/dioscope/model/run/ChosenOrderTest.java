package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.state.Bio;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A direct write of three bios whose completions come in the order the reader chose: what the reference count, the first error and the waiter make of it.
class ChosenOrderTest {
    private static final int MIB = 1 << 20;

    private static Trace write(String more) {
        return AllocationRulesTest.run(
                "\"i_size\": %d, \"extents\": [{\"logical\": 0, \"physical\": 16777216, \"length\": %d, \"state\": \"written\"}]"
                        .formatted(4 * MIB, 4 * MIB),
                "\"offset\": 0, \"length\": %d, \"buffer\": \"scatter\"".formatted(3 * MIB), more);
    }

    /// The data bios that iomap made, in the order in which their last part ended.
    private static List<Integer> order(Trace t) {
        var out = new ArrayList<Integer>();
        for (var s : t.steps()) {
            for (var e : s.world().bios()) {
                var b = e.value();
                if (b.kind() == Bio.Kind.DATA && b.parent() == 0 && b.state() == Bio.State.DONE && !out.contains(b.id())) {
                    out.add(b.id());
                }
            }
        }
        return out;
    }

    private static List<Integer> made(Trace t) {
        var out = new ArrayList<Integer>();
        for (var e : t.steps().getLast().world().bios()) {
            if (e.value().kind() == Bio.Kind.DATA && e.value().parent() == 0) {
                out.add(e.value().id());
            }
        }
        return out;
    }

    @Test
    void completionsComeInTheOrderChosenAndOnlyTheLastWakesTheWaiter() {
        var t = write(", \"decisions\": {\"completions\": [3, 1, 2]}");
        assertThat(t.refusal()).isNull();
        var made = made(t);
        assertThat(made).hasSize(3);
        assertThat(order(t)).containsExactly(made.get(2), made.get(0), made.get(1));
        assertThat(order(write(""))).isEqualTo(made);
        var woke = t.steps().stream().filter(s -> s.kind() == Step.Kind.CHANGE && s.label().equals("waiter = NULL")).toList();
        assertThat(woke).hasSize(1);
        assertThat(woke.getFirst().world().bios().at(made.get(1)).state()).isEqualTo(Bio.State.DONE);
        assertThat(t.steps().getLast().world().io().at(1).result()).isEqualTo(3L * MIB);
    }

    @Test
    void theErrorOfTheBioThatEndsFirstStays() {
        var t = write(", \"faults\": {\"fail_bio\": 3}, \"decisions\": {\"completions\": [3, 1, 2]}");
        var made = made(t);
        var set = t.steps().stream().filter(s -> s.kind() == Step.Kind.CHANGE && s.site().equals("iomap_dio_bio_end_io/error")).toList();
        assertThat(set).hasSize(1);
        assertThat(set.getFirst().world().bios().at(made.get(0)).state()).as("known before the others end").isNotEqualTo(Bio.State.DONE);
        assertThat(t.steps().getLast().world().io().at(1).result()).isEqualTo(-5L);
    }
}
