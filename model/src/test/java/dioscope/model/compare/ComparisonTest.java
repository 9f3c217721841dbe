package dioscope.model.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.state.Args;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Two runs beside each other: nothing is lost, nothing is told twice, and the first place where they part is the one that matters.
class ComparisonTest {
    private static final String FUA = "03-odsync-overwrite-fua";
    private static final String NO_FUA = "04-odsync-overwrite-no-fua";
    private static final String O_SYNC = "06-osync-overwrite";
    private static final String MIXED = "01-odsync-mixed";
    private final Sentences sentences = new Sentences();

    private static Scenario scenario(String name) {
        return ShippedScenarios.read(name).withKernel(Profile.V6_12);
    }

    private static Trace run(String name) {
        return Runner.run(scenario(name));
    }

    private static Comparison compare(String a, String b) {
        return Comparison.of(new Side("A", run(a)), new Side("B", run(b)));
    }

    private static Step step(Comparison c, Row r) {
        return r.a() >= 0 ? c.a().trace().step(r.a()) : c.b().trace().step(r.b());
    }

    @Test
    void equalRunsDifferInNothing() {
        for (var name : ShippedScenarios.names()) {
            var c = compare(name, name);
            assertThat(c.differences()).as(name).isEmpty();
            assertThat(c.first()).isEmpty();
            assertThat(c.rows()).hasSize(c.a().trace().size()).allMatch(r -> r.what() == What.SAME && r.a() == r.b());
            assertThat(c.outcome()).noneMatch(Aspect::differs);
            assertThat(sentences.first(c)).isEqualTo("A and B take every step alike.");
        }
    }

    @ParameterizedTest
    @CsvSource({FUA + "," + NO_FUA, FUA + "," + O_SYNC, MIXED + ",08-hole", "07-odsync-append,14-io-error", "13-nowait-hole," + MIXED})
    void everyStepOfBothStandsInExactlyOneRowAndEveryDifferingRowInExactlyOneDifference(String a, String b) {
        var c = compare(a, b);
        assertThat(c.rows().stream().map(Row::a).filter(i -> i >= 0)).containsExactlyElementsOf(upTo(c.a().trace().size()));
        assertThat(c.rows().stream().map(Row::b).filter(j -> j >= 0).sorted()).containsExactlyElementsOf(upTo(c.b().trace().size()));
        for (int r = 0; r < c.rows().size(); r++) {
            var row = c.rows().get(r);
            assertThat(row.what().only()).as("row %s", r).isEqualTo(!row.both());
            assertThat(c.differenceOf(r) >= 0).isEqualTo(row.what() != What.SAME);
            if (row.a() >= 0) {
                assertThat(c.rowOfA(row.a())).isEqualTo(r);
            }
            if (row.b() >= 0) {
                assertThat(c.rowOfB(row.b())).isEqualTo(r);
            }
        }
        assertThat(c.differences().stream().mapToInt(Difference::steps).sum()).isEqualTo(c.rows().size() - c.alike());
    }

    @ParameterizedTest
    @CsvSource({FUA + "," + NO_FUA, FUA + "," + O_SYNC, MIXED + ",08-hole", "07-odsync-append,14-io-error", "13-nowait-hole," + MIXED})
    void theOtherWayRoundIsTheMirrorImage(String a, String b) {
        var c = compare(a, b);
        var d = compare(b, a);
        for (int i = 0; i < c.a().trace().size(); i++) {
            assertThat(d.alignment().toA(i)).as("step %s", i).isEqualTo(c.alignment().toB(i));
        }
        assertThat(d.alike()).isEqualTo(c.alike());
        assertThat(d.rows().stream().map(r -> new Row(r.b(), r.a(), r.what().mirrored()))).containsExactlyInAnyOrderElementsOf(c.rows());
        assertThat(d.outcome().stream().map(x -> new Aspect(x.name(), x.b(), x.a(), x.stepB(), x.stepA())).toList()).isEqualTo(c.outcome());
    }

