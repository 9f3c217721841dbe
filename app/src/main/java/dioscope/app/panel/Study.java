package dioscope.app.panel;

import dioscope.model.trace.History;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is worked out once for a run so that drawing one of its steps is cheap. Immutable to the eye; safe to share between threads.
///
/// @param trace the run
/// @param setting what stays the same in it
/// @param words the sentences for it
/// @param timeline where in the run something happens
/// @param past what a step must know of the steps before it
/// @param history every change of every cell, built when first asked for
/// @param answers the decisions of each request, worked out when first asked for
public record Study(Trace trace, Setting setting, Words words, TimelineIndex timeline, Past past, Supplier<History> history,
        Supplier<List<List<Decisions.Block>>> answers) {
    public static Study of(Trace trace, Setting setting, Words words) {
        return new Study(trace, setting, words, TimelineIndex.of(trace), Past.of(trace), new Once<>(() -> History.of(trace)),
                new Once<>(() -> answers(trace, words)));
    }

    private static List<List<Decisions.Block>> answers(Trace trace, Words words) {
        var questions = words.questions();
        var out = new ArrayList<List<Decisions.Block>>();
        for (int i = 1; i <= trace.steps().getLast().world().io().size(); i++) {
            out.add(Decisions.of(trace, questions, i));
        }
        return List.copyOf(out);
    }

    /// Whether the run is about the page cache: it has calls that are not direct, or it makes pages dirty. The way of the bytes is then what a reader wants
    /// to see first, else the register of the direct path.
    public boolean flow() {
        int end = trace.size() - 1;
        return past.dirtied() || trace.step(end).world().io().values().stream()
                .anyMatch(io -> !Bytes.carriedBy(io) || timeline.begun(io.id(), end) && !past.opened(io.id()));
    }

    /// What the run answers to the questions of its words.
    ///
    /// @param request 1 for the first
    public List<Decisions.Block> decisions(int request) {
        var all = answers.get();
        return request > all.size() ? List.of() : all.get(request - 1);
    }

    private static final class Once<T> implements Supplier<T> {
        private final Supplier<T> maker;
        private volatile @Nullable T made;

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        @Override
        public T get() {
            var h = made;
            if (h == null) {
                synchronized (this) {
                    h = made;
                    if (h == null) {
                        h = maker.get();
                        made = h;
                    }
                }
            }
            return h;
        }
    }
}
