package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.evidence.RecordingStore;
import dioscope.model.profile.Profile;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Every branch of the kernel code is gone both ways by a recorded start state, a small scenario made for a corner, or a generated scenario, or is
/// listed with the reason why not.
class BranchCoverageTest {
    private static final Path LIST = Path.of("src", "test", "resources", "branches-not-taken.txt");
    /// One scenario a file; its question says which branch it is there for.
    private static final Path CORNERS = Path.of("src", "test", "resources", "corners");
    /// As few as reach everything that is not listed, with room to spare.
    private static final int RUNS = 6000;

    private record Never(String way, String reason) {}

    @Test
    void everyBranchIsGoneBothWaysOrSaysWhyNot() throws IOException {
        var sites = new Sites();
        var store = RecordingStore.carried();
        for (var kernel : Profile.ALL) {
            for (var id : store.cases(kernel.name())) {
                sites.add(Runner.run(ScenarioJson.readFor(kernel, store.startText(id), id.name())));
            }
        }
        for (var corner : corners()) {
            sites.add(Runner.run(corner));
        }
        var generator = Generator.ofEverything(7);
        for (int n = 0; n < RUNS; n++) {
            sites.add(Runner.run(generator.next()));
        }
        var existing = Sites.existing();
        var listed = new TreeMap<String, Never>();
        for (var line : Files.readAllLines(LIST)) {
            if (!line.startsWith("#")) {
                var part = line.split(" \\| ");
                assertThat(part).as(line).hasSize(3);
                listed.put(part[0], new Never(part[1], part[2]));
            }
        }
        var wrong = new ArrayList<String>();
        for (var site : existing) {
            var missing = sites.missing(site);
            var never = listed.remove(site);
            if (never == null && !missing.isEmpty()) {
                wrong.add(site + " is never '" + missing + "': reach it, or list it in " + LIST + " with the reason");
            } else if (never != null && !never.way.equals(missing)) {
                wrong.add(site + " is listed as never '" + never.way + "' (" + never.reason + ") and is "
                        + (missing.isEmpty() ? "gone both ways" : "never '" + missing + "'"));
            }
        }
        listed.keySet().forEach(site -> wrong.add(site + " is listed and no longer exists"));
        assertThat(wrong).isEmpty();
        assertThat(sites.unknown(existing)).as("branches met that the scan of the sources missed").isEmpty();
    }

    @Test
    void cornersBreakNothing() throws IOException {
        var wrong = new ArrayList<String>();
        for (var corner : corners()) {
            Invariants.broken(Runner.run(corner), corner).forEach(w -> wrong.add(corner.title() + ": " + w));
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Scenario> corners() throws IOException {
        try (var files = Files.list(CORNERS)) {
            var out = new ArrayList<Scenario>();
            for (var f : files.filter(p -> p.toString().endsWith(".json")).sorted().toList()) {
                out.add(ScenarioJson.read(Files.readString(f), f.getFileName().toString()));
            }
            assertThat(out).isNotEmpty();
            return out;
        }
    }

    @Test
    void theScanFindsTheFunctionAroundABranch() {
        assertThat(Sites.existing("""
                final class X {
                    int a(Y y) {
                        try (var fn = k.enter("a_fn", "arg", 1)) {
                            if (fn.taken("one", true)
                                    && fn.taken(
                                            "two", b)) {
                                try (var t = k.enter("inner")) {
                                }
                            }
                            return fn.taken("three", c) ? 1 : 0;
                        }
                    }

                    private void helper(Fn fn) {
                        fn.taken("four", true);
                    }
                }
                """)).containsExactly("*/four", "a_fn/one", "a_fn/three", "a_fn/two");
    }
}
