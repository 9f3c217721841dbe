package dioscope.model.state;

import java.util.ArrayList;
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
/// @param remaining __bi_remaining: how many calls of bio_endio it takes to end it
/// @param cut its iterator no longer covers all of its bio_vecs: it was split, advanced or cloned
/// @param lower it is a clone on the device below a device mapper
public record Bio(int id, int io, Op op, int opf, long sector, long bytes, Kind kind, Via via, long fileOffset, List<Bvec> vecs,
        State state, int status, int parent, String endIo, Content payload, int remaining, boolean cut, boolean lower) {
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
    public record Bvec(long phys, int len) {
        /// bv_offset: where it begins inside its page.
        public int offset() {
            return (int) (phys & 4095);
        }
    }

    /// A bio as its maker fills it: whole, on the device the file system sees.
    public Bio(int id, int io, Op op, int opf, long sector, long bytes, Kind kind, Via via, long fileOffset, List<Bvec> vecs, State state,
            int status, int parent, String endIo, Content payload) {
        this(id, io, op, opf, sector, bytes, kind, via, fileOffset, vecs, state, status, parent, endIo, payload, 1, false, false);
    }

    public long sectors() {
        return bytes / 512;
    }

    public long endSector() {
        return sector + bytes / 512;
    }

    public Bio withState(State v) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, vecs, v, status, parent, endIo, payload, remaining, cut,
                lower);
    }

    public Bio withOpf(int v) {
        return new Bio(id, io, op, v, sector, bytes, kind, via, fileOffset, vecs, state, status, parent, endIo, payload, remaining, cut,
                lower);
    }

    public Bio withStatus(int v) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, vecs, state, v, parent, endIo, payload, remaining, cut,
                lower);
    }

    public Bio withRemaining(int v) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, vecs, state, status, parent, endIo, payload, v, cut, lower);
    }

    public Bio withEndIo(String v) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, vecs, state, status, parent, v, payload, remaining, cut,
                lower);
    }

    public Bio withPayload(Content v) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, vecs, state, status, parent, endIo, v, remaining, cut, lower);
    }

    public Bio withPages(long bytes, List<Bvec> vecs, Content payload) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, vecs, state, status, parent, endIo, payload, remaining, cut,
                lower);
    }

    /// The first `bytes` bytes as a bio of its own, on the same device; made from this one (bio_split).
    public Bio front(int id, long bytes) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, slice(0, bytes), state, 0, this.id, "",
                Content.EMPTY.copy(payload, 0, 0, bytes), 1, true, lower);
    }

    /// What is left of this bio behind its first `bytes` bytes (bio_advance).
    public Bio advanced(long bytes) {
        long rest = this.bytes - bytes;
        return new Bio(id, io, op, opf, sector + bytes / 512, rest, kind, via, fileOffset < 0 ? -1 : fileOffset + bytes, slice(bytes, rest),
                state,
                status, parent, endIo, Content.EMPTY.copy(payload, bytes, 0, rest), remaining, true, lower);
    }

    /// A clone of the first `bytes` bytes for the device below, ended by `endIo`.
    public Bio clone(int id, long bytes, String endIo) {
        return new Bio(id, io, op, opf, sector, bytes, kind, via, fileOffset, slice(0, bytes), state, 0, this.id, endIo,
                Content.EMPTY.copy(payload, 0, 0, bytes), 1, true, true);
    }

    /// The pieces of memory behind `[from, from+length)`.
    private List<Bvec> slice(long from, long length) {
        var out = new ArrayList<Bvec>();
        long at = 0;
        for (var v : vecs) {
            long a = Math.max(from, at);
            long b = Math.min(from + length, at + v.len());
            if (a < b) {
                out.add(new Bvec(v.phys() + a - at, (int) (b - a)));
            }
            at += v.len();
        }
        return List.copyOf(out);
    }
}
