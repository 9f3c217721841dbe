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
public record Rq(int id, Bio.Op op, int opf, long sector, long bytes, List<Integer> bios, State state, int tag, List<FlushStep> flushSeq) {
    /// PLUGGED: on the plug list; QUEUED: waiting for dispatch or for a flush; IN_DEVICE: issued to the driver; DONE: completed.
    public enum State { PLUGGED, QUEUED, IN_DEVICE, DONE }

    /// REQ_FSEQ_*. block/blk-flush.c, 6.12
    public enum FlushStep { PREFLUSH, DATA, POSTFLUSH }

    public Rq withState(State v) {
        return new Rq(id, op, opf, sector, bytes, bios, v, tag, flushSeq);
    }

    public Rq withTag(int v) {
        return new Rq(id, op, opf, sector, bytes, bios, state, v, flushSeq);
    }

    public Rq withFlushSeq(List<FlushStep> v) {
        return new Rq(id, op, opf, sector, bytes, bios, state, tag, v);
    }

    public Rq withBios(List<Integer> bios, long sector, long bytes) {
        return new Rq(id, op, opf, sector, bytes, bios, state, tag, flushSeq);
    }
}
