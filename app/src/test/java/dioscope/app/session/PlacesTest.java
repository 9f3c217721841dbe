package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.evidence.RecordingStore;
import dioscope.model.profile.Profile;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.trace.Step;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds what authors name by place against the places that runs really come to, on any of the recorded kernels.
class PlacesTest {
    /// `site`, and `site: value` for each value that decided there.
    private static final Set<String> REACHED = new HashSet<>();

    /// Sizes that are set, stores through a mapping, data that leave the inode, pages read one by one: what no other run here does.
    private static final List<String> MORE = List.of("""
            {"kernel": "6.12", "inode": {"i_size": "64K", "extents": [{"logical": 0, "physical": "8264K", "length": "64K", "state": "written"}]},
             "device": {"preset": "virtio-wt"}, "requests": [
              {"offset": "64K", "length": "8K", "task": 1, "open_flags": []},
              {"op": "truncate", "offset": 5000, "length": 0, "task": 1, "open_flags": []},
              {"op": "truncate", "offset": "64K", "length": 0, "task": 1, "open_flags": []},
              {"op": "mmap_write", "offset": 100, "length": 10, "task": 1, "open_flags": []},
              {"op": "mmap_write", "offset": "32K", "length": 10, "task": 1, "open_flags": []},
              {"op": "read", "offset": "1K", "length": "1K", "task": 1, "open_flags": []},
              {"op": "sync", "length": 0, "task": 1, "open_flags": []}]}""", """
            {"kernel": "6.12", "fs": {"inline_data": true}, "inode": {"i_size": 60, "extents": [
              {"logical": 0, "physical": null, "length": 60, "state": "inline"}], "inline": true, "i_blocks_512": 1},
             "device": {"preset": "virtio-wt"}, "requests": [
              {"op": "read", "offset": 0, "length": 60, "task": 1, "open_flags": []},
              {"op": "truncate", "offset": 10, "length": 0, "task": 1, "open_flags": []},
              {"offset": 0, "length": "4K", "task": 1, "open_flags": []},
              {"op": "sync", "length": 0, "task": 1, "open_flags": []}]}""", """
            {"kernel": "6.12", "fs": {"delalloc": false}, "inode": {"i_size": "64K", "extents": [
              {"logical": 0, "physical": "8264K", "length": "64K", "state": "written"}]},
             "device": {"preset": "virtio-wt"}, "requests": [
              {"offset": 0, "length": "4K", "task": 1, "open_flags": []},
              {"op": "mmap_write", "offset": 100, "length": 10, "task": 1, "open_flags": []},
              {"op": "mmap_write", "offset": "64K", "length": 10, "task": 1, "open_flags": []}]}""", """
            {"kernel": "6.12", "fs": {"inline_data": true, "delalloc": false}, "inode": {"i_size": 60, "extents": [
              {"logical": 0, "physical": null, "length": 60, "state": "inline"}], "inline": true, "i_blocks_512": 1},
             "device": {"preset": "virtio-wt"}, "requests": [
              {"offset": 0, "length": "4K", "task": 1, "open_flags": []}]}""");

    @BeforeAll
    static void run() throws IOException {
        var store = RecordingStore.carried();
        for (var kernel : Profile.ALL.stream().filter(Profile::recorded).toList()) {
            for (var s : ShippedScenarios.all()) {
                add(s.withKernel(kernel));
            }
            for (var s : MORE) {
                add(ScenarioJson.read(s, "more").withKernel(kernel));
            }
            for (var c : store.cases(kernel.name())) {
                add(ScenarioJson.read(store.startText(c), c.name()));
            }
        }
    }

    private static void add(Scenario s) {
        for (var step : Runner.run(s).steps()) {
            boolean seen = !REACHED.add(step.site());
            REACHED.add("*/" + step.label());
            if (!seen || step.kind() == Step.Kind.BRANCH) {
                for (int i = 0; i < step.values().size(); i++) {
                    REACHED.add(step.site() + ": " + step.values().name(i));
                }
            }
        }
    }

    @Test
    void everyPlaceOfADecisionIsReached() {
        var unknown = new TreeSet<String>();
        for (var q : DecisionBook.shipped()) {
            for (var c : q.conditions()) {
                for (var p : c.places()) {
                    unknown.add(p.value().isEmpty() ? p.site() : p.site() + ": " + p.value());
                }
            }
        }
        unknown.removeAll(REACHED);
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyPlaceOfTheStoryIsReached() {
        var unknown = new TreeSet<String>();
        Story.shipped().places().forEach(p -> unknown.add(p.replaceFirst("=(yes|no)$", "")));
        unknown.removeAll(REACHED);
        assertThat(unknown).isEmpty();
    }
}
