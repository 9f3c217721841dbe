package dioscope.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingStoreTest {
    private static final RecordingStore CARRIED = RecordingStore.carried();

    @Test
    void carriesEveryRecordingOfTheFourRecordedKernels() {
        assertThat(CARRIED.kernels()).containsExactly("5.10", "6.1", "6.12", "7.2");
        assertThat(CARRIED.kernels()).allSatisfy(k -> {
            assertThat(CARRIED.cases(k)).hasSize(k.equals("7.2") ? 295 : 278);
            assertThat(CARRIED.cases(k, "dio-write-durability")).hasSize(31);
            assertThat(CARRIED.cases(k, "dio-write-async")).hasSize(61);
            assertThat(CARRIED.groups(k)).hasSize(15);
        });
    }

    @Test
    void aCaseHoldsItsRunAndItsStartState() throws IOException {
        for (CaseId id : CARRIED.cases()) {
            Recording r = CARRIED.recording(id);
            assertThat(new CaseId(r.kernel(), r.group(), r.caseName())).isEqualTo(id);
            assertThat(((Json.Obj) CARRIED.start(id)).get("case")).isEqualTo(Json.of(id.name()));
        }
    }

    @Test
    void aFolderHoldsTheSameAsAPack(@TempDir Path folder) throws IOException {
        var some = CARRIED.cases("6.12", "dio-write-mapping");
        Files.createDirectories(folder.resolve("6.12"));
        for (CaseId id : some) {
            Recording r = CARRIED.recording(id);
            Json run = Json.obj("group", r.group(), "kernel", r.kernel(), "case", r.caseName(), "facets",
                    ((Json.Obj) r.run().toJson()).get("facets"), "observable", Json.texts(r.observable().stream().toList()),
                    "observable_ret", Json.texts(r.observableReturn().stream().toList()), "notes", notes(r.notes()));
            Files.writeString(folder.resolve("6.12").resolve(id.name() + ".run.json"), Words.text(run, ","));
            Files.writeString(folder.resolve("6.12").resolve(id.name() + ".start.json"), CARRIED.startText(id));
        }
        var loose = RecordingStore.open(folder);
        assertThat(loose.cases()).containsExactlyElementsOf(some);
        for (CaseId id : some) {
            assertThat(loose.recording(id)).isEqualTo(CARRIED.recording(id));
            assertThat(loose.start(id)).isEqualTo(CARRIED.start(id));
        }
    }

    private static Json notes(Recording.Notes n) {
        return Json.obj("async", n.async(), "completion_race", n.completionRace(), "irq_flags_comparable", n.irqFlagsComparable(),
                "cached_before", n.cachedBefore(), "mapped_before", Json.arr(n.mappedBefore().stream()
                        .map(r -> Json.arr(new Json.Int(r.offsetBytes()), new Json.Int(r.lengthBytes()))).toList()));
    }

    @Test
    void whatIsNotARecordingIsRefusedWithAReason(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> RecordingStore.open(folder)).isInstanceOf(IOException.class).hasMessageContaining("no recordings in");
        Files.createDirectories(folder.resolve("6.12"));
        Files.writeString(folder.resolve("6.12/x.run.json"), "{\"kernel\": \"6.12\"}");
        var store = RecordingStore.open(folder);
        CaseId x = store.find("6.12", "x").orElseThrow();
        assertThatThrownBy(() -> store.recording(x)).isInstanceOf(IOException.class)
                .hasMessage("6.12/x: not a recording: a recording lacks 'notes'");
        assertThatThrownBy(() -> store.start(new CaseId("6.12", "g", "y"))).isInstanceOf(NoSuchElementException.class);
    }
}