    @Test
    void pairedStepsAreTheSamePlaceInTheSameCall() {
        var c = compare(FUA, O_SYNC);
        for (var r : c.rows()) {
            if (r.both()) {
                assertThat(c.b().trace().step(r.b()).site()).isEqualTo(c.a().trace().step(r.a()).site());
            }
        }
    }

    @Test
    void aDriveWithoutFuaPartsWhereTheBioIsBuiltAndEndsInAFlush() {
        var c = compare(FUA, NO_FUA);
        var first = c.first().orElseThrow();
        assertThat(first.what()).isEqualTo(What.BRANCH);
        assertThat(step(c, c.rows().get(first.row())).site()).isEqualTo("iomap_dio_bio_iter/fua");
        assertThat(aspect(c, "flushes")).isEqualTo("0 | 1");
        assertThat(aspect(c, "bios")).isEqualTo("WRITE:8192:FUA | WRITE:8192");
        assertThat(sentences.first(c)).startsWith("A sends the drive no flush; B sends the drive one flush, because FUA")
                .contains("yes and no").endsWith(".");
        assertThat(c.rows()).anyMatch(r -> r.what() == What.ONLY_B && step(c, r).site().equals("generic_write_sync"));
    }

    @Test
    void oSyncPartsFromODsyncWhereFuaWouldNotBeEnough() {
        var c = compare(FUA, O_SYNC);
        assertThat(step(c, c.rows().get(c.first().orElseThrow().row())).site()).isEqualTo("__iomap_dio_rw/only data must be durable");
        assertThat(sentences.first(c)).contains("O_SYNC wants all metadata");
        assertThat(c.details(c.first().orElseThrow().row())).extracting(Detail::name).contains("taken", "IOCB_SYNC");
    }

    @Test
    void anAsynchronousOverwriteIsHandedToTheWorkqueueByOneKernelAndFinishedInTheInterruptByAnother() {
        var s = scenario("02-overwrite");
        var r = s.request();
        var aio = s.withRequest(
                new Request(r.op(), r.offset(), r.length(), r.iovecs(), r.vectored(), r.buffer(), r.pageRuns(), r.openFlags(), r.rwf(),
                        Request.Submission.AIO, r.fill()));
        var c = Comparison.of(new Side("6.12", Runner.run(aio)), new Side("7.2", Runner.run(aio.withKernel(Profile.V7_2))));
        assertThat(aspect(c, "completion")).isEqualTo("worker | inline");
        assertThat(sentences.first(c)).isEqualTo("6.12 hands the completion to the workqueue; 7.2 finishes it in the interrupt, because "
                + "`COMP_WORK` is not set in 7.2: the mapping is MAPPED and not NEW.");
        assertThat(c.rows()).anyMatch(x -> x.what() == What.MOVED && step(c, x).fn().equals("iomap_dio_complete_work"));
        assertThat(c.rows()).anyMatch(x -> x.what() == What.ONLY_A && step(c, x).fn().equals("queue_work"));
    }

    private static Comparison overwrite(String a, String b) {
        var s = scenario("02-overwrite");
        var r = s.request();
        var aio = s.withRequest(
                new Request(r.op(), r.offset(), r.length(), r.iovecs(), r.vectored(), r.buffer(), r.pageRuns(), r.openFlags(), r.rwf(),
                        Request.Submission.AIO, r.fill()));
        return Comparison.of(new Side(a, Runner.run(aio.withKernel(kernel(a)))), new Side(b, Runner.run(aio.withKernel(kernel(b)))));
    }

    @Test
    void theStoryIsWhatHappensAndNotHowTheCodeIsCut() {
        var c = overwrite("6.12", "7.2");
        var told = c.story().map(d -> step(c, c.rows().get(d.row())).site()).toList();
        assertThat(told).contains("iomap_dio_done/set NO_INVALIDATE", "iomap_dio_done/mapping has pages", "iomap_dio_done/needs a task",
                "queue_work", "iomap_dio_complete_work", "iomap_dio_complete/invalidate again");
        assertThat(told).doesNotContain("ext4_file_write_iter/emergency read-only", "iomap_iter_next", "__iomap_dio_rw/atomic");
        assertThat(told.size()).isLessThan(c.differences().size() / 4);
        assertThat(c.next(0, false, false)).isEqualTo(c.story().findFirst());
        assertThat(c.next(0, false, true)).contains(c.differences().getFirst());
    }

