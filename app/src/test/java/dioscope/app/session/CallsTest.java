package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Submission;
import dioscope.model.scenario.ShippedScenarios;
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
    void aWordThatIsNoFlagIsNamedWithItsLine() {
        assertThatThrownBy(() -> Calls.parse(first, java.util.List.of(first), "0 write 0 4K\n5 write 0 4K O_FAST"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("O_FAST");
    }
}
