package dioscope.model.state;

import org.jspecify.annotations.Nullable;

/// One request of the user on its way: all that belongs to this system call.
///
/// @param id 1 for the first request
/// @param write a write, else a read
/// @param pos file offset of the whole request, bytes
/// @param count length of the whole request, bytes
/// @param kiocb its kiocb
/// @param iter its walk through the user's buffer
/// @param iomi its walk through the mappings, null outside `__iomap_dio_rw`
/// @param dio its struct iomap_dio, null before it is allocated and after it is freed
/// @param result what the system call returned, null before
public record Io(int id, boolean write, long pos, long count, Kiocb kiocb, IovIter iter, @Nullable IomapIter iomi, @Nullable Dio dio,
        @Nullable Long result) {
    public Io withKiocb(Kiocb v) {
        return new Io(id, write, pos, count, v, iter, iomi, dio, result);
    }

    public Io withIter(IovIter v) {
        return new Io(id, write, pos, count, kiocb, v, iomi, dio, result);
    }

    public Io withIomi(@Nullable IomapIter v) {
        return new Io(id, write, pos, count, kiocb, iter, v, dio, result);
    }

    public Io withDio(@Nullable Dio v) {
        return new Io(id, write, pos, count, kiocb, iter, iomi, v, result);
    }

    public Io withResult(long v) {
        return new Io(id, write, pos, count, kiocb, iter, iomi, dio, v);
    }
}
