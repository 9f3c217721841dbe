package dioscope.model.state;

/// The write errors of a mapping, and how far each open file has been told of them. include/linux/pagemap.h, lib/errseq.c
///
/// @param eio AS_EIO: the next one to look clears it
/// @param enospc AS_ENOSPC, likewise
/// @param err the last error in the sequence (wb_err), -errno; 0 for none
/// @param seq how many errors the sequence counts; one nobody has seen yet is not counted again
/// @param seen ERRSEQ_SEEN: somebody has been told of the last error
/// @param told what of it each open file has been told (f_wb_err), by the number of the file; 0 where absent
public record WbErr(boolean eio, boolean enospc, int err, int seq, boolean seen, OrdMap<Integer> told) {
    public static final WbErr NONE = new WbErr(false, false, 0, 0, true, OrdMap.empty());

    /// lib/errseq.c, errseq_set
    public WbErr set(int error) {
        return new WbErr(eio, enospc, error, seen ? seq + 1 : seq, false, told);
    }

    public WbErr withFlags(boolean eio, boolean enospc) {
        return new WbErr(eio, enospc, err, seq, seen, told);
    }

    /// What `file` has been told.
    public int told(int file) {
        var v = told.get(file);
        return v == null ? 0 : v;
    }

    /// A file is opened: it hears of what nobody has been told of yet, not of older errors (errseq_sample).
    public WbErr opened(int file) {
        return seen && seq != told(file) ? new WbErr(eio, enospc, err, seq, true, told.put(file, (Integer) seq)) : this;
    }

    /// `file` has been told all (errseq_check_and_advance).
    public WbErr advanced(int file) {
        return new WbErr(eio, enospc, err, seq, true, told.put(file, (Integer) seq));
    }
}
