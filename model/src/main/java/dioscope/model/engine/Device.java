package dioscope.model.engine;

import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Disk;
import dioscope.model.state.Rq;
import dioscope.model.state.World;
import java.util.List;
import java.util.function.IntConsumer;

/// The simulated block device: takes requests, is busy with each for its latency on the virtual clock, moves the data and raises an interrupt.
///
/// What it holds is [Disk]: a completed write is in the volatile cache, or on the medium when there is no cache or the request carries FUA. A FLUSH puts
/// on the medium what the cache held when the device took the command; a write that completes while the FLUSH runs is not covered by it. A failed command
/// leaves the old data.
public final class Device {
    private static final int EIO = 5;

    /// Device bytes that answer every command with an I/O error.
    public record Range(long offset, long length) {
        boolean meets(long from, long to) {
            return from < offset + length && to > offset;
        }
    }

    /// What device it is.
    ///
    /// @param writeCache it has a volatile write cache
    /// @param readNanos time a read takes
    /// @param writeNanos time a write takes
    /// @param flushNanos time a FLUSH takes
    /// @param bad device bytes that fail
    /// @param failBio commands with data of the n-th data bio of the run fail (1 for the first), 0 for none
    public record Config(boolean writeCache, long readNanos, long writeNanos, long flushNanos, List<Range> bad, int failBio) {}

    private final Kernel k;
    private final Config config;
    private final int fua;

    /// @param fua the mask of REQ_FUA
    public Device(Kernel k, Config config, int fua) {
        this.k = k;
        this.config = config;
        this.fua = fua;
    }

    /// Takes request `id`; after its latency `interrupt` runs with the status, 0 or -errno, as an interrupt.
    public void submit(int id, IntConsumer interrupt) {
        var rq = k.world().requests().at(id);
        long nanos = switch (rq.op()) {
            case READ -> config.readNanos;
            case WRITE, WRITE_ZEROES -> config.writeNanos;
            case FLUSH -> config.flushNanos;
        };
        var cached = k.world().disk().cache();
        k.at(nanos, () -> {
            int status = fails(k.world(), rq) ? -EIO : 0;
            if (status == 0) {
                k.apply("device " + rq.op(), done(k.world(), rq, cached));
            }
            interrupt.accept(status);
        });
    }

    private boolean fails(World w, Rq rq) {
        long from = rq.sector() * 512;
        if (rq.bytes() > 0 && config.bad.stream().anyMatch(r -> r.meets(from, from + rq.bytes()))) {
            return true;
        }
        return config.failBio > 0 && rq.bios().stream().anyMatch(b -> ordinal(w, w.bios().at(b)) == config.failBio);
    }

    /// Which data bio of the run `bio` is or was split from, 1 for the first; 0 for a bio of another kind.
    private static int ordinal(World w, Bio bio) {
        var whole = bio;
        while (whole.parent() != 0) {
            whole = w.bios().at(whole.parent());
        }
        if (whole.kind() != Bio.Kind.DATA) {
            return 0;
        }
        int n = 0;
        for (var e : w.bios()) {
            if (e.key() > whole.id()) {
                break;
            }
            n += e.value().parent() == 0 && e.value().kind() == Bio.Kind.DATA ? 1 : 0;
        }
        return n;
    }

    private World done(World w, Rq rq, Content cachedAtStart) {
        return switch (rq.op()) {
            case READ -> read(w, rq);
            case WRITE -> write(w, rq);
            case WRITE_ZEROES -> w.withDisk(store(w.disk(), rq.sector() * 512, rq.bytes(),
                    Content.EMPTY.fill(0, rq.bytes(), dioscope.model.state.Data.ZERO), rq));
            case FLUSH -> w.withDisk(flushed(w.disk(), cachedAtStart));
        };
    }

    private World write(World w, Rq rq) {
        var disk = w.disk();
        for (int id : rq.bios()) {
            var bio = w.bios().at(id);
            disk = store(disk, bio.sector() * 512, bio.bytes(), bio.payload(), rq);
        }
        return w.withDisk(disk);
    }

    private Disk store(Disk disk, long at, long length, Content data, Rq rq) {
        boolean toMedia = !config.writeCache || (rq.opf() & fua) != 0;
        return toMedia
                ? disk.withMedia(disk.media().copy(data, 0, at, length)).withCache(disk.cache().clear(at, length))
                : disk.withCache(disk.cache().copy(data, 0, at, length));
    }

    private static World read(World w, Rq rq) {
        var bios = w.bios();
        for (int id : rq.bios()) {
            var bio = bios.at(id);
            long at = bio.sector() * 512;
            var got = Content.EMPTY.fill(0, bio.bytes(), dioscope.model.state.Data.STALE).copy(w.disk().media(), at, 0, bio.bytes())
                    .copy(w.disk().cache(), at, 0, bio.bytes());
            bios = bios.put(id, bio.withPayload(got));
        }
        return w.withBios(bios);
    }

    private static Disk flushed(Disk disk, Content cachedAtStart) {
        var media = disk.media();
        var cache = disk.cache();
        for (var run : cachedAtStart.runs()) {
            for (var now : disk.cache().pieces(run.key(), run.value().length())) {
                media = media.fill(now.start(), now.length(), run.value().data());
                if (now.data().equals(run.value().data())) {
                    cache = cache.clear(now.start(), now.length());
                }
            }
        }
        return disk.withMedia(media).withCache(cache);
    }
}
