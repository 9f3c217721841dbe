package dioscope.app.session;

import dioscope.model.scenario.ShippedScenarios;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.run.Runner;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.state.CellId;
import dioscope.model.trace.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final List<Scenario> SHIPPED = ShippedScenarios.all();

    private final Session session = session(SHIPPED.getFirst());

    private static Session session(Scenario first) {
        return new Session(new Session.Engine(Runner::run, Checks::of), Runnable::run, Runnable::run, first);
    }

    private SessionState after(Intent intent) {
        session.dispatch(intent);
        return session.state();
    }

    private int find(Predicate<Step> what) {
        var t = session.state().trace();
        for (int i = 0; i < t.size(); i++) {
            if (what.test(t.step(i))) {
                return i;
            }
        }
        throw new AssertionError("no such step");
    }

    private static Intent.Edit fua(boolean on) {
        return new Intent.Edit("FUA", s -> new Lens("device.fua").set(s, on));
    }

    @Test
    void aStepGoesToTheNextDecisionOrChangeAndBackReturns() {
        after(new Intent.Grain(Granularity.DECISIONS));
        int there = after(new Intent.StepForward()).index();
        assertThat(session.state().moment().step().kind()).isIn(Step.Kind.BRANCH, Step.Kind.CHANGE, Step.Kind.NOTE);
        after(new Intent.StepForward());
        assertThat(after(new Intent.StepBack()).index()).isEqualTo(there);
        after(new Intent.StepBack());
        assertThat(after(new Intent.StepBack()).index()).isZero();
    }

    @Test
    void endAndHomeAndSeekStayInTheRun() {
        assertThat(after(new Intent.End()).atEnd()).isTrue();
        assertThat(after(new Intent.StepForward()).atEnd()).isTrue();
        assertThat(after(new Intent.Home()).index()).isZero();
        assertThat(after(new Intent.Seek(1_000_000)).atEnd()).isTrue();
        assertThat(after(new Intent.Seek(-4)).index()).isZero();
    }

    @Test
    void stepOverGoesToTheReturnOfTheCallAndStepOutBehindIt() {
        int enter = find(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("__iomap_dio_rw"));
        var frame = session.state().trace().step(enter).frame();
        after(new Intent.Seek(enter));
        var back = after(new Intent.StepOver()).moment().step();
        assertThat(back.kind()).isEqualTo(Step.Kind.RETURN);
        assertThat(back.frame()).isEqualTo(frame);
        after(new Intent.Seek(enter));
        var out = after(new Intent.StepOut()).moment().step();
        assertThat(out.frame() == null ? -1 : out.frame().depth()).isLessThan(frame.depth());
    }

    @Test
    void nextChangeOfACellFindsEachChangeAndStopsAfterTheLast() {
        var target = new Target.Cell(new CellId("io.1.dio.flags"));
        var seen = new ArrayList<Integer>();
        int before = -1;
        while (session.state().index() != before) {
            before = session.state().index();
            after(new Intent.NextChange(target, false));
            if (session.state().index() != before) {
                seen.add(session.state().index());
            }
        }
        assertThat(seen).hasSizeGreaterThan(2);
        for (int i : seen) {
            var t = session.state().trace();
            assertThat(target.changed(t.step(i - 1).world(), t.step(i).world())).isTrue();
        }
        assertThat(after(new Intent.NextChange(target, true)).index()).isEqualTo(seen.get(seen.size() - 2));
    }

    @Test
    void anEditKeepsThePlaceInTheStory() {
        int here = find(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("iomap_dio_bio_iter"));
        after(new Intent.Seek(here));
        var s = after(new Intent.Edit("write latency", x -> new Lens("latency.write_nanos").set(x, 900_000L)));
        assertThat(s.moment().step().site()).isEqualTo("iomap_dio_bio_iter");
        assertThat(s.moment().step().kind()).isEqualTo(Step.Kind.ENTER);
        assertThat(s.dirty()).isTrue();
        assertThat(s.undo()).isEqualTo("write latency");
    }

    @Test
    void anEditThatWouldTakeMoreThanThereIsIsNotRunAndNothingIsLost() {
        after(new Intent.Edit("through the page cache", x -> new Lens("request.open_flags").set(x, List.of())));
        var ran = session.state().trace();
        var length = (Field.Typed) Fields.all().stream().flatMap(g -> g.fields().stream()).filter(f -> f.path().equals("request.length"))
                .findFirst().orElseThrow();
        var s = after(new Intent.Edit("length", x -> length.parse().apply(x, "1G")));
        assertThat(s.problems()).singleElement().satisfies(p -> {
            assertThat(p.path()).isEqualTo("request.length");
            assertThat(p.sentence()).contains("buffered write of 1 GiB", "this program may use");
        });
        assertThat(s.trace()).isSameAs(ran);
        assertThat(s.running()).isFalse();
        assertThat(after(new Intent.Edit("length", x -> length.parse().apply(x, "8K"))).problems()).isEmpty();
    }

    @Test
    void whereThePlaceIsGoneTheLastCommonStepBeforeItIsTaken() {
        int here = find(s -> s.fn().equals("generic_write_sync") || s.fn().equals("ext4_sync_file"));
        after(new Intent.Seek(here));
        var before = session.state().trace();
        var s = after(new Intent.Edit("no sync", x -> new Lens("request.open_flags").set(x,
                List.of(dioscope.model.scenario.Request.OpenFlag.O_DIRECT))));
        var now = s.moment().step();
        assertThat(s.index()).isPositive();
        int was = Counterparts.of(before, s.trace()).before(s.index());
        assertThat(was).isBetween(0, here);
        assertThat(before.step(was).site()).isEqualTo(now.site());
    }

    @Test
    void whatAnEditMadeDifferentIsMarkedAndUndoneWithIt() {
        var first = session.state().trace();
        after(new Intent.End());
        var s = after(fua(false));
        assertThat(s.marks().any()).isTrue();
        assertThat(java.util.stream.IntStream.range(0, s.trace().size()).anyMatch(s.marks()::step)).isTrue();
        var marks = s.marks();
        var inStretches = marks.stretches().stream().flatMapToInt(x -> java.util.stream.IntStream.range(x.from(), x.to())).toArray();
        assertThat(inStretches).containsExactly(
                java.util.stream.IntStream.range(0, s.trace().size()).filter(marks::step).toArray());
        s = after(new Intent.Undo());
        assertThat(s.scenario()).isEqualTo(SHIPPED.getFirst());
        assertThat(s.trace()).isEqualTo(first);
        assertThat(s.dirty()).isFalse();
        assertThat(after(new Intent.Redo()).scenario().device().fua()).isFalse();
        assertThat(session.state().redo()).isNull();
    }

    @Test
    void anImpossibleValueIsExplainedAndTheLastPictureStays() {
        var good = session.state();
        var s = after(new Intent.Edit("logical block", x -> new Lens("device.logical_block_size").set(x, 700L)));
        assertThat(s.trace()).isSameAs(good.trace());
        assertThat(s.scenario()).isEqualTo(good.scenario());
        assertThat(s.problems()).anyMatch(p -> p.path().equals("device.logical_block_size") && p.sentence().contains("power of two"));
        s = after(new Intent.Edit("logical block", x -> new Lens("device.logical_block_size").set(x, 512L)));
        assertThat(s.problems()).isEmpty();
        assertThat(s.undo()).isNull();
    }

    @Test
    void undoOfAnImpossibleValueGivesBackTheLastGoodOne() {
        after(new Intent.Edit("logical block", x -> new Lens("device.logical_block_size").set(x, 700L)));
        var s = after(new Intent.Undo());
        assertThat(s.problems()).isEmpty();
        assertThat(s.draft()).isEqualTo(s.scenario());
    }

    @Test
    void aRefusedRunIsOneSentence() {
        var failing = new Session(new Session.Engine(s -> {
            if (s.device().equals(DeviceSpec.NVME_FUA)) {
                return Runner.run(s);
            }
            throw new IllegalStateException("The run would not end after 7 steps.");
        }, Checks::of), Runnable::run, Runnable::run, SHIPPED.getFirst().withDevice(DeviceSpec.NVME_FUA));
        failing.dispatch(fua(false));
        assertThat(failing.state().error()).isEqualTo("The run would not end after 7 steps.");
        assertThat(failing.state().draft()).isEqualTo(failing.state().scenario());
    }

    @Test
    void aLongRunGoesOnInTheBackgroundAndOnlyTheNewestCounts() throws Exception {
        var go = new CountDownLatch(1);
        var ui = new java.util.concurrent.LinkedBlockingQueue<Runnable>();
        try (var pool = Executors.newCachedThreadPool()) {
            var slow = new Session(new Session.Engine(s -> {
                if (s.latency().writeNanos() == 1) {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return Runner.run(s);
            }, Checks::of), pool, ui::add, SHIPPED.getFirst());
            slow.dispatch(new Intent.Edit("slow", s -> new Lens("latency.write_nanos").set(s, 1L)));
            assertThat(slow.state().running()).isTrue();
            slow.dispatch(new Intent.Edit("quick", s -> new Lens("latency.write_nanos").set(s, 2_000L)));
            assertThat(slow.state().running()).isFalse();
            go.countDown();
            ui.take().run();
            assertThat(slow.state().scenario().latency().writeNanos()).isEqualTo(2_000L);
        }
    }

    @Test
    void thePlayerStopsAtTheEndAndStartsAgainFromTheBeginning() {
        after(new Intent.Play());
        for (int i = 0; i < 100_000 && session.state().playing(); i++) {
            session.dispatch(new Intent.Tick());
        }
        assertThat(session.state().atEnd()).isTrue();
        assertThat(session.state().playing()).isFalse();
        assertThat(after(new Intent.Play()).index()).isZero();
        assertThat(after(new Intent.Speed(90)).speed()).isEqualTo(10);
        assertThat(after(new Intent.Seek(5)).playing()).isFalse();
    }

    @Test
    void savingMakesCleanAndAnotherScenarioForgetsTheEdits() {
        after(fua(false));
        var s = after(new Intent.Saved(Path.of("mine.json")));
        assertThat(s.dirty()).isFalse();
        assertThat(s.file()).isEqualTo(Path.of("mine.json"));
        s = after(new Intent.Load(SHIPPED.get(1), null));
        assertThat(s.scenario()).isEqualTo(SHIPPED.get(1));
        assertThat(s.undo()).isNull();
        assertThat(s.file()).isNull();
        assertThat(s.index()).isZero();
    }
}
