package dioscope.model.state;

/// The write errors of a mapping, and how far the open file has been told of them. include/linux/pagemap.h, lib/errseq.c
///
/// @param eio AS_EIO: the next one to look clears it
/// @param enospc AS_ENOSPC, likewise
/// @param err the last error in the sequence (wb_err), -errno; 0 for none
/// @param seq how many errors the sequence counts; one nobody has seen yet is not counted again
/// @param seen what of it the open file has been told (f_wb_err)
public record WbErr(boolean eio, boolean enospc, int err, int seq, int seen) {
    public static final WbErr NONE = new WbErr(false, false, 0, 0, 0);

    /// lib/errseq.c, errseq_set
    public WbErr set(int error) {
        return new WbErr(eio, enospc, error, seq == seen ? seq + 1 : seq, seen);
    }

    public WbErr withFlags(boolean eio, boolean enospc) {
        return new WbErr(eio, enospc, err, seq, seen);
    }

    /// The open file has been told all (errseq_check_and_advance).
    public WbErr advanced() {
        return new WbErr(eio, enospc, err, seq, seq);
    }
}
