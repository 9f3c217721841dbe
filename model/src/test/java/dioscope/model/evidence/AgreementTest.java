package dioscope.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static Agreement.Outcome outcome(String kernel, String group, String name, Map<Facet, String> differences) {
        return new Agreement.Outcome(new CaseId(kernel, group, name), new Verdict(differences));
    }

    private final Agreement agreement = new Agreement(List.of(outcome("6.12", "dio-read", "a", Map.of()),
            outcome("6.12", "dio-read", "b",
                    Map.of(Facet.BIOS, "bios.others[0]: expected x got y", Facet.LOCK, "lock[0]: expected x got y")),
            outcome("6.1", "atomic", "c", Map.of(Facet.LOCK, "lock[1]: expected x got y"))));

    @Test
    void countsByKernelGroupAndFacet() {
        var row = agreement.table().get(new Agreement.Row("6.12", "dio-read"));
        assertThat(row).containsEntry(Facet.BIOS, new Agreement.Count(1, 2)).containsEntry(Facet.CALLS, new Agreement.Count(2, 2));
        assertThat(agreement.totals()).containsEntry(Facet.LOCK, new Agreement.Count(1, 3));
        assertThat(agreement.overall()).isEqualTo(new Agreement.Count(1, 3));
        assertThat(agreement.differing()).extracting(o -> o.id().name()).containsExactly("b", "c");
    }

    @Test
    void theTableIsReadInColumns() {
        var lines = agreement.tableText().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).startsWith("kernel group          result        calls").endsWith("cache_events      content");
        assertThat(lines.get(1)).startsWith("6.1    atomic            1/1 ");
        assertThat(lines.get(2)).startsWith("6.12   dio-read          2/2 ");
        assertThat(lines.get(3)).startsWith("all                      3/3 ");
        assertThat(lines.get(4)).isEqualTo("1 of 3 cases agree on every facet");
    }

    @Test
    void differencesNameTheCaseAndThePlace() {
        assertThat(agreement.differencesText()).isEqualTo("""
                6.12/b: bios.others[0]: expected x got y
                6.12/b: lock[0]: expected x got y
                6.1/c: lock[1]: expected x got y
                """);
    }
}
