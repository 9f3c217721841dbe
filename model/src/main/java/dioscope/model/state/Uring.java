package dioscope.model.state;

/// What io_uring keeps of a request: struct io_kiocb. include/linux/io_uring_types.h
///
/// @param nowait REQ_F_NOWAIT: the application asked for NOWAIT, so -EAGAIN is final
/// @param reissue REQ_F_REISSUE: a completion asked for another try
/// @param res cqe.res: the result when all goes well, then what it was
/// @param bytesDone io_async_rw.bytes_done: bytes of earlier, shorter tries
/// @param iopollCompleted iopoll_completed: a polled request is done and waits to be reaped
public record Uring(boolean nowait, boolean reissue, long res, long bytesDone, boolean iopollCompleted) {
    public Uring withNowait(boolean v) {
        return new Uring(v, reissue, res, bytesDone, iopollCompleted);
    }

    public Uring withReissue(boolean v) {
        return new Uring(nowait, v, res, bytesDone, iopollCompleted);
    }

    public Uring withRes(long v) {
        return new Uring(nowait, reissue, v, bytesDone, iopollCompleted);
    }

    public Uring withBytesDone(long v) {
        return new Uring(nowait, reissue, res, v, iopollCompleted);
    }

    public Uring withIopollCompleted(boolean v) {
        return new Uring(nowait, reissue, res, bytesDone, v);
    }
}