    @ParameterizedTest
    @CsvSource({"5.10,6.1", "5.10,6.12", "5.10,7.2", "6.1,7.2"})
    void theStoryOfTwoKernelsIsShortAndTellsWhoCompletes(String a, String b) {
        var c = overwrite(a, b);
        assertThat(c.story().count()).isLessThan(20);
        if (b.equals("7.2")) {
            assertThat(sentences.first(c)).contains("`COMP_WORK` is not set in 7.2");
            assertThat(c.story())
                    .anyMatch(d -> d.row() == sentences.turningPoint(c).orElseThrow() || c.differenceOf(sentences.turningPoint(c)
                            .orElseThrow()) == c.differenceOf(d.row()));
        }
    }

    @Test
    void twoDevicesDifferInWhatTheyDoAndThatIsTheStory() {
        var c = compare(FUA, NO_FUA);
        assertThat(c.story()).anyMatch(d -> step(c, c.rows().get(d.row())).site().equals("iomap_dio_bio_iter/fua"))
                .anyMatch(d -> step(c, c.rows().get(d.row())).fn().equals("generic_write_sync"));
    }

    /// What each kernel makes of one synchronous overwrite: the story is the same to its end in all of them.
    @ParameterizedTest
    @CsvSource({"5.10,6.1", "6.1,6.12", "6.12,7.2", "5.10,7.2"})
    void kernelsMeetAgainAfterTheyPart(String a, String b) {
        var s = scenario("02-overwrite");
        var c = Comparison.of(new Side(a, Runner.run(s.withKernel(kernel(a)))), new Side(b, Runner.run(s.withKernel(kernel(b)))));
        assertThat(c.alike()).isGreaterThan(c.rows().size() / 3);
        assertThat(aspect(c, "result")).isEqualTo("8192 | 8192");
        assertThat(c.rows())
                .anyMatch(r -> r.both() && step(c, r).kind() == Step.Kind.ENTER && step(c, r).fn().startsWith("iomap_dio_bio_"));
        assertThat(sentences.first(c)).isNotBlank();
    }

