package dioscope.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The verdicts of the comparer on thousands of changed runs, against those of the reference comparer that came with the
/// recordings, which were taken once. `model/README.md` says how to take them again.
class ComparerGoldenTest {
    private static final int RUNS_PER_RECORDING = 9;
    private static final int RUNS_WHERE_CHANCE_DECIDES = 45;
    private static final String GOLDEN = "comparer-verdicts.txt";

    /// A changed run; the first of each recording is unchanged.
    private record Changed(List<Mutations> changes, String text) {
    }

    private static final RecordingStore STORE = RecordingStore.carried();

    /// The recordings the golden verdicts were taken for, in their order.
    private static List<CaseId> judged() throws IOException {
        try (var golden = golden()) {
            return golden.lines().map(l -> l.substring(0, l.indexOf(' ')).split("/"))
                    .map(place -> STORE.find(place[0], place[1]).orElseThrow()).toList();
        }
    }

    private static BufferedReader golden() {
        return new BufferedReader(new InputStreamReader(Objects.requireNonNull(ComparerGoldenTest.class.getResourceAsStream(GOLDEN)),
                StandardCharsets.UTF_8));
    }

    private static List<Changed> changedRuns(CaseId id, Recording recording) {
        var all = new ArrayList<Changed>();
        boolean chance = chanceDecides(recording);
        for (int i = 0; i < (chance ? RUNS_WHERE_CHANCE_DECIDES : RUNS_PER_RECORDING); i++) {
            var run = Tree.map(Tree.of(recording.run().toJson()));
            var changes = i == 0 ? List.<Mutations>of() : Mutations.mutate(run, id.toString().hashCode() * 1000L + i, chance);
            all.add(new Changed(changes, Words.text(Tree.json(run), ",")));
        }
        return all;
    }

    /// A race, or more than one time stamp.
    private static boolean chanceDecides(Recording recording) {
        var calls = ((Json.Arr) Objects.requireNonNull(recording.run().facets().get(Facet.CALLS))).items();
        return recording.notes().completionRace() || calls.stream().filter(c -> ((Json.Obj) c).get("fn").is("file_modified")).count() > 1;
    }

    private static String digest(List<Changed> runs) {
        return crc(runs.stream().map(Changed::text).collect(Collectors.joining("\n")));
    }

    private static String crc(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }

    /// The facets that disagree as a bit mask, and a digest of the words; why something is malformed may be said differently.
    private static String shortened(Verdict v) {
        int mask = v.differences().keySet().stream().mapToInt(f -> 1 << f.ordinal()).sum();
        String words = v.differences().values().stream().map(d -> d.replaceFirst(": malformed: (?s).*", ": malformed"))
                .collect(Collectors.joining("\n"));
        return "%04x.%s".formatted(mask, crc(words).substring(4));
    }

    @Test
    void verdictsAndWordsAreThoseOfTheReferenceComparer() throws IOException {
        int compared = 0;
        Set<Mutations> seen = EnumSet.noneOf(Mutations.class);
        var wrong = new ArrayList<String>();
        try (var golden = golden()) {
            for (CaseId id : judged()) {
                Recording recording = STORE.recording(id);
                var runs = changedRuns(id, recording);
                String[] line = Objects.requireNonNull(golden.readLine(), "no golden verdicts for " + id).split(" ");
                assertThat(List.of(line[0], line[1])).as("the changes the golden verdicts were taken for")
                        .containsExactly(id.toString(), digest(runs));
                var comparer = new Comparer(recording);
                for (int i = 0; i < runs.size(); i++, compared++) {
                    Verdict verdict = comparer.judge(JsonFiles.parse(runs.get(i).text));
                    seen.addAll(runs.get(i).changes);
                    if (!shortened(verdict).equals(line[2 + i])) {
                        wrong.add(
                                "%s number %d %s: %s, not %s: %s".formatted(id, i, runs.get(i).changes, shortened(verdict), line[2 + i],
                                        verdict.differences()));
                    }
                }
            }
            assertThat(golden.readLine()).isNull();
        }
        assertThat(wrong.stream().limit(20)).as("%d of %d differ", wrong.size(), compared).isEmpty();
        assertThat(seen).containsExactlyInAnyOrder(Mutations.values());
        assertThat(compared).isGreaterThan(5000);
    }

    @Test
    void everyRecordingAgreesWithItself() throws IOException {
        for (CaseId id : STORE.cases()) {
            Recording r = STORE.recording(id);
            assertThat(Comparer.compare(r, r.run()).differences()).as(id.toString()).isEmpty();
        }
    }

    /// Writes the changed runs, one a line, for the reference comparer to judge.
    @Test
    @EnabledIfSystemProperty(named = "dioscope.changedRuns", matches = ".+")
    void writeChangedRuns() throws IOException {
        try (var out = new PrintWriter(Files.newBufferedWriter(Path.of(System.getProperty("dioscope.changedRuns"))))) {
            for (CaseId id : judged()) {
                var runs = changedRuns(id, STORE.recording(id));
                out.println(id + "\t" + digest(runs) + "\t" + runs.stream().map(Changed::text).collect(Collectors.joining("\t")));
            }
        }
    }
}
