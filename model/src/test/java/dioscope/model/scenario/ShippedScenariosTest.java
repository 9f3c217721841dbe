package dioscope.model.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.evidence.CaseId;
import dioscope.model.evidence.RecordingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedScenariosTest {
    private static final Path FOLDER = Path.of("..", "assets", "scenarios");

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
        assertThat(Modelled.refusal(s)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"02-overwrite, dw-overwrite-plain-wb-fua", "03-odsync-overwrite-fua, dw-overwrite-odsync-wb-fua",
            "04-odsync-overwrite-no-fua, dw-overwrite-odsync-wb-nofua", "05-odsync-overwrite-write-through, dw-overwrite-odsync-wt",
            "06-osync-overwrite, dw-overwrite-osync-wb-fua", "07-odsync-append, dw-append-odsync-wb-fua", "08-hole, dw-hole",
            "09-subblock-unwritten, dw-unwritten-512-middle", "10-unaligned-buffer, dw-membuf-4-wt",
            "11-small-requests, dw-1m-huge-small-max", "12-scattered-buffer, dw-1m-scatter-wt", "13-nowait-hole, dw-nowait-hole",
            "14-io-error, dw-eio-first-ok", "15-cached-clean, dw-cached-clean", "16-straddle-eof, dw-straddle-eof",
            "17-written-unwritten-hole, dw-mixed"})
    void a_shipped_scenario_starts_where_a_recording_starts(String scenario, String recorded) throws IOException {
        assertThat(input(read(FOLDER.resolve(scenario + ".json")))).isEqualTo(input(start(recorded)));
    }

    /// What the model reads of a scenario: everything but its words.
    private static List<Object> input(Scenario s) {
        return List.of(s.kernel().name(), s.fs(), s.inode(), s.pageCache(), s.device(), s.faults(), s.requests(), s.contentBefore(),
                s.decisions(),
                s.asks());
    }

    private static Scenario start(String name) throws IOException {
        var store = RecordingStore.carried();
        return ScenarioJson.read(store.startText(store.find("6.12", name).orElseThrow()), name);
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
