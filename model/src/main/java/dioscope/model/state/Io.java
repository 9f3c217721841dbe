package dioscope.model.state;

import org.jspecify.annotations.Nullable;

/// One request of the user on its way: all that belongs to this system call.
///
/// @param id 1 for the first request
/// @param task the task that submits it
/// @param submission who submits
/// @param startNanos when its task begins, virtual time
/// @param op which call
/// @param pos file offset of the whole request, bytes
/// @param count length of the whole request, bytes
/// @param kiocb its kiocb
/// @param iter its walk through the user's buffer
/// @param iomi its walk through the mappings, null outside `__iomap_dio_rw`
/// @param dio its struct iomap_dio, null before it is allocated and after it is freed
/// @param pollBio the bio a polling submitter looks for, 0 for none: `iocb->private`
/// @param uring the io_kiocb around it, null when it does not come through io_uring
/// @param data what the user's buffer holds, by offset in the buffer: a write's own data, or what a read has brought so far; bytes that are
///             absent are untouched (a recording's 0xCC)
/// @param submitResult what `*_iter` returned to the submitter, the last time it was called; null before
/// @param result what the application got, from the system call or from the completion; null before
/// @param ra how its open file is read ahead
/// @param file the open file it is made on: that of the first of the requests that share it
public record Io(int id, int task, Submission submission, long startNanos, Op op, long pos, long count, Kiocb kiocb, IovIter iter,
        @Nullable IomapIter iomi, @Nullable Dio dio, int pollBio, @Nullable Uring uring, Content data, @Nullable Long submitResult,
        @Nullable Long result, FileRa ra, int file) {
    /// Who submits: the system call itself, libaio, io_uring, io_uring with IORING_SETUP_IOPOLL.
    public enum Submission { SYNC, AIO, URING, URING_IOPOLL }

    /// The system calls; `truncate` sets the size `pos`, `mmap_write` stores through a shared mapping.
    public enum Op { WRITE, READ, FSYNC, FDATASYNC, SYNC_FILE_RANGE, TRUNCATE, SYNC, DROP_CACHES, MMAP_WRITE }

    /// A request before it starts, from a buffer in `segs` segments.
    public Io(int id, int task, Submission submission, long startNanos, Op op, long pos, long count, int segs, Kiocb kiocb,
            Content data) {
        this(id, task, submission, startNanos, op, pos, count, kiocb, new IovIter(id, 0, count, segs), null, null, 0, null, data, null,
                null, FileRa.OPENED, id);
    }

    /// A write through the file, else a read or none of both.
    public boolean write() {
        return op == Op.WRITE;
    }

    public Io withTask(int v) {
        return new Io(id, v, submission, startNanos, op, pos, count, kiocb, iter, iomi, dio, pollBio, uring, data, submitResult, result,
                ra, file);
    }

    public Io withKiocb(Kiocb v) {
        return new Io(id, task, submission, startNanos, op, pos, count, v, iter, iomi, dio, pollBio, uring, data, submitResult, result,
                ra, file);
    }

    public Io withIter(IovIter v) {
        return new Io(id, task, submission, startNanos, op, pos, count, kiocb, v, iomi, dio, pollBio, uring, data, submitResult, result,
                ra, file);
    }

    public Io withIomi(@Nullable IomapIter v) {
        return new Io(id, task, submission, startNanos, op, pos, count, kiocb, iter, v, dio, pollBio, uring, data, submitResult, result,
                ra, file);
    }

    public Io withDio(@Nullable Dio v) {
        return new Io(id, task, submission, startNanos, op, pos, count, kiocb, iter, iomi, v, pollBio, uring, data, submitResult,
                result, ra, file);
    }

    public Io withPollBio(int v) {
        return new Io(id, task, submission, startNanos, op, pos, count, kiocb, iter, iomi, dio, v, uring, data, submitResult, result,
                ra, file);
    }

    public Io withUring(@Nullable Uring v) {
        return new Io(id, task, submission, startNanos, op, pos, count, kiocb, iter, iomi, dio, pollBio, v, data, submitResult, result,
                ra, file);
    }

    public Io withData(Content v) {
        return new Io(id, task, submission, startNanos, op, pos, count, kiocb, iter, iomi, dio, pollBio, uring, v, submitResult, result,
                ra, file);
    }

    public Io withSubmitResult(long v) {
        return new Io(id, task, submission, startNanos, op, pos, count, kiocb, iter, iomi, dio, pollBio, uring, data, v, result, ra, file);
    }

    public Io withResult(long v) {
        return new Io(id, task, submission, startNanos, op, pos, count, kiocb, iter, iomi, dio, pollBio, uring, data, submitResult, v,
                ra, file);
    }

    public Io withRa(FileRa v) {
        return new Io(id, task, submission, startNanos, op, pos, count, kiocb, iter, iomi, dio, pollBio, uring, data, submitResult,
                result, v, file);
    }

    public Io withFile(int v) {
        return new Io(id, task, submission, startNanos, op, pos, count, kiocb, iter, iomi, dio, pollBio, uring, data, submitResult, result,
                ra, v);
    }
}
