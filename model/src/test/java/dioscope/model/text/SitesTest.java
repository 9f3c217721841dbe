package dioscope.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Aliases;
import dioscope.model.profile.Profile;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.trace.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the texts and the source maps of every recorded kernel to the sites that are really reached.
///
/// What is still to be written is held in a list beside the test that can only shrink: `-Dsites.update=true` writes what is missing now. In it, `text`
/// is a way nothing is written of, `line` a function or decision without a line of the source, `code` a decision without a line of our reading of a
/// function that has one, `value` a placeholder for a value that is not there.
class SitesTest {
    private static final Path MISSING = Path.of("src", "test", "resources", "sites-missing.txt");
    private static final List<Profile> KERNELS = Profile.ALL.stream().filter(Profile::recorded).toList();
    private static final Map<Profile, Texts> TEXTS = new LinkedHashMap<>();
    private static final Map<Profile, Reached> REACHED = new LinkedHashMap<>();

    @BeforeAll
    static void run() {
        for (var k : KERNELS) {
            var all = new ArrayList<>(ShippedScenarios.all().stream().map(s -> s.withKernel(k)).toList());
            all.addAll(Reached.recorded(k.name()));
            TEXTS.put(k, Texts.carried(k));
            REACHED.put(k, new Reached(all));
        }
    }

    private static void everyStep(BiConsumer<Texts, Step> check) {
        REACHED.forEach((k, reached) -> reached.steps().forEach(s -> check.accept(texts(k), s)));
    }

    private static Texts texts(Profile kernel) {
        return Objects.requireNonNull(TEXTS.get(kernel));
    }

    private static String way(Step s) {
        return s.site() + " " + s.kind() + (s.kind() == Step.Kind.BRANCH ? s.taken() ? " yes" : " no" : "");
    }

    private static String full(Texts texts, Step s) {
        return texts.profile() + " " + way(s) + " (" + s.values() + ")";
    }

    private static Step otherWay(Step s) {
        return new Step(s.kind(), s.nanos(), s.task(), s.ctx(), s.frame(), s.label(), !s.taken(), s.values(), s.world());
    }

    /// Whether a text is written for the way this branch goes, whatever values it may ask for besides.
    private static boolean told(Texts texts, Step s) {
        var facts = texts.facts(s);
        return texts.own(s).stream().flatMap(o -> o.variants().stream()).filter(v -> !v.text(facts).isEmpty()).anyMatch(v -> {
            var ways = v.conditions().stream().filter(c -> c.name().equals(Section.Condition.TAKEN)).toList();
            return v.conditions().stream().filter(c -> c.name().equals(Section.Condition.KERNEL)).allMatch(c -> c.holds(facts))
                    && (v.conditions().isEmpty() || ways.stream().anyMatch(c -> c.holds(facts)));
        });
    }

    private static String file(Texts texts, Step s) {
        var home = texts.home(s.fn());
        var own = home.isEmpty() ? texts.sources().file(s.fn()) : home;
        return own.isEmpty() ? "general" : Texts.textName(own);
    }

    @Test
    void everySiteIsToldForTheWayItWentAndForTheOtherAndHasALineOfTheSource() throws IOException {
        var missing = new TreeMap<String, Set<String>>();
        everyStep((texts, s) -> {
            var lack = new TreeSet<String>();
            if (texts.own(s).flatMap(o -> o.raw(texts.facts(s))).isEmpty()) {
                lack.add("text " + way(s));
            }
            if (s.kind() == Step.Kind.BRANCH && !told(texts, otherWay(s))) {
                lack.add("text " + way(otherWay(s)));
            }
            if (s.frame() != null && texts.sources().of(s.fn(), "").isEmpty()) {
                lack.add("line " + s.fn());
            } else if (s.kind() == Step.Kind.BRANCH && !texts.sources().has(s.fn(), s.label())) {
                lack.add("line " + s.site());
            }
            texts.own(s).flatMap(o -> o.raw(texts.facts(s))).ifPresent(t -> Section.unknown(t, texts.facts(s))
                    .forEach(name -> lack.add("value " + way(s) + " {" + name + "}")));
            var code = texts.code(s.fn());
            if (s.kind() == Step.Kind.BRANCH && !code.isEmpty() && code.stream().noneMatch(l -> l.label().equals(s.label()))) {
                lack.add("code " + s.site());
            }
            lack.forEach(l -> missing.computeIfAbsent(file(texts, s) + " " + l, _ -> new LinkedHashSet<>()).add(texts.profile().name()));
        });
        var now = new StringBuilder();
        missing.forEach((what, kernels) -> now.append(what).append(": ").append(String.join(" ", kernels)).append('\n'));
        if (Boolean.getBoolean("sites.update")) {
            Files.writeString(MISSING, now);
        }
        assertThat(each(now.toString().lines())).as("no text, or no line of the source; -Dsites.update=true writes the list")
                .isSubsetOf(each(Files.readAllLines(MISSING).stream()));
    }

    /// One line for each kernel that lacks something.
    private static Set<String> each(Stream<String> lines) {
        var out = new TreeSet<String>();
        lines.forEach(l -> {
            int at = l.lastIndexOf(": ") + 2;
            Arrays.stream(l.substring(at).split(" ")).forEach(k -> out.add(l.substring(0, at) + k));
        });
        return out;
    }

    @Test
    void whatATextAsksOfAValueIsAskedOfAValueThatIsThereOnSomeKernel() {
        var asked = new TreeSet<String>();
        var there = new TreeSet<String>();
        everyStep((texts, s) -> {
            var facts = texts.facts(s);
            texts.own(s).ifPresent(o -> o.variants().forEach(v -> v.conditions().forEach(c -> {
                var which = Aliases.newest(s.fn()) + "/" + s.label() + " " + s.kind() + " has no " + c.name();
                (facts.knows(c.name()) ? there : asked).add(which);
            })));
        });
        asked.removeAll(there);
        assertThat(asked).isEmpty();
    }

    @Test
    void markupIsClosedAndNoPlaceholderIsLeft() {
        everyStep((texts, s) -> texts.why(s).ifPresent(t -> {
            assertThat(Markup.faults(t)).as(full(texts, s) + ": " + t).isEmpty();
            assertThat(t).doesNotContain("{", "}");
        }));
    }

    @Test
    void everyTextFileIsReadAndHoldsTheFunctionsOfItsSource() throws IOException {
        for (var k : KERNELS) {
            var texts = texts(k);
            var named = new TreeSet<String>();
            named.add("general");
            texts.allSources().forEach(f -> named.add(Texts.textName(f)));
            try (var files = Files.list(Path.of("..", "assets", "texts"))) {
                assertThat(
                        files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".md")).map(f -> f.substring(0, f.length() - 3)))
                        .isSubsetOf(named);
            }
            for (var name : named) {
                texts.file(name).forEach((fn, f) -> {
                    if (!texts.sources().file(fn).isEmpty()) {
                        assertThat(Texts.textName(texts.home(fn))).as("the file of " + fn).isEqualTo(name);
                    }
                    assertThat(f.code()).allSatisfy(l -> assertThat(l.line().text()).isNotBlank());
                });
            }
        }
    }

    @Test
    void aFunctionThatIsWrittenOfIsOneOfSomeKernel() {
        var texts = texts(Profile.V6_12);
        var wrong = new TreeSet<String>();
        for (var source : texts.allSources()) {
            for (var fn : texts.file(Texts.textName(source)).keySet()) {
                if (KERNELS.stream().allMatch(k -> texts(k).sources().file(fn).isEmpty())) {
                    wrong.add(fn);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }
}
