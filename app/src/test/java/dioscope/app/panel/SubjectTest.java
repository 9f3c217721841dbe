package dioscope.app.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.paint.CellId;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ShippedScenarios;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What a card tells of a thing in the run of the first scenario.
class SubjectTest {
    private final View view = view();

    private static View view() {
        var s = ShippedScenarios.all().getFirst();
        return View.of(Studies.of(s, Runner.run(s), TextWords.carried(s.kernel())));
    }

    private Subject at(int step, String path) {
        return Objects.requireNonNull(Subject.of(view.study().trace().at(step), view, CellId.of(path)));
    }

    @Test
    void aPageThatWasThrownOutIsAbsentAndTellsWhoDidIt() {
        int last = view.study().trace().size() - 1;
        var page = at(last, "pageCache.pages.5");
        assertThat(page.fields()).contains(new Subject.Field("now", "absent"));
        var gone = page.changes().getLast();
        assertThat(gone.what()).isEqualTo("removed");
        assertThat(gone.by()).isEqualTo(view.study().trace().step(gone.step()).fn());
        assertThat(gone.why()).isNotBlank();
        assertThat(at(last, "removed.5")).isEqualTo(page);
    }

    @Test
    void aPageThatWasNeverThereIsAbsent() {
        var page = at(0, "pageCache.pages.7");
        assertThat(page.fields()).contains(new Subject.Field("now", "absent"));
        assertThat(page.changes()).isEmpty();
    }

    @Test
    void everyChangeOfABitSaysWhy() {
        var bit = at(0, "io.1.dio.flags.28");
        assertThat(bit.title()).contains("WRITE_THROUGH");
        assertThat(bit.changes()).isNotEmpty().allSatisfy(c -> {
            assertThat(c.why()).isNotBlank().doesNotContain("`").doesNotContain("**");
            assertThat(c.what()).matches("[01] → [01]");
        });
    }

    @Test
    void aMarkOnTheTimelineTellsItsStep() {
        int fell = at(0, "io.1.dio.flags.28").changes().getLast().step();
        var mark = at(0, "step." + fell + ".1");
        assertThat(mark.title()).startsWith("step " + fell);
        assertThat(mark.changes().getFirst().what()).contains("WRITE_THROUGH 1 → 0");
    }

    @Test
    void aFunctionOnTheStackTellsWhereItWasCalled() {
        var t = view.study().trace();
        int fell = at(0, "io.1.dio.flags.28").changes().getLast().step();
        var f = Objects.requireNonNull(t.step(fell).frame());
        var called = at(fell, "tasks." + t.step(fell).task() + ".stack." + f.depth());
        assertThat(called.title()).isEqualTo(f.fn() + "()");
        assertThat(called.changes().getFirst().step()).isEqualTo(f.step());
    }

    @Test
    void aSentenceIsTheFirstAndBare() {
        assertThat(Subject.sentence("**The bio** has `FUA`, see [it](bio.flush). Then more."))
                .isEqualTo("The bio has FUA, see it.");
    }

    @Test
    void aTransactionAndTheOwnerOfALockAreToldByName() {
        var v = BufferedSample.view();
        var t = v.study().trace();
        var tx = Objects.requireNonNull(Subject.of(t.at(t.size() - 1), v, CellId.of("journal.tx8")));
        assertThat(tx.title()).isEqualTo("transaction 8");
        assertThat(tx.fields().getFirst().value()).isEqualTo("committed, to be checkpointed");
        assertThat(tx.changes().stream().map(Subject.Changed::what)).anyMatch(x -> x.contains("running → locked"))
                .anyMatch(x -> x.contains("+ block bitmap"));
        int locked = 0;
        while (!t.step(locked).label().equals("lock")) {
            locked++;
        }
        var page = Objects.requireNonNull(Subject.of(t.at(locked), v, CellId.of("pageCache.pages.16")));
        assertThat(page.fields()).anyMatch(f -> f.name().equals("locked by") && f.value().equals("write 1 (app/4711)"));
    }
}