    private static Profile kernel(String name) {
        return Profile.ALL.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void anEditThatDelaysNothingButTimeDiffersInNothing() {
        var s = scenario(FUA);
        var slow = new Scenario(s.title(), s.question(), s.watch(), s.kernel(), s.fs(), s.inode(), s.pageCache(), s.device(), s.faults(),
                s.request(), s.contentBefore(), new Scenario.Latency(80_000, 160_000, 400_000));
        var c = Comparison.of(new Side("before", Runner.run(s)), new Side("after", Runner.run(slow)));
        assertThat(c.differences()).isEmpty();
    }

    @Test
    void aCallThatIsLeftOutIsOneDifferenceWithAllItsSteps() {
        var t = run(FUA);
        int enter = index(t, Step.Kind.ENTER, "iomap_dio_bio_opflags");
        int leave = index(t, Step.Kind.RETURN, "iomap_dio_bio_opflags");
        var steps = new ArrayList<>(t.steps().subList(0, enter));
        steps.addAll(t.steps().subList(leave + 1, t.size()));
        var c = Comparison.of(new Side("A", t), new Side("B", new Trace(t.profile(), steps, null)));
        var only = c.differences().stream().filter(d -> d.what() == What.ONLY_A).toList();
        assertThat(only).hasSize(1);
        assertThat(only.getFirst().steps()).isEqualTo(leave - enter + 1);
        assertThat(c.rows().get(only.getFirst().row()).a()).isEqualTo(enter);
    }

    @Test
    void aRenamedFunctionIsTheSamePlace() {
        var t = run(FUA);
        var steps = t.steps().stream().map(s -> s.fn().equals("iomap_dio_bio_iter") ? renamed(s) : s).toList();
        var c = Comparison.of(new Side("A", t), new Side("B", new Trace(t.profile(), steps, null)));
        assertThat(c.differences()).isEmpty();
    }

    private static Step renamed(Step s) {
        var f = java.util.Objects.requireNonNull(s.frame());
        var g = new dioscope.model.state.Frame("iomap_dio_bio_actor", f.args(), f.caller(), f.depth(), f.step());
        return new Step(s.kind(), s.nanos(), s.task(), s.ctx(), g, s.label(), s.taken(), s.values(), s.world());
    }

    @Test
    void anotherReturnValueIsADifference() {
        var t = run(FUA);
        int i = index(t, Step.Kind.RETURN, "iomap_dio_bio_iter");
        var steps = new ArrayList<>(t.steps());
        var s = steps.get(i);
        steps.set(i, new Step(s.kind(), s.nanos(), s.task(), s.ctx(), s.frame(), s.label(), s.taken(), Args.of("ret", -5), s.world()));
        var c = Comparison.of(new Side("A", t), new Side("B", new Trace(t.profile(), steps, null)));
        assertThat(c.differences()).singleElement().extracting(Difference::what).isEqualTo(What.RETURN);
        assertThat(c.details(c.differences().getFirst().row())).containsExactly(new Detail("ret", 8192L, -5));
    }

    @Test
    void flagsAreAlignedByNameAndAnAbsentFlagHasNoBit() {
        var pairs = FlagPair.align(Profile.V5_10.dio(), 1 << 30, Profile.V7_2.dio(), 1 << 30);
        assertThat(pairs).extracting(FlagPair::name).doesNotHaveDuplicates();
        for (var p : pairs) {
            assertThat(p.bitA()).as(p.name()).isEqualTo(bit(Profile.V5_10, p.name()));
            assertThat(p.bitB()).as(p.name()).isEqualTo(bit(Profile.V7_2, p.name()));
            assertThat(p.bitA() < 0 && p.bitB() < 0).isFalse();
        }
        assertThat(pairs).anyMatch(p -> p.name().equals("WRITE") && p.setA() && p.setB());
        assertThat(pairs).anyMatch(p -> p.bitA() < 0).anyMatch(p -> p.bitB() < 0);
    }

    private static int bit(Profile p, String name) {
        for (int b = 0; b < 32; b++) {
            var f = p.dio().at(b);
            if (f != null && f.shortName().equals(name)) {
                return b;
            }
        }
        return -1;
    }

    @Test
    void twoRunsOfTwoThousandStepsAreComparedInTenMilliseconds() {
        var a = longer(run(MIXED), 2_000);
        var b = longer(run(O_SYNC), 2_000);
        long best = Long.MAX_VALUE;
        for (int k = 0; k < 60; k++) {
            long began = System.nanoTime();
            Comparison.of(new Side("A", a), new Side("B", b));
            best = Math.min(best, System.nanoTime() - began);
        }
        assertThat(best / 1_000_000.0).as("milliseconds").isLessThan(10);
    }

    /// The run again and again until it has so many steps.
    private static Trace longer(Trace t, int size) {
        var steps = new ArrayList<Step>();
        while (steps.size() < size) {
            steps.addAll(t.steps().subList(0, Math.min(t.size(), size - steps.size())));
        }
        return new Trace(t.profile(), steps, null);
    }

    private static String aspect(Comparison c, String name) {
        return c.outcome().stream().filter(a -> a.name().equals(name)).map(a -> a.a() + " | " + a.b()).findFirst().orElseThrow();
    }

    private static int index(Trace t, Step.Kind kind, String fn) {
        for (int i = 0; i < t.size(); i++) {
            if (t.step(i).kind() == kind && t.step(i).fn().equals(fn)) {
                return i;
            }
        }
        throw new AssertionError(fn);
    }

    private static List<Integer> upTo(int n) {
        return java.util.stream.IntStream.range(0, n).boxed().toList();
    }
}
