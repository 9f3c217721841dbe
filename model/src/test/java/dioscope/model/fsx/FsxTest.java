package dioscope.model.fsx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Random calls on one file, in the manner of fsx, against a plain model of its bytes that knows nothing of the simulator.
/// `mvn -Pfsx -pl model -am test` makes a million of them, `-Dfsx.seed=N` others.
class FsxTest {
    private static final long OPERATIONS = Long.getLong("fsx.operations", 20_000);
    private static final long SEED = Long.getLong("fsx.seed", 1);
    private static final double MOST_REFUSED = 0.1;
    private static final Path FOLDER = Path.of("target", "fsx");

    @Test
    void everyCallDoesWhatPosixSays() throws InterruptedException {
        var fsx = new Fsx(OPERATIONS, SEED).run();
        System.out.print(fsx.report());
        assertThat(fsx.failures().size()).as(() -> fsx.tell(FOLDER)).isZero();
        assertThat(fsx.refused()).as("scenarios refused").isLessThan(MOST_REFUSED);
        assertThat(fsx.done()).isGreaterThanOrEqualTo(OPERATIONS);
    }
}
