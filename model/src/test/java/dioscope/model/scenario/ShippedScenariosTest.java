package dioscope.model.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.evidence.CaseId;
import dioscope.model.evidence.RecordingStore;
import dioscope.model.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedScenariosTest {
    private static final Path FOLDER = Path.of("..", "assets", "scenarios");

    private static final RecordingStore RECORDED = RecordingStore.carried();

    static Stream<Path> shipped() throws IOException {
        return Files.list(FOLDER).filter(f -> f.toString().endsWith(".json")).sorted();
    }

    private static Scenario read(Path file) throws IOException {
        return ScenarioJson.read(Files.readString(file), file.getFileName().toString());
    }

    @Test
    void there_are_enough_and_the_first_is_the_one_the_window_opens_with() throws IOException {
        assertThat(shipped()).hasSizeGreaterThanOrEqualTo(12).first().extracting(f -> f.getFileName().toString())
                .isEqualTo("01-odsync-mixed.json");
    }

    @Test
    void the_index_names_every_file_and_reads_it_as_a_file_is_read() throws IOException {
        var files = shipped().toList();
        assertThat(ShippedScenarios.names()).isEqualTo(files.stream().map(f -> f.getFileName().toString().replace(".json", "")).toList());
        for (int i = 0; i < files.size(); i++) assertThat(ShippedScenarios.all().get(i)).isEqualTo(read(files.get(i)));
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void a_shipped_scenario_says_what_it_is_for_and_can_be_run(Path file) throws IOException {
        var s = read(file);
        assertThat(s.title()).isNotBlank();
        assertThat(s.question()).endsWith("?");
        assertThat(s.watch()).hasSizeBetween(2, 4).allSatisfy(w -> assertThat(w).endsWith("."));
    }

    @ParameterizedTest
    @CsvSource({"02-overwrite, dw-overwrite-plain-wb-fua", "03-odsync-overwrite-fua, dw-overwrite-odsync-wb-fua",
            "04-odsync-overwrite-no-fua, dw-overwrite-odsync-wb-nofua", "05-odsync-overwrite-write-through, dw-overwrite-odsync-wt",
            "06-osync-overwrite, dw-overwrite-osync-wb-fua", "07-odsync-append, dw-append-odsync-wb-fua", "08-hole, dw-hole",
            "09-subblock-unwritten, dw-unwritten-512-middle", "10-unaligned-buffer, dw-membuf-4-wt",
            "11-small-requests, dw-1m-huge-small-max", "12-scattered-buffer, dw-1m-scatter-wt", "13-nowait-hole, dw-nowait-hole",
            "14-io-error, dw-eio-first-ok", "15-cached-clean, dw-cached-clean", "16-straddle-eof, dw-straddle-eof",
            "17-written-unwritten-hole, dw-mixed",
            "18-read-mixed, dr-mixed", "19-read-across-eof, dr-across-eof",
            "23-aio-overwrite, slow-aio-overwrite", "25-aio-cached-elsewhere, slow-aio-cached-elsewhere",
            "26-uring-hole, slow-uring-hole", "27-iopoll, uring-iopoll-overwrite",
            "30-aio-append, slow-aio-extend", "32-unaligned-overwrite, dw-overwrite-512",
            "33-unwritten-aligned, dw-unwritten", "34-three-extents, slow-sync-frag3",
            "40-dirty-times, dw-overwrite-odsync-dirtymeta-wb-fua", "41-nobarrier, dw-overwrite-odsync-wb-nofua-nobarrier",
            "42-no-journal, dw-nojournal-overwrite-odsync", "45-prealloc-beyond-eof, dw-append-keep-size-512",
            "46-failed-append, dw-eio-extend", "49-half-a-buffer, dw-efault-tail",
            "50-enospc, dw-enospc-mixed-noreserve", "51-shutdown, dw-shutdown",
            "52-dirty-page, dw-cached-dirty", "53-writeback-error, dw-eio-dirty-writeback",
            "55-indirect-hole, dw-noext-hole", "56-inline-data, dw-inline-4k",
            "57-bigalloc, dw-bigalloc-hole", "58-small-blocks, dw-1k-hole",
            "59-data-journal, dw-datajournal", "62-dioread-lock, dw-dioread-lock-hole",
            "63-atomic, at-overwrite-4k", "64-atomic-too-long, at-len-12k",
            "65-atomic-bigalloc, at-bigalloc-mixed-16k",
            "72-write-returns, bw-page", "73-partial-overwrite, bw-partial-rmw",
            "76-beyond-eof, bw-beyond-eof", "79-dontcache, bw-dontcache",
            "88-buffered-odsync-append, bw-odsync-append-wb-nofua", "96-fallback, dw-noext-mixed"})
    void a_shipped_scenario_starts_where_a_recording_of_its_kernel_starts(String scenario, String recorded) throws IOException {
        var s = read(FOLDER.resolve(scenario + ".json"));
        assertThat(input(s)).isEqualTo(input(start(s.kernel().name(), recorded)));
    }

    /// What the model reads of a scenario: everything but its words.
    private static List<Object> input(Scenario s) {
        return List.of(s.kernel().name(), s.fs(), s.inode(), s.pageCache(), s.device(), s.faults(), s.requests(), s.contentBefore(),
                s.decisions(),
                s.asks(), s.writeback(), s.passNanos());
    }

    private static Scenario start(String kernel, String name) throws IOException {
        return ScenarioJson.read(RECORDED.startText(RECORDED.find(kernel, name).orElseThrow()), name);
    }

    @Test
    void the_list_of_what_they_show_names_every_scenario_and_only_rows_gotchas_and_kernels_there_are() throws IOException {
        var kernels = Profile.ALL.stream().map(Profile::name).toList();
        var version = Files.readString(Path.of("README.md"));
        var told = new ArrayList<String>();
        for (var line : Files.readAllLines(FOLDER.resolve("README.md"))) {
            if (!line.startsWith("| `")) continue;
            var cell = Stream.of(line.split("\\|")).skip(1).map(String::strip).toList();
            var name = cell.getFirst().replace("`", "");
            told.add(name);
            numbers(cell.get(1)).forEach(n -> assertThat(version).as(line).contains("| row " + n + " |"));
            numbers(cell.get(2)).forEach(n -> assertThat(version).as(line).contains("| gotcha " + n + " |"));
            var run = List.of(cell.get(3).split(", "));
            assertThat(kernels).as(line).containsAll(run);
            assertThat(run).as(line).doesNotHaveDuplicates().first().isEqualTo(ShippedScenarios.read(name).kernel().name());
        }
        assertThat(told).isEqualTo(ShippedScenarios.names());
    }

    private static List<Integer> numbers(String cell) {
        return cell.equals("–") ? List.of() : Stream.of(cell.split(", ")).map(Integer::valueOf).toList();
    }

    @Test
    void every_scenario_stands_under_a_heading_with_not_too_many_others() {
        var shelves = ShippedScenarios.shelves();
        assertThat(shelves).hasSizeLessThanOrEqualTo(16).allSatisfy(s -> {
            assertThat(s.heading()).isNotBlank();
            assertThat(s.scenarios()).hasSizeBetween(1, 12);
        });
        assertThat(shelves.stream().flatMap(s -> s.scenarios().stream()).toList()).isEqualTo(ShippedScenarios.all());
    }

    @Test
    void every_start_state_carried_reads_and_reads_back_what_was_written() throws IOException {
        var store = RecordingStore.carried();
        List<CaseId> cases = store.cases();
        assertThat(cases).isNotEmpty();
        for (var id : cases) {
            var s = ScenarioJson.read(store.startText(id), id.name());
            assertThat(ScenarioJson.read(ScenarioJson.write(s), id.name())).as(id.name()).isEqualTo(s);
        }
    }
}
