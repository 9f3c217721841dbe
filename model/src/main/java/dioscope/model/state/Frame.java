package dioscope.model.state;

import org.jspecify.annotations.Nullable;

/// One function on a simulated call stack.
///
/// @param fn the kernel function
/// @param args names and values in turn, as recordings name them
/// @param caller the frame below, null for the first
/// @param depth 0 for the first
/// @param step the step that entered it
public record Frame(String fn, Args args, @Nullable Frame caller, int depth, int step) {
    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Frame f && f.depth == depth && f.step == step && f.fn.equals(fn) && f.args.equals(args);
    }

    @Override
    public int hashCode() {
        return fn.hashCode() * 31 + step;
    }
}
