package dioscope.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dioscope.app.panel.Decisions;
import dioscope.app.panel.Question;
import dioscope.model.profile.Kernels;
import dioscope.model.profile.Version;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ShippedScenarios;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionBookTest {
    @Test
    void aLineIsPlacesAValueWhatIsWantedAndWords() {
        var q = DecisionBook.parse("[lock] How?\nf/a; g/b: x = no | it is so\n");
        assertEquals(List.of(new Question(Question.Answer.LOCK, "How?", List.of(new Question.Condition(Kernels.ALL,
                List.of(new Question.Place("f/a", ""), new Question.Place("g/b", "x")), "no", "it is so")))), q);
    }

    @Test
    void aLineMayBeOfSomeKernelsOnly() {
        var c = DecisionBook.parse("[lock] How?\n@..6.1 7.2 f/a = no | it is so\n").getFirst().conditions().getFirst();
        assertEquals(List.of(new Question.Place("f/a", "")), c.places());
        assertTrue(c.kernels().has(Version.V5_10) && c.kernels().has(Version.V7_2) && !c.kernels().has(Version.V6_12));
    }

    @Test
    void aLineWithoutAConditionIsNamed() {
        var e = assertThrows(IllegalArgumentException.class, () -> DecisionBook.parse("[fua] ?\nnonsense\n"));
        assertTrue(String.valueOf(e.getMessage()).contains("nonsense"));
    }

    @Test
    void theDeviceWithoutFuaIsWhatKeepsFuaAway() {
        var with = fua("O_DSYNC overwrite on a drive with FUA");
        assertEquals("yes", with.answer());
        assertTrue(with.rows().stream().allMatch(r -> r.mark() == Decisions.Mark.MET), with::toString);
        var without = fua("O_DSYNC overwrite on a drive with a cache but no FUA");
        assertEquals("no", without.answer());
        assertEquals(List.of("the device has FUA", "written through to the end: no fsync"),
                without.rows().stream().filter(r -> r.mark() == Decisions.Mark.NOT_MET).map(Decisions.Row::words).toList());
    }

    @Test
    void aTasksTwoCallsAreAskedEachItsOwnQuestions() {
        var write = all("87-append-fsync", 1);
        assertEquals("at writeback: delayed", answer(write, "When are blocks allocated?"));
        assertEquals("no: it is in the page cache", answer(write, "What does write() wait for?"));
        assertEquals("no", answer(write, "Is the old content read first?"));
        assertTrue(write.stream().noneMatch(b -> b.words().equals("What does a sync do after the pages?")), write::toString);
        var fsync = all("87-append-fsync", 2);
        assertEquals("waits for a commit", answer(fsync, "What does a sync do after the pages?"));
        assertTrue(fsync.stream().noneMatch(b -> b.words().equals("When are blocks allocated?")), fsync::toString);
    }

    @Test
    void whatThePageCacheAndTheFlusherAreAsked() {
        assertTrue(answer(all("73-partial-overwrite", 1), "Is the old content read first?").startsWith("yes"));
        assertEquals("the background threshold", answer(all("83-dirty-throttle", 1), "What makes the flusher write?"));
        assertEquals("once", answer(all("83-dirty-throttle", 1), "Is the writer held up for its dirty pages?"));
        assertEquals("the pages' age", answer(all("82-flusher", 1), "What makes the flusher write?"));
        assertEquals("yes", answer(all("96-fallback", 1), "Does a direct call go through the page cache?"));
        assertTrue(answer(all("86-ordered-append", 1), "Has the commit data to write before it?").startsWith("bytes "));
        assertTrue(all("02-overwrite", 1).stream().noneMatch(b -> b.words().equals("When are blocks allocated?")));
    }

    private static List<Decisions.Block> all(String scenario, int call) {
        return Decisions.of(Runner.run(ShippedScenarios.read(scenario)), DecisionBook.shipped(), call);
    }

    private static String answer(List<Decisions.Block> blocks, String words) {
        return blocks.stream().filter(b -> b.words().equals(words)).map(Decisions.Block::answer).findFirst().orElse("not asked");
    }

    private static Decisions.Block fua(String title) {
        var s = ShippedScenarios.all().stream().filter(x -> x.title().equals(title)).findFirst().orElseThrow();
        return Decisions.of(Runner.run(s), DecisionBook.shipped(), 1).getFirst();
    }
}
