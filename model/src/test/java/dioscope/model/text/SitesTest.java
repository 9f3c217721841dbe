package dioscope.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.trace.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the texts to the sites that are really reached.
class SitesTest {
    private static Texts texts;
    private static Reached reached;

    @BeforeAll
    static void run() {
        texts = Texts.carried(Profile.V6_12);
        var all = new ArrayList<>(ShippedScenarios.all());
        all.addAll(Reached.recorded());
        reached = new Reached(all);
    }

    private static String way(Step s) {
        return s.site() + " " + s.kind() + (s.kind() == Step.Kind.BRANCH ? s.taken() ? " yes" : " no" : "") + " (" + s.values() + ")";
    }

    @Test
    void everySiteHasATextOfItsOwnForTheWayItWent() {
        var missing = new TreeSet<String>();
        for (var s : reached.steps()) {
            var facts = new Facts(texts.profile(), s);
            if (texts.own(s).flatMap(o -> o.raw(facts)).isEmpty()) {
                missing.add(way(s));
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void aBranchThatIsReachedIsToldBothWays() {
        var missing = new TreeSet<String>();
        for (var s : reached.steps()) {
            if (s.kind() != Step.Kind.BRANCH) {
                continue;
            }
            var other = new Step(s.kind(), s.nanos(), s.task(), s.ctx(), s.frame(), s.label(), !s.taken(), s.values(), s.world());
            var told = texts.own(other).map(Section::variants).orElseThrow().stream().anyMatch(v -> v.conditions().isEmpty()
                    || v.conditions().stream()
                            .anyMatch(c -> c.name().equals(Section.Condition.TAKEN) && c.value().equals(String.valueOf(!s.taken()))));
            if (!told) {
                missing.add(way(other));
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void aPlaceholderNamesAValueOfItsSite() {
        var wrong = new TreeSet<String>();
        for (var s : reached.steps()) {
            var facts = new Facts(texts.profile(), s);
            texts.own(s).flatMap(o -> o.raw(facts)).ifPresent(t -> Section.unknown(t, facts)
                    .forEach(name -> wrong.add(way(s) + " has no " + name)));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatATextAsksOfAValueIsAskedOfAValueThatIsThere() {
        var wrong = new TreeSet<String>();
        for (var s : reached.steps()) {
            var facts = new Facts(texts.profile(), s);
            texts.own(s).ifPresent(o -> o.variants().forEach(v -> v.conditions().stream().filter(c -> !facts.knows(c.name()))
                    .forEach(c -> wrong.add(way(s) + " has no " + c.name()))));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void markupIsClosedAndNoPlaceholderIsLeft() {
        for (var s : reached.steps()) {
            assertThat(texts.why(s)).hasValueSatisfying(t -> {
                assertThat(Markup.faults(t)).as(way(s) + ": " + t).isEmpty();
                assertThat(t).doesNotContain("{", "}");
            });
        }
    }

    @Test
    void everyFunctionIsInTheSourceMap() {
        var missing = new TreeSet<String>();
        for (var fn : reached.functions()) {
            if (texts.sources().of(fn, "").isEmpty()) {
                missing.add(fn);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void aLineOfCodeBelongsToALabelThatIsWrittenOf() {
        for (var s : reached.steps()) {
            if (s.kind() == Step.Kind.BRANCH && !texts.code(s.fn()).isEmpty()) {
                assertThat(texts.code(s.fn()).stream().map(Texts.Line::label)).as(s.fn()).contains(s.label());
            }
        }
    }

    @Test
    void everyTextFileIsReadAndHoldsTheFunctionsOfItsSource() throws java.io.IOException {
        var named = new TreeSet<String>();
        named.add("general");
        texts.sources().files().forEach(f -> named.add(Texts.textName(f)));
        try (var files = Files.list(Path.of("..", "assets", "texts"))) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".md")).map(f -> f.substring(0, f.length() - 3)))
                    .isSubsetOf(named);
        }
        for (var name : named) {
            texts.file(name).forEach((fn, f) -> {
                String source = texts.sources().file(fn);
                assertThat(source.isEmpty() ? "general" : Texts.textName(source)).as("the file of " + fn).isEqualTo(name);
                assertThat(f.code()).allSatisfy(l -> assertThat(l.text()).isNotBlank());
            });
        }
    }
}
