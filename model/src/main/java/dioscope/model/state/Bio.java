package dioscope.model.state;

import java.util.List;

/// struct bio and what became of it.
///
/// @param id 1 for the first bio of the run
/// @param io the request it serves, 0 for none (journal, flush)
/// @param op what it asks for
/// @param opf bi_opf flags without the op, bits as the profile's REQ layout places them
/// @param sector first 512-byte sector on the device
/// @param bytes length
/// @param kind what its bytes are
/// @param via who made it
/// @param fileOffset first file byte of its data, -1 for none
/// @param vecs its bio_vecs: physical pieces of memory
/// @param state how far it is
/// @param status 0 or -errno, known once it is done
/// @param parent the bio it was split from, 0 for none
/// @param endIo bi_end_io
/// @param payload whose data it carries, from byte 0 of the bio
public record Bio(int id, int io, Op op, int opf, long sector, long bytes, Kind kind, Via via, long fileOffset, List<Bvec> vecs,
        State state, int status, int parent, String endIo, Content payload) {
    /// REQ_OP_*.
    public enum Op { READ, WRITE, FLUSH, WRITE_ZEROES }

    /// What the bytes are.
    public enum Kind { DATA, ZERO_PAD, READ, ZERO_OUT, FLUSH, JOURNAL, COMMIT_BLOCK, METADATA }

    /// Who made the bio.
    public enum Via { DIO, WRITEBACK, PAGE_CACHE, JOURNAL, METADATA, ZERO_OUT, FLUSH }

    /// BUILDING: being filled; SUBMITTED: through submit_bio; PLUGGED: in a request on the task's plug list; QUEUED: in a request in a hardware queue or
    /// waiting for a flush; IN_DEVICE: the driver has it; DONE: bi_end_io has run.
    public enum State { BUILDING, SUBMITTED, PLUGGED, QUEUED, IN_DEVICE, DONE }

    /// A piece of physical memory.
    ///
    /// @param phys physical address in the simulated machine, bytes
    /// @param len bytes
    public record Bvec(long phys, int len) {}

    public long endSector() {
        return sector + bytes / 512;
    }

    public Bio withState(State v) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, vecs, v, status, parent, endIo, payload);
    }

    public Bio withOpf(int v) {
        return new Bio(id, io, op, v, sector, bytes, kind, via, fileOffset, vecs, state, status, parent, endIo, payload);
    }

    public Bio withStatus(int v) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, vecs, state, v, parent, endIo, payload);
    }

    public Bio withPages(long bytes, List<Bvec> vecs, Content payload) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, vecs, state, status, parent, endIo, payload);
    }

    /// The part of this bio from `fromByte`, `bytes` long, under a new id; the same op, flags and owner.
    public Bio part(int id, long fromByte, long bytes, List<Bvec> vecs, int parent) {
        return new Bio(id, io, op, opf, sector + fromByte / 512, bytes, kind, via, fileOffset < 0 ? -1 : fileOffset + fromByte, vecs, state,
                status, parent, endIo, Content.EMPTY.copy(payload, fromByte, 0, bytes));
    }
}
