package dioscope.model.fsx;

import dioscope.model.profile.Feature;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What POSIX lets an application see: judges the outcomes of the calls of a scenario, made one after the other on one file, by a plain array
/// of bytes. It knows nothing of how a kernel does it.
///
/// Where something fails (the device, memory, space) more than one outcome may be; the first that is seen narrows it down.
final class Oracle {
    private static final int EIO = 5;
    private static final int EAGAIN = 11;
    private static final int EFAULT = 14;
    private static final int EINVAL = 22;
    private static final int ENOSPC = 28;
    private static final int EOPNOTSUPP = 95;

    private final Scenario s;
    private final Bytes bytes;
    private final boolean faulty;
    private final boolean full;
    /// Data go through the journal: they are safe there, and may yet fail on the way to their place.
    private final boolean journalled;
    /// Somebody has been told of an I/O error: it is not told again.
    private boolean told;

    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String kind;

        Wrong(String kind, String words) {
            super(words, null, false, false);
            this.kind = kind;
        }
    }

    private Oracle(Scenario s) {
        this.s = s;
        this.faulty = s.faults().failBio() > 0 || !s.faults().eioFileRanges().isEmpty();
        this.journalled = s.fs().dataMode() == FileSystem.DataMode.JOURNAL || s.inode().journalData();
        this.full = s.faults().freeBytes() >= 0;
        this.bytes = new Bytes(new Sets(), faulty);
        bytes.resize((int) s.inode().iSize());
        for (var run : s.contentBefore()) {
            bytes.put((int) run.offset(), (int) (run.offset() + run.length()), run.value());
        }
        bytes.durable(0, bytes.size());
    }

    /// The first outcome that cannot be, if there is one. Fewer outcomes than calls are judged as far as they go.
    static Optional<Mismatch> judge(Scenario s, List<Outcome> outcomes) {
        var o = new Oracle(s);
        for (int i = 0; i < outcomes.size(); i++) {
            var r = s.requests().get(i).request();
            try {
                o.call(i + 1, r, outcomes.get(i));
            } catch (Wrong w) {
                return Optional
                        .of(new Mismatch(i + 1, r.op() + ": " + w.kind, "call " + (i + 1) + ", " + words(r) + ": " + w.getMessage()));
            }
        }
        return Optional.empty();
    }

    /// The call in one line.
    static String words(Request r) {
        return r.op() + " " + r.offset() + "+" + r.length() + (r.openFlags().isEmpty() ? "" : " " + r.openFlags())
                + (r.rwf().isEmpty() ? "" : " " + r.rwf());
    }

    private void call(int id, Request r, Outcome o) {
        switch (r.op()) {
            case WRITE -> write(id, r, o);
            case READ -> read(id, r, o);
            case MMAP_WRITE -> store(id, r, o);
            case TRUNCATE -> truncate(r, o);
            case FSYNC, FDATASYNC, SYNC_FILE_RANGE, SYNC, DROP_CACHES -> {
                returns(o, 0, faulty && r.op() != Request.Op.SYNC && r.op() != Request.Op.DROP_CACHES ? Set.of(EIO) : Set.of());
                size(o, bytes.size(), bytes.size());
                if (r.op() == Request.Op.DROP_CACHES) {
                    bytes.forget();
                } else if ((r.op() == Request.Op.FSYNC || r.op() == Request.Op.FDATASYNC) && o.ret() == 0 && !told && !journalled) {
                    bytes.durable(0, bytes.size());
                }
            }
        }
        told |= o.ret() == -EIO;
    }

    private static void returns(Outcome o, long expected, Set<Integer> errors) {
        if (o.ret() != expected && !(o.ret() < 0 && errors.contains((int) -o.ret()))) {
            throw new Wrong(o.ret() < 0 ? "returns error " + -o.ret() : "returns another count",
                    "returned " + o.ret() + ", not " + expected + (errors.isEmpty() ? "" : " or an error of " + errors));
        }
    }

    private static void size(Outcome o, long least, long most) {
        if (o.size() < least || o.size() > most) {
            throw new Wrong("another size", "st_size is " + o.size() + ", not " + least + (least == most ? "" : " to " + most));
        }
    }

    private boolean bad(int id) {
        return id == 1 && s.faults().buffer() != dioscope.model.scenario.Faults.Buffer.GOOD;
    }

    /// Whether memory, offset and length are such that any device takes them.
    private boolean aligned(Request r, long pos) {
        int unit = Math.max(s.device().logicalBlockSize(), s.device().dmaAlignment() + 1);
        return pos % unit == 0 && r.iovecs().stream().allMatch(v -> v.len() % unit == 0 && v.baseMod4096() % unit == 0);
    }

    /// Whether one call to pin memory may get less than a logical block: what is left of it after the cut to whole blocks is nothing, and that is an error.
    /// block/bio.c, __bio_iov_iter_get_pages, 6.1 and 6.12
    private boolean pinsLessThanABlock(Request r) {
        int most = s.faults().shortPin();
        return most > 0 && r.iovecs().stream().anyMatch(v -> most * 4096L - v.baseMod4096() < s.device().logicalBlockSize());
    }

    private static boolean appends(Request r) {
        return (r.openFlags().contains(OpenFlag.O_APPEND) && !r.rwf().contains(Rwf.RWF_NOAPPEND)) || r.rwf().contains(Rwf.RWF_APPEND);
    }

    /// Errors that a read or write may end with.
    private Set<Integer> errors(int id, Request r, long pos) {
        var out = new TreeSet<Integer>();
        if (faulty) {
            out.add(EIO);
        }
        if (bad(id)) {
            out.add(EFAULT);
        } else if (r.direct() && bad(1)) {
            out.add(EIO); // the write that failed has left a delayed block behind the end: a collision of direct with buffered I/O
        }
        if (r.direct() && pinsLessThanABlock(r)) {
            out.add(EFAULT);
        }
        if (r.direct() && !aligned(r, pos)) {
            out.add(EINVAL);
        }
        if (full && r.write()) {
            out.add(ENOSPC);
        }
        if (r.rwf().contains(Rwf.RWF_NOWAIT)) {
            out.addAll(List.of(EAGAIN, EOPNOTSUPP));
        }
        if (r.rwf().contains(Rwf.RWF_ATOMIC)) {
            out.addAll(List.of(EINVAL, EOPNOTSUPP));
        }
        if (r.rwf().contains(Rwf.RWF_DONTCACHE)) {
            out.add(EOPNOTSUPP);
        }
        if (r.rwf().contains(Rwf.RWF_NOAPPEND)) {
            out.addAll(List.of(EINVAL, EOPNOTSUPP));
        }
        return out;
    }

    /// Whether fewer bytes than asked for may go over.
    private boolean mayFallShort(int id, Request r, long pos) {
        return faulty || bad(id) || full && r.write() || r.rwf().contains(Rwf.RWF_NOWAIT) || r.direct() && !aligned(r, pos);
    }

    private void write(int id, Request r, Outcome o) {
        int pos = (int) (appends(r) ? bytes.size() : r.offset());
        int len = (int) r.length();
        int had = bytes.size();
        int token = Token.call(id);
        if (o.ret() >= 0 && o.ret() < len && mayFallShort(id, r, pos)) {
            len = (int) o.ret();
        } else {
            returns(o, len, errors(id, r, pos));
        }
        if (o.ret() >= 0) {
            size(o, len == 0 ? had : Math.max(had, pos + len), len == 0 ? had : Math.max(had, pos + len));
            bytes.resize((int) o.size());
            bytes.put(pos, len == 0 ? pos : pos + len, token);
            boolean stable = r.openFlags().contains(OpenFlag.O_SYNC) || r.openFlags().contains(OpenFlag.O_DSYNC)
                    || r.rwf().contains(Rwf.RWF_SYNC) || r.rwf().contains(Rwf.RWF_DSYNC);
            if (stable && !told && !journalled) {
                bytes.durable(pos, pos + len);
            }
        } else {
            boolean untouched = o.ret() == -EAGAIN || o.ret() == -EOPNOTSUPP;
            size(o, had, untouched ? had : Math.max(had, pos + len));
            bytes.resize((int) o.size());
            if (!untouched) {
                bytes.putPerhaps(pos, pos + len, token);
            }
        }
        if (bad(id) && r.direct() && o.size() > had) {
            leavesBlocks(pos + (int) r.length());
        }
        if (r.direct()) {
            bytes.forget();
        }
    }

    /// A direct write to `end` that made the file longer stopped early at bad memory. From 6.12 on, where that was inside a block, the padding of the
    /// block puts its own result in the place of the error: the write counts as short, nothing is truncated, and the blocks behind the new end stay
    /// as they are, written and never filled. fs/iomap/direct-io.c, iomap_dio_bio_iter; fs/ext4/file.c, ext4_inode_extension_cleanup, 6.12 to 7.2
    private void leavesBlocks(int end) {
        int block = s.fs().blockSize();
        if (bytes.size() % block != 0 && s.kernel().has(Feature.PADDING_CALLED_FOR_NOTHING)) {
            bytes.leftBehind((bytes.size() / block + 1) * block, Math.ceilDiv(end, block) * block);
        }
    }

    private void read(int id, Request r, Outcome o) {
        int pos = (int) Math.min(r.offset(), bytes.size());
        int len = (int) Math.min(r.length(), bytes.size() - pos);
        if (r.direct()) {
            bytes.forget();
        }
        if (!(o.ret() >= 0 && o.ret() < len && mayFallShort(id, r, r.offset()))) {
            returns(o, len, errors(id, r, r.offset()));
        }
        size(o, bytes.size(), bytes.size());
        for (var run : o.data()) {
            int from = pos + (int) run.offset();
            int wrong = bytes.found(from, from + (int) run.length(), run.token(), !(faulty && r.direct()));
            if (wrong >= 0) {
                throw new Wrong("reads " + Token.words(run.token()).replaceAll("[0-9].*", "") + "where "
                        + bytes.words(wrong).replaceAll("[0-9]+", "n") + " is",
                        "byte " + wrong + " reads as " + Token.words(run.token()) + ", not as " + bytes.words(wrong));
            }
        }
    }

    private void store(int id, Request r, Outcome o) {
        boolean behind = r.offset() + r.length() > (bytes.size() + 4095L) / 4096 * 4096;
        var errors = new TreeSet<Integer>();
        if (faulty) {
            errors.addAll(List.of(EIO, EFAULT));
        }
        if (behind) {
            errors.add(EFAULT);
        }
        if (full) {
            errors.add(ENOSPC);
        }
        returns(o, 0, errors);
        size(o, bytes.size(), bytes.size());
        int from = (int) r.offset();
        int to = (int) (r.offset() + r.length());
        if (o.ret() == 0) {
            bytes.put(from, Math.min(to, bytes.size()), Token.call(id));
        } else {
            bytes.putPerhaps(from, to, Token.call(id));
        }
        bytes.putBehind(Math.max(from, bytes.size()), to, Token.call(id));
    }

    private void truncate(Request r, Outcome o) {
        returns(o, 0, faulty ? Set.of(EIO) : Set.of());
        if (o.ret() == 0) {
            size(o, r.offset(), r.offset());
        } else if (o.size() != bytes.size()) {
            size(o, r.offset(), r.offset());
        }
        bytes.resize((int) o.size());
    }
}
