package dioscope.model.engine;

import dioscope.model.state.Args;
import dioscope.model.state.Frame;
import org.jspecify.annotations.Nullable;

/// A kernel function that is running: opened by [Kernel#enter], closed by try-with-resources.
public final class Fn implements AutoCloseable {
    private final Kernel k;
    private final int task;
    private final Frame frame;
    private Args ret = Args.NONE;

    Fn(Kernel k, int task, Frame frame) {
        this.k = k;
        this.task = task;
        this.frame = frame;
    }

    /// Records which way a decision went.
    ///
    /// @param label its stable name inside this function
    /// @param values names and values that decided it, in turn
    /// @return `condition`
    public boolean taken(String label, boolean condition, @Nullable Object... values) {
        return k.branch(frame, task, label, condition, values);
    }

    /// Notes what this function returns; the step is recorded when it closes.
    public int ret(int value) {
        ret = Args.of("ret", value);
        return value;
    }

    public long ret(long value) {
        ret = Args.of("ret", value);
        return value;
    }

    public boolean ret(boolean value) {
        ret = Args.of("ret", value);
        return value;
    }

    /// Returns something that is not a number, shown as `shown`.
    public <T> T ret(T value, Object shown) {
        ret = Args.of("ret", shown);
        return value;
    }

    @Override
    public void close() {
        k.leave(frame, task, ret);
    }
}
