package dioscope.app.export.page;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.export.Captions;
import dioscope.app.panel.StepTold;
import dioscope.app.panel.View;
import dioscope.model.trace.Step;
import org.junit.jupiter.api.Test;

class AccountTest {
    private final Shipped run = Shipped.of("01-odsync-mixed");

    @Test
    void tellsWhatWhereWhyAndWhatChanged() {
        var t = run.study().trace();
        int flag = 1;
        while (!run.study().timeline().turns(flag - 1, flag)) {
            flag++;
        }
        var text = Account.markdown(run.scenario(), run.study(), flag);
        var words = run.study().words();
        assertThat(text).startsWith("# " + run.scenario().title() + "\n").contains(
                "Linux " + t.profile().release() + ", step " + flag + " of ",
                "**`" + t.step(flag).site() + "`**", "(`" + words.source(t.step(flag)) + "`)", "## Changed in this step", "`dio->flags`",
                "## Started with", "offset `12 KiB`", "length `24 KiB`", "O_DIRECT");
        var why = words.why(t.step(flag));
        assertThat(why).isNotNull();
        assertThat(Captions.plain(text)).contains(Captions.plain(why));
    }

    @Test
    void everyStepHasOne() {
        var t = run.study().trace();
        for (int i = 0; i < t.size(); i++) {
            var text = Account.markdown(run.scenario(), run.study(), i);
            assertThat(text).as("step " + i).contains("step " + i + " of").doesNotContain("](").endsWith("\n");
            assertThat(text.chars().filter(c -> c == '`').count() % 2).as("step " + i).isZero();
            if (t.step(i).kind() != Step.Kind.START) {
                assertThat(text).contains(t.step(i).site());
            }
        }
    }

    @Test
    void whatIsSaidOfSeveralThingsIsSaidOnce() {
        var append = Shipped.of("87-append-fsync");
        var rows = StepTold.between(View.of(append.study()), 0, append.last());
        assertThat(rows).contains(new StepTold.Row("pages 16–17", "new: clean"), new StepTold.Row("i_size", "65 536 → 73 728"));
        assertThat(rows.stream().map(StepTold.Row::name)).noneMatch(n -> n.startsWith("page 16"));
    }

    @Test
    void allCallsAreTold() {
        var many = Shipped.of("92-fsync-error");
        var text = Account.markdown(many.scenario(), many.study(), many.last());
        for (int i = 1; i <= many.scenario().requests().size(); i++) {
            assertThat(text).contains("call " + i + ": ");
        }
    }
}
