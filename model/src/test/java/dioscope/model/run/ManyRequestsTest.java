package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Op;
import dioscope.model.scenario.Request.Submission;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.Call;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.scenario.ScenarioRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Several calls at once, submitted in every way, on every kernel: nobody is left sleeping, nothing stays locked, and each call returns.
class ManyRequestsTest {
    private static final int RUNS = Integer.getInteger("property.runs", 200);
    private static final long SEED = Long.getLong("property.seed", 613);

    @Test
    void invariantsHoldWhenRequestsMeet() {
        var generator = new Generator(SEED);
        var random = new Random(SEED);
        var wrong = new ArrayList<String>();
        int finished = 0;
        for (int n = 0; n < RUNS && wrong.size() < 5; n++) {
            var s = several(generator, random);
            try {
                var trace = Runner.run(s);
                Invariants.broken(trace).forEach(w -> wrong.add(w + "\n" + ScenarioJson.write(s)));
                finished += trace.refusal() == null ? 1 : 0;
            } catch (RuntimeException e) {
                wrong.add(e + " " + List.of(e.getStackTrace()).subList(0, Math.min(8, e.getStackTrace().length)) + "\n"
                        + ScenarioJson.write(s));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(finished).as("runs that were not refused").isGreaterThan(RUNS / 2);
    }

    private static Scenario several(Generator generator, Random random) {
        while (true) {
            var s = generator.next().withKernel(Profile.ALL.get(random.nextInt(Profile.ALL.size())));
            var calls = new ArrayList<Call>();
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                var r = i == 0 ? s.request() : generator.next().request();
                calls.add(new Call(varied(r, random), i == 0 ? 0 : random.nextInt(4) * 30_000L));
            }
            calls.sort(java.util.Comparator.comparingLong(Call::startNanos));
            var t = s.withRequests(calls);
            if (ScenarioRules.problems(t).isEmpty()) {
                return t;
            }
        }
    }

    private static Request varied(Request r, Random random) {
        var all = Submission.values();
        return new Request(random.nextInt(4) == 0 ? Op.READ : Op.WRITE, r.offset(), r.length(), r.iovecs(), r.vectored(), r.buffer(),
                r.pageRuns(), r.openFlags(), r.rwf(), all[random.nextInt(all.length)], r.fill());
    }
}
