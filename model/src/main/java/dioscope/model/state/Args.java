package dioscope.model.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Named values of a call or of a decision, in order; cheap to make, read only when somebody looks.
public final class Args {
    public static final Args NONE = new Args();

    private final @Nullable Object[] items;

    private Args(@Nullable Object... items) {
        this.items = items;
    }

    /// Names and values in turn.
    public static Args of(@Nullable Object... namesAndValues) {
        return namesAndValues.length == 0 ? NONE : new Args(namesAndValues);
    }

    /// Whether these are its names and values in turn.
    public boolean is(@Nullable Object... namesAndValues) {
        return Arrays.equals(items, namesAndValues);
    }

    public int size() {
        return items.length / 2;
    }

    public String name(int i) {
        return String.valueOf(items[2 * i]);
    }

    public @Nullable Object value(int i) {
        return items[2 * i + 1];
    }

    /// The value named `name`, or null.
    public @Nullable Object get(String name) {
        for (int i = 0; i < size(); i++) {
            if (name(i).equals(name)) {
                return value(i);
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Args a && Arrays.equals(items, a.items);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(items);
    }

    @Override
    public String toString() {
        var s = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            s.append(i > 0 ? ", " : "").append(name(i)).append('=').append(value(i));
        }
        return s.toString();
    }
}
