package dioscope.model.state;

import java.util.List;

/// A lock a task can sleep for.
///
/// @param name the kernel's name, such as `i_rwsem`
/// @param mode how it is held
/// @param holders tasks that hold it
/// @param waiters tasks that sleep for it, first in line first
public record Lock(String name, Mode mode, List<Integer> holders, List<Waiter> waiters) {
    /// How a lock is held.
    public enum Mode { FREE, SHARED, EXCLUSIVE }

    /// A task in the line, and how it wants the lock.
    public record Waiter(int task, Mode mode) {}
}
