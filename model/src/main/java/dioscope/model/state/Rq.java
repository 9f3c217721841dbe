package dioscope.model.state;

import java.util.List;

/// struct request: one or more merged bios on their way to the driver.
///
/// @param id 1 for the first request of the run
/// @param op what the driver is asked for
/// @param opf cmd_flags, bits as the profile's REQ layout places them
/// @param sector first 512-byte sector
/// @param bytes length, 0 for a flush
/// @param bios the bios it carries, in order of sector; empty for a FLUSH the flush machine made
/// @param state how far it is
/// @param tag the tag it holds, -1 for none
/// @param flushSeq the steps the flush machine still owes it, empty for an ordinary request
/// @param segments nr_phys_segments
/// @param sequenced RQF_FLUSH_SEQ: the flush machine runs it, so that its bio does not end with its data
public record Rq(int id, Bio.Op op, int opf, long sector, long bytes, List<Integer> bios, State state, int tag, List<FlushStep> flushSeq,
        int segments, boolean sequenced) {
    /// PLUGGED: on the plug list; QUEUED: waiting for dispatch or for a flush; IN_DEVICE: issued to the driver; DONE: completed.
    public enum State { PLUGGED, QUEUED, IN_DEVICE, DONE }

    /// REQ_FSEQ_*. block/blk-flush.c, 6.12
    public enum FlushStep { PREFLUSH, DATA, POSTFLUSH }

    public Rq(int id, Bio.Op op, int opf, long sector, long bytes, List<Integer> bios, State state, int tag, List<FlushStep> flushSeq) {
        this(id, op, opf, sector, bytes, bios, state, tag, flushSeq, 0, false);
    }

    public long sectors() {
        return bytes / 512;
    }

    public Rq withState(State v) {
        return new Rq(id, op, opf, sector, bytes, bios, v, tag, flushSeq, segments, sequenced);
    }

    public Rq withTag(int v) {
        return new Rq(id, op, opf, sector, bytes, bios, state, v, flushSeq, segments, sequenced);
    }

    public Rq withOpf(int v) {
        return new Rq(id, op, v, sector, bytes, bios, state, tag, flushSeq, segments, sequenced);
    }

    /// Under the flush machine or, when `sequenced` is false, given back by it.
    public Rq withFlushSeq(List<FlushStep> v, boolean sequenced) {
        return new Rq(id, op, opf, sector, bytes, bios, state, tag, v, segments, sequenced);
    }

    public Rq withFlushSeq(List<FlushStep> v) {
        return withFlushSeq(v, sequenced);
    }

    public Rq withBios(List<Integer> bios, long sector, long bytes) {
        return withBios(bios, sector, bytes, segments);
    }

    public Rq withBios(List<Integer> bios, long sector, long bytes, int segments) {
        return new Rq(id, op, opf, sector, bytes, bios, state, tag, flushSeq, segments, sequenced);
    }
}
