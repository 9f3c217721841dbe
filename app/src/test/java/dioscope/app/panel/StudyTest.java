package dioscope.app.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.panel.TimelineIndex.Event;
import dioscope.app.panel.TimelineIndex.Lane;
import dioscope.app.panel.TimelineIndex.What;
import dioscope.model.state.Task;
import org.junit.jupiter.api.Test;

class StudyTest {
    private final dioscope.model.trace.Trace trace = Sample.trace();
    private final TimelineIndex index = TimelineIndex.of(trace);

    @Test
    void everyStepRunsInTheLaneOfWhoMakesItUnlessThatOneSleeps() {
        for (int i = 0; i < trace.size(); i++) {
            int at = i;
            var w = trace.step(i).world();
            long running = index.lanes().stream().flatMap(l -> index.spans(l).stream())
                    .filter(s -> s.what() == What.RUN && s.from() <= at && at < s.to()).count();
            assertThat(running).as("step " + i).isEqualTo(w.tasks().at(trace.step(i).task()).state() == Task.State.RUNNING ? 1 : 0);
        }
    }

    @Test
    void aFlagMarkStandsExactlyWhereTheWordChanges() {
        var expected = new java.util.ArrayList<Integer>();
        for (int i = 1; i < trace.size(); i++) {
            var a = trace.step(i - 1).world().io().at(1).dio();
            var b = trace.step(i).world().io().at(1).dio();
            if (a != null && b != null && a.flags() != b.flags()) {
                expected.add(i);
            }
        }
        assertThat(index.marks(Event.FLAG)).containsExactly(expected.stream().mapToInt(i -> i).toArray()).isNotEmpty();
    }

    @Test
    void aFreedRegisterIsFoundWhereItWasLastSeen() {
        var past = Past.of(trace);
        int seen = -1;
        for (int i = 0; i < trace.size(); i++) {
            if (trace.step(i).world().io().at(1).dio() != null) {
                seen = i;
            }
            assertThat(past.dioAt(i)).isEqualTo(seen);
        }
        assertThat(seen).isLessThan(trace.size() - 1);
    }

    @Test
    void pagesThrownOutAreKnownFromTheStepOn() {
        var past = Past.of(trace);
        var all = past.removedUpTo(trace.size() - 1);
        assertThat(all).extracting(Past.Removed::first).containsExactly(5L, 6L);
        assertThat(past.removedUpTo(all.getFirst().step() - 1)).isEmpty();
        assertThat(past.removedUpTo(all.getFirst().step())).hasSize(1);
    }
}
