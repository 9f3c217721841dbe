package dioscope.model.fsx;

import java.util.List;

/// What an application saw of one call.
///
/// @param ret what it returned, bytes, 0 or -errno
/// @param size st_size behind it, bytes
/// @param data what a read brought, runs in order that cover `[0, ret)`; empty for other calls
record Outcome(long ret, long size, List<Run> data) {
    /// `length` bytes of one token from `offset` of the buffer on.
    record Run(long offset, long length, int token) {}

    Outcome {
        data = List.copyOf(data);
    }

    Outcome(long ret, long size) {
        this(ret, size, List.of());
    }
}
