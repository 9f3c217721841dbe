package dioscope.app.panel;

import dioscope.model.trace.History;
import dioscope.model.trace.Trace;
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
public record Study(Trace trace, Setting setting, Words words, TimelineIndex timeline, Past past, Supplier<History> history) {
    public static Study of(Trace trace, Setting setting, Words words) {
        return new Study(trace, setting, words, TimelineIndex.of(trace), Past.of(trace), new Once(trace));
    }

    private static final class Once implements Supplier<History> {
        private final Trace trace;
        private volatile @Nullable History history;

        Once(Trace trace) {
            this.trace = trace;
        }

        @Override
        public History get() {
            var h = history;
            if (h == null) {
                synchronized (this) {
                    h = history;
                    if (h == null) {
                        h = History.of(trace);
                        history = h;
                    }
                }
            }
            return h;
        }
    }
}
