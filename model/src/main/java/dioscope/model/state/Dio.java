package dioscope.model.state;

/// struct iomap_dio, the state word and counters of one direct I/O. fs/iomap/direct-io.c, 6.12
///
/// @param flags dio->flags, 32 bits as the profile's layout places them
/// @param ref references: one of the submitter and one for each bio in flight
/// @param size bytes handed to the device
/// @param error first error, 0 or -errno
/// @param iSize i_size when the I/O began, bytes
/// @param waitForCompletion the submitter waits for the end
/// @param waiter the task that sleeps for it, 0 when nobody does
/// @param doneBefore bytes done before by other means
public record Dio(int flags, int ref, long size, int error, long iSize, boolean waitForCompletion, int waiter, long doneBefore) {
    public Dio withFlags(int v) {
        return new Dio(v, ref, size, error, iSize, waitForCompletion, waiter, doneBefore);
    }

    public Dio withRef(int v) {
        return new Dio(flags, v, size, error, iSize, waitForCompletion, waiter, doneBefore);
    }

    public Dio withSize(long v) {
        return new Dio(flags, ref, v, error, iSize, waitForCompletion, waiter, doneBefore);
    }

    public Dio withError(int v) {
        return new Dio(flags, ref, size, v, iSize, waitForCompletion, waiter, doneBefore);
    }

    public Dio withWait(boolean v) {
        return new Dio(flags, ref, size, error, iSize, v, waiter, doneBefore);
    }

    public Dio withWaiter(int v) {
        return new Dio(flags, ref, size, error, iSize, waitForCompletion, v, doneBefore);
    }
}
