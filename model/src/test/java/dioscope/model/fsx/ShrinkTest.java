package dioscope.model.fsx;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.fsx.Fsx.Seen;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Request.Op;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A fault that is put into what the application sees is found, and made as small as can be.
class ShrinkTest {
    private static final int OPERATIONS = 2000;

    /// The last byte of a write that comes after an fsync is lost.
    private static Seen faulty(Scenario s) {
        var seen = Fsx.simulated(s);
        var out = new ArrayList<Outcome>();
        boolean synced = false;
        long lost = -1;
        for (int i = 0; i < seen.outcomes().size(); i++) {
            var o = seen.outcomes().get(i);
            var r = s.requests().get(i).request();
            synced |= r.op() == Op.FSYNC;
            if (synced && r.write() && lost < 0 && o.ret() > 0 && o.size() == r.offset() + o.ret()) {
                lost = r.offset() + o.ret() - 1;
            }
            out.add(r.op() == Op.READ && lost >= r.offset() && lost < r.offset() + o.ret() ? without(o, lost - r.offset()) : o);
        }
        return new Seen(out, seen.steps(), seen.refusal());
    }

    private static Outcome without(Outcome o, long at) {
        var data = new ArrayList<Outcome.Run>();
        for (var run : o.data()) {
            long end = run.offset() + run.length();
            if (at < run.offset() || at >= end) {
                data.add(run);
                continue;
            }
            data.add(new Outcome.Run(run.offset(), at - run.offset(), run.token()));
            data.add(new Outcome.Run(at, 1, Token.ZERO));
            data.add(new Outcome.Run(at + 1, end - at - 1, run.token()));
        }
        return new Outcome(o.ret(), o.size(), data);
    }

    @Test
    void aLostByteIsFoundAndNothingButWhatItTakesIsLeft(@TempDir Path folder) throws InterruptedException, IOException {
        var fsx = new Fsx(OPERATIONS, 1, ShrinkTest::faulty).run();
        assertThat(fsx.failures()).isNotEmpty();
        var plain = fsx.failures().stream().filter(f -> f.scenario().requests().size() == 3).findFirst();
        assertThat(plain).as(() -> fsx.tell(folder)).isPresent();
        var small = plain.orElseThrow().scenario();
        assertThat(small.requests().stream().map(c -> c.request().op())).containsExactly(Op.FSYNC, Op.WRITE, Op.READ);
        assertThat(small.device()).isEqualTo(DeviceSpec.NVME_FUA);
        assertThat(small.faults().failBio()).isZero();
        assertThat(small.inode().extents()).isEmpty();
        assertThat(small.requests()).allSatisfy(c -> {
            assertThat(c.request().length()).isLessThanOrEqualTo(512);
            assertThat(c.request().rwf()).isEmpty();
            assertThat(c.startNanos()).isZero();
        });
        var told = fsx.tell(folder);
        var file = Path.of(told.lines().filter(l -> l.contains(".json")).findFirst().orElseThrow().replaceFirst(".*: ", ""));
        var opened = ScenarioJson.read(Files.readString(file), file.toString());
        assertThat(fsx.judge(opened)).as("the file fails as well").isPresent();
        assertThat(Oracle.judge(small, Fsx.simulated(small).outcomes())).as("without the fault it does not").isEmpty();
    }

    @Test
    void whatDoesNotFailStaysAsItIs() {
        var s = new Draw(1).next();
        assertThat(new Shrink(x -> false, 100).of(s)).isEqualTo(s);
    }
}
