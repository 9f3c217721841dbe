package dioscope.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparerTest {
    private static final RecordingStore STORE = RecordingStore.carried();
    private final Recording recording = load("dw-in-block-extend-odsync-wb-nofua");

    private static Recording load(String name) {
        try {
            return STORE.recording(STORE.find("6.12", name).orElseThrow());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Verdict judge(Consumer<Map<String, @Nullable Object>> change) {
        var run = Tree.map(Tree.of(recording.run().toJson()));
        change.accept(run);
        return Comparer.compare(recording, Tree.json(run));
    }

    @Test
    void aDifferenceIsReportedWithItsPlaceAndBothValues() {
        Verdict v = judge(run -> {
            Tree.map(Tree.list(run, "calls").getFirst()).put("fn", "ext4_file_read_iter");
            Tree.map(Tree.list(run, "iomaps").getFirst()).put("length", BigInteger.ONE);
            Tree.map(Tree.facets(run).get("sizes")).put("after", BigInteger.TWO);
            Tree.list(run, "completion").clear();
        });
        assertThat(v.differences()).containsOnlyKeys(Facet.CALLS, Facet.IOMAPS, Facet.SIZES, Facet.COMPLETION);
        assertThat(v.difference(Facet.CALLS).orElseThrow()).startsWith("calls.task[0]: expected [\"ext4_file_write_iter\", ")
                .contains(" got [\"ext4_file_read_iter\", ");
        assertThat(v.difference(Facet.IOMAPS).orElseThrow()).startsWith("iomaps[0]: expected {").contains(" got {")
                .contains("\"length\":1,");
        assertThat(v.difference(Facet.SIZES).orElseThrow()).matches("sizes\\.after: expected \\d+ got 2");
        assertThat(v.difference(Facet.COMPLETION)).contains("completion: expected [\"waited\"] got []");
    }

    @Test
    void aListThatEndsEarlyOrLateSaysSo() {
        int count = ((Json.Arr) recording.run().facets().get(Facet.IOMAPS)).items().size();
        assertThat(judge(run -> Tree.list(run, "iomaps").clear()).difference(Facet.IOMAPS).orElseThrow())
                .startsWith("iomaps[0]: expected {").endsWith("got the end of the list (0 of " + count + ")");
        assertThat(judge(run -> Tree.list(run, "iomaps").add("x")).difference(Facet.IOMAPS))
                .contains("iomaps: malformed: a mapping lacks 'offset'");
        assertThat(
                judge(run -> Tree.list(run, "lock").add(Tree.entry("at", "mapping", "lock", "none"))).difference(Facet.LOCK).orElseThrow())
                .contains("]: expected the end of the list got [\"mapping\", \"none\"] (");
    }

    @Test
    void anotherCaseDisagreesEverywhere() {
        Verdict v = judge(run -> run.put("case", "other"));
        assertThat(v.differences()).hasSize(13);
        assertThat(v.differences().values()).containsOnly("case: expected " + recording.caseName() + " got other");
    }

    @Test
    void aFileThatIsMissingOrNoJsonDisagreesEverywhere(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.run.json");
        assertThat(Comparer.compare(recording, file).differences().values()).hasSize(13).containsOnly("no such file");
        for (String text : new String[]{"", "{", "{} {}", "{\"a\":01}"}) {
            Files.writeString(file, text);
            assertThat(Comparer.compare(recording, file).differences().values()).hasSize(13).allMatch(d -> d.startsWith("unreadable: "));
        }
        Files.writeString(file, recording.run().toText());
        assertThat(Comparer.compare(recording, file).agrees()).isTrue();
    }

    /// No carried recording is of a read that races, so one that is polled is told as one that a worker finished.
    @Test
    void theTimeStampOfAReadThatRacesWithItsCompletionMayLieAnywhere() {
        Recording polled = load("uring-iopoll-read");
        Recording raced = changed(polled, run -> Tree.facets(run).put("completion", Tree.listOf("worker")));
        RunFile moved = changed(raced, ComparerTest::moveTimestampToTheStart).run();
        assertThat(moved).isNotEqualTo(raced.run());
        assertThat(Comparer.compare(raced, moved).differences()).isEmpty();
        assertThat(Comparer.compare(polled, changed(polled, ComparerTest::moveTimestampToTheStart).run()).differences())
                .containsOnlyKeys(Facet.CALLS);
    }

    private static void moveTimestampToTheStart(Map<String, @Nullable Object> run) {
        var calls = Tree.list(run, "calls");
        int i = Tree.pick(calls, new java.util.Random(0), c -> "ext4_journal_start".equals(c.get("fn")));
        calls.addFirst(calls.remove(i));
    }

    private static Recording changed(Recording r, Consumer<Map<String, @Nullable Object>> change) {
        var run = Tree.map(Tree.of(r.run().toJson()));
        change.accept(run);
        var facets = new java.util.EnumMap<Facet, Json>(Facet.class);
        for (Facet f : Facet.values()) {
            facets.put(f, Tree.json(Tree.facets(run).get(f.key())));
        }
        return new Recording(new RunFile(r.kernel(), r.caseName(), facets), r.group(), r.observable(), r.observableReturn(), r.notes());
    }

    @Test
    void aRecordingThatIsItselfMalformedIsRefused() {
        var facets = new java.util.EnumMap<Facet, Json>(recording.run().facets());
        facets.put(Facet.BIOS, Json.of("none"));
        var broken = new Recording(new RunFile("6.12", "x", facets), recording.group(), recording.observable(),
                recording.observableReturn(), recording.notes());
        assertThatThrownBy(() -> new Comparer(broken)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("recording 6.12/x: bios is not a list");
    }

    @Test
    void numbersAreReadToTheLastDigitAndTheLastOfTwoEqualKeysCounts() throws IOException {
        Json v = JsonFiles.parse("{\"a\": 1, \"b\": [1.0, 1e20, 1180591620717411303424, true, null, \"\\u00e9\"], \"a\": 2}");
        assertThat(Words.text(v, ",")).isEqualTo("{\"a\":2,\"b\":[1.0,1e+20,1180591620717411303424,true,null,\"\\u00e9\"]}");
        assertThat(Json.of(1)).isNotEqualTo(Json.of(true)).isNotEqualTo(new Json.Real(1));
        assertThat(Json.of(1).looselyEquals(Json.of(true))).isTrue();
    }
}
