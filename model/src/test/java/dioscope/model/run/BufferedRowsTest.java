package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bio;
import dioscope.model.state.Data;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Buffered writes on all kernels: the rows of the table of version differences that only they show.
class BufferedRowsTest {
    /// It ends in the middle of its second block.
    private static final String ODD_END = "\"i_size\": 5000, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 8192, \"state\": \"written\"}]";
    private static final String BUFFERED = ", \"open_flags\": []";

    static List<String> kernels() {
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    private static boolean of(String kernel, String... kernels) {
        return Set.of(kernels).contains(kernel);
    }

    /// Whether a handle was started by `caller`, the function of the source.
    private static boolean handleOf(DioRun r, String caller) {
        return r.entries("ext4_journal_start").stream().anyMatch(s -> caller.equals(s.values().get("caller")));
    }

    /// The first step after which this is so.
    private static int first(DioRun r, Predicate<World> so) {
        var steps = r.trace().steps();
        for (int i = 0; i < steps.size(); i++) {
            if (so.test(steps.get(i).world())) return i;
        }
        throw new AssertionError("never so");
    }

    /// The first copy into the page cache, under whichever name.
    private static Step copy(DioRun r) {
        return r.trace().steps().stream()
                .filter(s -> s.kind() == Step.Kind.ENTER && s.fn().matches("copy_.*_from_iter_atomic|.*_copy_from_user_atomic"))
                .findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row30AHandleIsHeldWhileADelayedBlockIsFilledOn5_10Only(String kernel) {
        var r = DioRun.of(kernel, DioRun.HOLE, "\"offset\": 8192" + BUFFERED);
        assertThat(r.result()).isEqualTo(4096);
        assertThat(handleOf(r, "ext4_da_write_begin")).isEqualTo(of(kernel, "5.10"));
        assertThat(copy(r).world().journal().handles().size()).as("open handles").isEqualTo(of(kernel, "5.10") ? 1 : 0);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row31WhereThereIsABlockTheSizeOnDiskFollowsBeforeOrAfterTheSize(String kernel) {
        var r = DioRun.of(kernel, ODD_END, "\"offset\": 5000, \"length\": 1000" + BUFFERED);
        assertThat(r.result()).isEqualTo(1000);
        boolean before = of(kernel, "5.10", "6.1");
        int size = first(r, w -> w.inode().iSize() == 6000);
        int onDisk = first(r, w -> w.inode().iDisksize() == 6000);
        assertThat(onDisk < size).as("i_disksize before i_size").isEqualTo(before);
        assertThat(handleOf(r, "ext4_da_write_end")).as("a handle of its own").isEqualTo(!before);
        var running = r.trace().step(onDisk).world().journal().handles();
        assertThat(running.size()).as("a handle of write_begin").isEqualTo(of(kernel, "5.10") ? 1 : 0);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row31ADelayedBlockBehindTheEndNeedsAHandleOnlyWhereTheEndIsZeroed(String kernel) {
        var r = DioRun.of(kernel, ODD_END, "\"offset\": 20480" + BUFFERED);
        assertThat(r.end().inode().iDisksize()).isEqualTo(5000);
        assertThat(handleOf(r, "ext4_da_write_end")).isEqualTo(of(kernel, "6.6", "6.12", "6.14"));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row32TheOldEndIsZeroedNotAtAllAfterTheCopyOrBeforeIt(String kernel) {
        var r = DioRun.of(kernel, ODD_END, "\"offset\": 20480" + BUFFERED);
        assertThat(r.result()).isEqualTo(4096);
        Predicate<World> zeroed = w -> w.pageCache().pages().get(1) != null
                && Data.ZERO.equals(w.pageCache().data().at(5000)) && Data.ZERO.equals(w.pageCache().data().at(8191));
        boolean never = of(kernel, "5.10", "6.1");
        assertThat(zeroed.test(r.end())).isEqualTo(!never);
        assertThat(r.submitted().stream().filter(b -> b.kind() == Bio.Kind.READ)).hasSize(never ? 0 : 1);
        if (never) return;
        boolean early = of(kernel, "7.1", "7.2");
        int size = first(r, w -> w.inode().iSize() == 24576);
        assertThat(first(r, zeroed) < size).as("zeroed before the file grows").isEqualTo(early);
        assertThat(r.entered("ext4_block_zero_eof")).isEqualTo(early);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction10FsyncOfJournalledDataCommitsAndFrom6_6AlsoWritesThemInPlace(String kernel) {
        var r = new DioRun(Runner.run(ScenarioJson.read("{\"kernel\": \"" + kernel + "\", \"fs\": {\"data_mode\": \"journal\"}, "
                + "\"inode\": {" + DioRun.WRITTEN + "}, \"device\": {\"preset\": \"nvme-nofua\"}, \"requests\": ["
                + "{\"offset\": 8192, \"open_flags\": [], \"task\": 1}, {\"op\": \"fsync\", \"length\": 0, \"task\": 1}]}", "test")));
        assertThat(r.end().io().at(2).result()).isZero();
        boolean inPlace = !of(kernel, "5.10", "6.1");
        assertThat(r.entered("ext4_writepages")).isEqualTo(inPlace);
        assertThat(r.entries("ext4_fc_commit")).hasSize(inPlace ? 2 : 0);
        assertThat(r.entries("jbd2_journal_commit_transaction")).hasSize(1);
        assertThat(r.submitted().stream().filter(b -> b.kind() == Bio.Kind.DATA)).hasSize(inPlace ? 1 : 0);
        assertThat(r.entries("flush_end_io")).as("flushes").hasSize(inPlace ? 3 : 2);
    }
}
