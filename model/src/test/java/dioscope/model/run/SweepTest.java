package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Scenarios of every kind on every kernel: each ends, within bounds, with a result or with a sentence that says what is not modelled, and
/// nothing that must hold is broken on the way. `mvn -Psweep -pl model -am test` runs 100,000 of them.
class SweepTest {
    private static final int RUNS = Integer.getInteger("sweep.runs", 2000);
    private static final long SEED = Long.getLong("sweep.seed", 2026);
    private static final Path LIST = Path.of("target", "sweep-wrong.txt");
    private static final int SHOWN = 5;

    @Test
    void everyScenarioEndsAndBreaksNothing() throws InterruptedException, IOException {
        var sweep = new Sweep(RUNS, SEED).run();
        System.out.print(sweep.report());
        var wrong = sweep.wrong();
        Files.deleteIfExists(LIST);
        if (!wrong.isEmpty()) {
            Files.createDirectories(LIST.getParent());
            Files.writeString(LIST,
                    wrong.stream().map(w -> w.kind() + " " + w.what() + "\n" + w.scenario()).collect(Collectors.joining("\n")));
        }
        assertThat(wrong.stream().limit(SHOWN)).as("%d of %d", wrong.size(), RUNS).isEmpty();
        assertThat(sweep.finished()).as("runs that were not refused").isGreaterThan(RUNS / 2);
    }
}
