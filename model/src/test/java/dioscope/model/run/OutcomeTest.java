package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.World;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a run may leave though it looks wrong: the kernel does so, and the rules that judge drawn scenarios let it pass.
class OutcomeTest {
    static List<String> kernels() {
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    private static Scenario scenario(String kernel, String parts) {
        return ScenarioJson.read("{\"kernel\": \"" + kernel + "\", \"device\": {\"preset\": \"virtio-wt\"}, " + parts + "}", "test");
    }

    private static World end(Trace t) {
        return t.steps().getLast().world();
    }

    /// Page 1 cannot be thrown out of the cache, so the call goes through it, where a write inside i_size leaves i_disksize to the writeback of delayed blocks.
    /// There are none. fs/ext4/inode.c, ext4_da_do_write_end, 7.2
    @ParameterizedTest
    @MethodSource("kernels")
    void whatDirectWriteLeavesToThePageCacheDoesNotMoveTheSizeOnDisk(String kernel) {
        var s = scenario(kernel, "\"fs\": {\"delalloc\": true}, \"inode\": {\"i_size\": 5632, \"i_disksize\": 0, \"extents\": ["
                + "{\"logical\": 0, \"physical\": 67108864, \"length\": 8192, \"state\": \"written\"}]}, "
                + "\"page_cache\": [{\"page\": 1, \"pages\": 1, \"state\": \"clean\", \"mapped\": \"rw\"}], "
                + "\"faults\": {\"stuck_pages\": [1]}, "
                + "\"request\": {\"offset\": 3072, \"length\": 1536, \"open_flags\": [\"O_DIRECT\", \"O_SYNC\"]}");
        var t = Runner.run(s);
        assertThat(t.steps()).anyMatch(x -> x.fn().equals("ext4_buffered_write_iter"));
        assertThat(end(t).io().at(1).result()).isEqualTo(1536L);
        assertThat(end(t).inode().iDisksize()).isZero();
        assertThat(Outcome.broken(s, t)).isEmpty();
    }

    /// Direct I/O copies into the memory of a file system that keeps the bytes there, and zeros no block: a file that grows afterwards shows what the disk held.
    @ParameterizedTest
    @MethodSource("kernels")
    void blocksBehindInlineBytesAreLeftAsTheyWere(String kernel) {
        var s = scenario(kernel, "\"fs\": {\"delalloc\": false, \"dioread_nolock\": false}, \"asks\": [\"inline-mapping\"], "
                + "\"inode\": {\"i_size\": 4096, \"extents\": ["
                + "{\"logical\": 0, \"physical\": 67108864, \"length\": 4096, \"state\": \"written\"}]}, \"requests\": ["
                + "{\"op\": \"write\", \"offset\": 4096, \"length\": 2560, \"open_flags\": [\"O_DIRECT\"], \"task\": 1}, "
                + "{\"op\": \"truncate\", \"offset\": 8000, \"length\": 0, \"open_flags\": [], \"task\": 1}]");
        var t = Runner.run(s);
        assertThat(Objects.requireNonNull(end(t).io().at(1).result())).isEqualTo(2560L);
        assertThat(end(t).inode().iSize()).isEqualTo(8000);
        assertThat(Invariants.broken(t, s)).isEmpty();
    }
}
