package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Submission;
import dioscope.model.scenario.ShippedScenarios;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallsTest {
    private final dioscope.model.scenario.Scenario.Call first = ShippedScenarios.all().getFirst().requests().getFirst();

    @Test
    void aLineIsAStartAnOperationAPlaceALengthAndFlags() {
        var calls = Calls.parse(first, java.util.List.of(first), "20 write 8K 4K O_DSYNC aio\n");
        assertThat(calls).hasSize(2);
        assertThat(calls.get(1).startNanos()).isEqualTo(20_000);
        var r = calls.get(1).request();
        assertThat(r.openFlags()).containsExactly(OpenFlag.O_DIRECT, OpenFlag.O_DSYNC);
        assertThat(r.submission()).isEqualTo(Submission.AIO);
        assertThat(r.fill()).isNotEqualTo(first.request().fill());
    }

    @Test
    void whatIsShownIsReadBackAsTheSameCalls() {
        var calls = Calls.parse(first, java.util.List.of(first),
                "20µs write 8K 4K O_DSYNC aio\n1ms read 0 4K RWF_NOWAIT uring\n2ms write 0 512 buffered");
        assertThat(Calls.parse(first, calls, Calls.show(calls))).isEqualTo(calls);
        assertThat(Calls.parse(first, java.util.List.of(first), Calls.show(calls))).isEqualTo(calls);
    }

    @Test
    void everyOperationAndTheTaskThatMakesItCanBeTyped() {
        var calls = Calls.parse(first, java.util.List.of(first), "0 fsync 0 0 task1\n5ms sync_file_range 0 8K\n5ms mmap_write 4K 1 task2");
        assertThat(calls.get(1).task()).isEqualTo(1);
        assertThat(calls.get(2).request().op()).isEqualTo(dioscope.model.scenario.Request.Op.SYNC_FILE_RANGE);
        assertThat(Calls.parse(first, java.util.List.of(first), Calls.show(calls))).isEqualTo(calls);
        assertThatThrownBy(() -> Calls.parse(first, java.util.List.of(first), "0 flush 0 0")).hasMessageContaining("fsync");
    }

    @Test
    void aCallIsAddedInTheSameTaskAndTakenOutAgain() {
        var s = ShippedScenarios.all().getFirst();
        var two = CallList.add(s, 0);
        assertThat(two.requests()).hasSize(2).allSatisfy(c -> assertThat(c.task()).isEqualTo(1));
        assertThat(CallList.names(two)).containsExactly("1 write", "2 fsync");
        assertThat(CallList.remove(two, 1).requests()).hasSize(1);
        assertThat(Checks.of(CallList.remove(two, 0))).isEmpty();
        assertThat(CallList.remove(CallList.remove(two, 0), 0).requests()).hasSize(1);
    }

    @Test
    void aCallWithoutABufferIsShownAndBecomesAWrite() {
        var calls = Calls.parse(first, java.util.List.of(first), "0 fsync 0 0 task1");
        var r = calls.get(1).request();
        var bare = new dioscope.model.scenario.Request(r.op(), 0, 0, java.util.List.of(), false, r.buffer(), java.util.List.of(),
                r.openFlags(),
                r.rwf(), r.submission(), r.fill());
        var s = ShippedScenarios.all().getFirst()
                .withRequests(java.util.List.of(first, new dioscope.model.scenario.Scenario.Call(bare, 0)));
        for (var g : Fields.all(() -> 1)) {
            for (var f : g.fields()) {
                if (f instanceof Field.Typed t) {
                    t.parse().apply(s, t.show().apply(s));
                }
            }
        }
        var op = (Field.Choice) Fields.all(() -> 1).getFirst().fields().getFirst();
        var write = op.set().apply(s, 0);
        assertThat(write.requests().get(1).request().iovecs()).hasSize(1);
    }

    @Test
    void theFieldsEditTheCallThatIsSelected() {
        var two = CallList.add(ShippedScenarios.all().getFirst(), 0);
        var fields = Fields.all(() -> 1).getFirst().fields();
        var op = (Field.Choice) fields.stream().filter(f -> f.path().equals("request.op")).findFirst().orElseThrow();
        assertThat(op.options().get(op.chosen().apply(two))).isEqualTo("fsync");
        var read = op.set().apply(two, op.options().indexOf("read"));
        assertThat(CallList.names(read)).containsExactly("1 write", "2 read");
        assertThat(read.requests().getFirst()).isEqualTo(two.requests().getFirst());
    }

    @Test
    void aWordThatIsNoFlagIsNamedWithItsLine() {
        assertThatThrownBy(() -> Calls.parse(first, java.util.List.of(first), "0 write 0 4K\n5 write 0 4K O_FAST"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("O_FAST");
    }

    @Test
    void theByteOfACallStandsInItsLineWhereItIsNotTheUsualOne() {
        var first = ShippedScenarios.all().getFirst().requests().getFirst();
        var calls = Calls.parse(first, List.of(first), "10µs write 0 4K buffered byte=0x5A\n20µs write 4K 4K");
        assertThat(calls.get(1).request().fill()).isEqualTo(0x5A);
        assertThat(calls.get(2).request().fill()).isEqualTo(0xCD);
        assertThat(Calls.show(calls).split("\n")[0]).contains("byte=0x5A");
        assertThat(Calls.show(calls).split("\n")[1]).doesNotContain("byte=");
    }
}
