package dioscope.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.model.profile.Profile;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.state.Task;
import dioscope.model.trace.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {
    private static Step first(String site, Step.Kind kind) {
        return Runner.run(ShippedScenarios.read("01-odsync-mixed")).steps().stream()
                .filter(s -> s.site().equals(site) && s.kind() == kind).findFirst().orElseThrow();
    }

    private static Texts with(Path folder, String file, String text) throws IOException {
        Files.createDirectories(folder.resolve("texts"));
        Files.writeString(folder.resolve("texts").resolve(file), text);
        return Texts.of(Profile.V6_12, folder);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "512, 512 bytes", "1024, 1 KiB", "1536, 1.5 KiB", "16384, 16 KiB", "1048576, 1 MiB", "1049088, 1 049 088 bytes",
            "1572864, 1.5 MiB", "4097, 4 097 bytes", "1, 1 byte", "17592186040320, 17179869180 KiB"})
    void bytesAreExact(long bytes, String shown) {
        assertThat(Amounts.bytes(bytes)).isEqualTo(shown);
    }

    @Test
    void aNegativeNumberIsAnErrorsName() {
        assertThat(Amounts.of("ret", -28, "")).isEqualTo("-ENOSPC");
        assertThat(Amounts.of("ret", 24576L, "bytes")).isEqualTo("24 KiB");
        assertThat(Amounts.of("len", 1, "blocks")).isEqualTo("1 block");
        assertThat(Amounts.of("left", List.of(), "")).isEqualTo("none");
    }

    @Test
    void valuesAreFilledInAndTheFirstTextWhoseConditionsHoldIsTaken(@TempDir Path folder) throws IOException {
        var t = with(folder, "fs.ext4.file.md", """
                For those who edit.
                # ext4_file_write_iter
                Writes {count} at {pos}
                with `{iocb}`.
                |direct|   direct?
                ## direct / dax
                - yes and ki_flags~DSYNC: to be **safe**
                - yes: plain
                - no: cached
                """);
        assertThat(t.why(first("ext4_file_write_iter", Step.Kind.ENTER))).hasValue("Writes 24 KiB at 12 KiB with `DSYNC|DIRECT`.");
        assertThat(t.why(first("ext4_file_write_iter/direct", Step.Kind.BRANCH))).hasValue("to be **safe**");
        assertThat(t.why(first("ext4_file_write_iter/dax", Step.Kind.BRANCH))).hasValue("cached");
        assertThat(t.code("ext4_file_write_iter")).containsExactly(new Texts.Line("direct", "  direct?"));
    }

    @Test
    void whereNothingIsWrittenTheFunctionsEntryStandsIn(@TempDir Path folder) throws IOException {
        var t = with(folder, "fs.ext4.file.md", "# ext4_file_write_iter\nIt writes {count}.\n");
        assertThat(t.why(first("ext4_file_write_iter/shut down", Step.Kind.BRANCH)).orElseThrow())
                .startsWith("It writes 24 KiB.").contains("shut down").contains("no");
    }

    @Test
    void aFaultInAFileIsNamedByFileAndLine(@TempDir Path folder) {
        assertThatThrownBy(() -> with(folder, "fs.ext4.file.md", "# a\n## b\n- no condition at all\n").code("ext4_overwrite_io"))
                .hasMessageStartingWith("texts/fs.ext4.file.md:3: ");
        assertThatThrownBy(() -> with(folder, "fs.ext4.file.md", "# a\n# a\n").code("ext4_overwrite_io"))
                .hasMessageContaining(":2: a second a");
    }

    @Test
    void theSourceOfADecisionIsItsLineAndOfAnyOtherStepItsFunctions() {
        var t = Texts.carried(Profile.V6_12);
        assertThat(t.source(first("iomap_dio_bio_opflags/fua", Step.Kind.BRANCH))).isEqualTo("fs/iomap/direct-io.c:293");
        assertThat(t.source(first("iomap_dio_bio_opflags", Step.Kind.RETURN))).isEqualTo("fs/iomap/direct-io.c:284");
        assertThat(t.source(first("ext4_should_use_dio/inline data", Step.Kind.BRANCH))).isEqualTo("fs/ext4/inode.c:5655");
    }

    /// Two writers in turn: each step names the call of the task that makes it, whichever call came last.
    @Test
    void aStepNamesTheCallOfItsOwnTask() {
        var run = Runner.run(ShippedScenarios.read("78-two-buffered-writers"));
        var texts = Texts.carried(run.profile());
        var last = run.step(0).world().io().at(2);
        var seen = new TreeSet<Object>();
        int turns = 0;
        int before = 0;
        for (var s : run.steps()) {
            if (s.ctx() == Task.Kind.TASK && s.kind() == Step.Kind.BRANCH) {
                var own = s.world().io().at(s.task() == last.task() ? 2 : 1);
                assertThat(own.task()).isEqualTo(s.task());
                assertThat(texts.facts(s).get("io.pos")).as(s.toString()).isEqualTo(own.pos());
                assertThat(texts.facts(s).get("io.left")).as(s.toString()).isEqualTo(own.iter().count());
                seen.add(own.pos());
                turns += before == s.task() ? 0 : 1;
                before = s.task();
            }
        }
        assertThat(seen).hasSize(2);
        assertThat(turns).isGreaterThan(2);
    }

    /// The worker that ends a write names that write, be it the first or the last; a commit belongs to no call.
    @Test
    void aWorkerNamesTheCallItEndsAndTheJournalNone() {
        var run = Runner.run(ScenarioJson.read("""
                {"title": "two", "kernel": "6.12", "device": {"preset": "nvme-nofua"},
                 "inode": {"i_size": "64K", "extents": [{"logical": 0, "physical": "8264K", "length": "64K", "state": "unwritten"}]},
                 "requests": [
                   {"offset": "16K", "length": "4K", "open_flags": ["O_DIRECT", "O_DSYNC"], "submission": "aio"},
                   {"offset": "32K", "length": "4K", "open_flags": ["O_DIRECT", "O_DSYNC"], "submission": "aio"}]}
                """, "two"));
        var texts = Texts.carried(run.profile());
        var ended = run.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("iomap_dio_complete_work"))
                .map(s -> texts.facts(s).get("io.pos")).toList();
        assertThat(ended).containsExactlyInAnyOrder(16384L, 32768L);
        var commit = run.steps().stream().filter(s -> s.ctx() == Task.Kind.JBD2).toList();
        assertThat(commit).isNotEmpty().allMatch(s -> texts.facts(s).get("io.pos") == null);
    }

    @ParameterizedTest
    @CsvSource({"90-fdatasync, fdatasync", "91-sync-file-range, sync_file_range", "92-fsync-error, EIO", "97-mmap-direct, mmap"})
    void whatACallThatIsNoReadReturnedIsNotCalledBytesRead(String scenario, String word) {
        var run = Runner.run(ShippedScenarios.read(scenario));
        var texts = Texts.carried(run.profile());
        var ends = run.steps().stream()
                .filter(s -> s.kind() == Step.Kind.NOTE && s.label().equals("returned") || s.site().equals("user/exit"))
                .map(s -> texts.why(s).orElseThrow()).toList();
        assertThat(ends).noneMatch(e -> e.contains("were read"));
        assertThat(String.join(" ", ends)).contains(word);
    }
}
