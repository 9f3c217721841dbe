package dioscope.model.engine;

import dioscope.model.state.Args;
import dioscope.model.state.Frame;
import org.jspecify.annotations.Nullable;

/// A kernel function that is running: opened by [Kernel#enter], closed by try-with-resources.
public final class Fn implements AutoCloseable {
    private static final Args ZERO = Args.of("ret", 0);
    private static final Args TRUE = Args.of("ret", true);
    private static final Args FALSE = Args.of("ret", false);

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
        return k.branch(frame, label, condition, values);
    }

    /// Notes what this function returns; the step is recorded when it closes.
    public int ret(int value) {
        ret = value == 0 ? ZERO : k.named("ret", value);
        return value;
    }

    public long ret(long value) {
        ret = k.named("ret", value);
        return value;
    }

    public boolean ret(boolean value) {
        ret = value ? TRUE : FALSE;
        return value;
    }

    /// Returns something that is not a number, shown as `shown`.
    public <T> T ret(T value, Object shown) {
        ret = k.named("ret", shown);
        return value;
    }

    @Override
    public void close() {
        k.leave(frame, task, ret);
    }
}
