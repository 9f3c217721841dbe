package dioscope.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.run.Runner;
import dioscope.model.scenario.ScenarioJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A direct request that goes through the page cache after all is followed up to there: what was recorded of the submitter until then is what the
/// model does until it ends.
class FallbackEntryTest {
    private static final RecordingStore STORE = RecordingStore.carried();
    /// Where the model ends; a read's way through the page cache is not seen by the recordings at all.
    private static final String END = "\"generic_perform_write\"";

    static List<String> kernels() {
        return STORE.kernels();
    }

    /// The calls of the submitter with their arguments, as text, up to the page cache. Whether a second `file_modified` finds a new clock tick, and so
    /// dirties the inode once more, is chance.
    private static List<String> until(Json calls, Set<String> observable) {
        var out = new ArrayList<String>();
        int modified = 0;
        for (var call : ((Json.Arr) calls).items()) {
            var c = (Json.Obj) call;
            var fn = Words.text(c.get("fn"), ",");
            if (fn.equals(END)) {
                break;
            }
            boolean again = modified > 1 && out.getLast().startsWith("\"file_modified\"")
                    && Words.text(call, ",").contains("ext4_dirty_inode");
            if (Words.text(c.get("ctx"), ",").equals("\"task\"") && !again && observable.contains(fn.replace("\"", ""))) {
                modified += fn.equals("\"file_modified\"") ? 1 : 0;
                out.add(fn + " " + Words.text(c.get("args"), ","));
            }
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void theModelDoesWhatWasRecordedUntilThePageCacheIsEntered(String kernel) throws IOException {
        var wrong = new ArrayList<String>();
        int held = 0;
        for (var id : STORE.cases(kernel)) {
            if (!id.group().startsWith("dio-write-")) {
                continue;
            }
            var recording = STORE.recording(id);
            var recorded = Objects.requireNonNull(recording.run().facets().get(Facet.CALLS));
            if (!Words.text(recorded, ",").contains(END)) {
                continue;
            }
            var trace = Runner.run(ScenarioJson.read(STORE.startText(id), id.name()));
            var expected = until(recorded, recording.observable());
            var got = until(new ObservedCalls(trace).calls(), recording.observable());
            if (!got.equals(expected)) {
                wrong.add(id + ": expected " + expected + "\n  got " + got + " then " + trace.refusal());
            } else {
                held++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(held).isPositive();
    }
}
