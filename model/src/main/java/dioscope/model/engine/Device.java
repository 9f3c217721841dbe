package dioscope.model.engine;

import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Disk;
import dioscope.model.state.Rq;
import dioscope.model.state.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/// The simulated block device: takes requests, is busy with each for its latency on the virtual clock, moves the data and raises an interrupt.
///
/// What it holds is [Disk]: a completed write is in the volatile cache, or on the medium when there is no cache or the request carries FUA. A FLUSH puts
/// on the medium what the cache held when the device took the command; a write that completes while the FLUSH runs is not covered by it. A failed command
/// leaves the old data.
public final class Device {
    /// Why a run ends early that a kernel would only end by a timeout.
    public static final String NOBODY_POLLS = "A polled bio is on the device, and nobody polls for it: only the timeout of the block layer, "
            + "which is not modelled, would find it.";
    private static final int EIO = 5;
    /// The most time between two commands that the driver hands over in one go.
    private static final long BATCH_NANOS = 1000;

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
    /// @param order in which order it answers
    public record Config(boolean writeCache, long readNanos, long writeNanos, long flushNanos, List<Range> bad, int failBio,
            CompletionOrder order) {
        public Config(boolean writeCache, long readNanos, long writeNanos, long flushNanos, List<Range> bad, int failBio) {
            this(writeCache, readNanos, writeNanos, flushNanos, bad, failBio, CompletionOrder.NATURAL);
        }
    }

    /// A command it is busy with.
    ///
    /// @param readyNanos when its latency has passed
    /// @param polled it raises no interrupt: somebody asks for its answer
    private record Command(Rq rq, Content cachedAtStart, long readyNanos, boolean polled, IntConsumer answer) {}

    private final Kernel k;
    private final Config config;
    private final int fua;
    private final List<Integer> order;
    /// Places of [#order] that nobody waits for any more.
    private int past;
    private final List<Command> held = new ArrayList<>();
    private final List<Command> polled = new ArrayList<>();
    private final Set<Integer> answered = new HashSet<>();
    private Batch batch = new Batch(0, new ArrayList<>());

    /// Commands with data that the driver handed over in one go, in the order in which they come back.
    ///
    /// @param nanos when the last of them came
    private record Batch(long nanos, List<Command> commands) {}

    /// @param fua the mask of REQ_FUA
    public Device(Kernel k, Config config, int fua) {
        this.k = k;
        this.config = config;
        this.fua = fua;
        order = config.order instanceof CompletionOrder.Explicit e ? e.bios() : List.of();
        k.onStandstill(this::giveUp);
        k.onEnd(this::mustBeIdle);
    }

    /// Takes request `id`; after its latency `interrupt` runs with the status, 0 or -errno, as an interrupt.
    public void submit(int id, IntConsumer interrupt) {
        var c = command(id, false, interrupt);
        if (config.order instanceof CompletionOrder.LastFirst l && c.rq.bytes() > 0) {
            boolean joins = k.nanos() - batch.nanos <= BATCH_NANOS && !batch.commands.isEmpty()
                    && batch.commands.getFirst().rq.op() == c.rq.op();
            var mine = joins ? batch.commands : new ArrayList<Command>();
            insert(mine, c, l.bySector());
            batch = new Batch(k.nanos(), mine);
            k.at(c.readyNanos - k.nanos(), () -> answer(mine.removeFirst()));
            return;
        }
        k.at(c.readyNanos - k.nanos(), () -> ready(c));
    }

    /// Puts `c` where it comes back: before all others, or before those of lower sectors and behind what it continues.
    private static void insert(List<Command> list, Command c, boolean bySector) {
        int at = 0;
        if (bySector) {
            var next = new ArrayList<>(list);
            next.add(c);
            next.sort(Comparator.comparingLong(x -> x.rq.sector()));
            list.clear();
            for (var x : next) {
                at = !list.isEmpty() && at < list.size() && end(list.get(at)) == x.rq.sector() ? at + 1 : 0;
                list.add(at, x);
            }
        } else {
            list.add(0, c);
        }
    }

    private static long end(Command c) {
        return c.rq.sector() + c.rq.bytes() / 512;
    }

    /// Takes request `id` on a queue without interrupts; `answer` runs with the status inside the [#poll] that finds it ready.
    public void submitPolled(int id, IntConsumer answer) {
        var c = command(id, true, answer);
        polled.add(c);
        k.visibleIn(c.readyNanos - k.nanos());
    }

    private Command command(int id, boolean polled, IntConsumer answer) {
        var rq = k.world().requests().at(id);
        long nanos = switch (rq.op()) {
            case READ -> config.readNanos;
            case WRITE, WRITE_ZEROES -> config.writeNanos;
            case FLUSH -> config.flushNanos;
        };
        if (config.order instanceof CompletionOrder.Seeded s) {
            var n = numbers(rq);
            nanos = n.isEmpty() ? nanos : s.nanos(nanos, n.getFirst());
        }
        return new Command(rq, k.world().disk().cache(), k.nanos() + nanos, polled, answer);
    }

    /// Answers the polled commands that are ready.
    ///
    /// @return how many
    public int poll() {
        int found = 0;
        while (true) {
            var next = polled.stream().filter(c -> c.readyNanos <= k.nanos() && itsTurn(c))
                    .min(Comparator.comparingLong(c -> c.readyNanos));
            if (next.isEmpty()) {
                return found;
            }
            polled.remove(next.get());
            answer(next.get());
            found++;
        }
    }

    private void ready(Command c) {
        if (itsTurn(c)) {
            answer(c);
        } else {
            held.add(c);
        }
    }

    private void answer(Command c) {
        int status = fails(k.world(), c.rq) ? -EIO : 0;
        if (status == 0) {
            k.apply("device " + c.rq.op(), done(k.world(), c.rq, c.cachedAtStart));
        }
        answered.addAll(c.rq.bios());
        c.answer.accept(status);
        release();
    }

    /// Takes up a command that was held back until now, as the next interrupt.
    private void release() {
        while (past < order.size() && isAnswered(order.get(past))) {
            past++;
        }
        held.stream().filter(this::itsTurn).min(Comparator.comparingInt(this::place)).ifPresent(c -> {
            held.remove(c);
            k.at(0, () -> answer(c));
        });
    }

    /// Nothing else can happen: the bio that others wait for will not come before them.
    private boolean giveUp() {
        if (past >= order.size() || held.isEmpty() && polled.isEmpty()) {
            return false;
        }
        past++;
        release();
        return true;
    }

    private void mustBeIdle() {
        if (!polled.isEmpty()) {
            throw k.refuse(NOBODY_POLLS);
        }
    }

    private boolean itsTurn(Command c) {
        return order.isEmpty() || place(c) <= past;
    }

    /// The first place in the order that one of its bios has, -1 for none.
    private int place(Command c) {
        return numbers(c.rq).stream().mapToInt(order::indexOf).filter(i -> i >= 0).min().orElse(-1);
    }

    /// The numbers of the data bios in `rq`.
    private List<Integer> numbers(Rq rq) {
        var w = k.world();
        return rq.bios().stream().map(b -> ordinal(w, w.bios().at(b))).filter(n -> n > 0).toList();
    }

    /// Whether all parts of data bio `number` have had their answer.
    private boolean isAnswered(int number) {
        boolean any = false;
        for (var e : k.world().bios()) {
            if (ordinal(k.world(), e.value()) == number) {
                any = true;
                if (e.value().state() != Bio.State.DONE && !answered.contains((int) e.key())) {
                    return false;
                }
            }
        }
        return any;
    }

    private boolean fails(World w, Rq rq) {
        long from = rq.sector() * 512;
        if (rq.bytes() > 0 && config.bad.stream().anyMatch(r -> r.meets(from, from + rq.bytes()))) {
            return true;
        }
        return config.failBio > 0 && rq.bios().stream().anyMatch(b -> ordinal(w, w.bios().at(b)) == config.failBio);
    }

    /// Which data bio of the run `bio` is, was split or cloned from, 1 for the first; 0 for a bio of another kind.
    public static int ordinal(World w, Bio bio) {
        var whole = bio;
        while (whole.parent() != 0) {
            whole = w.bios().at(whole.parent());
        }
        if (!ofTheUser(whole)) {
            return 0;
        }
        int n = 0;
        for (var e : w.bios()) {
            if (e.key() > whole.id()) {
                break;
            }
            n += e.value().parent() == 0 && ofTheUser(e.value()) ? 1 : 0;
        }
        return n;
    }

    private static boolean ofTheUser(Bio bio) {
        return bio.kind() == Bio.Kind.DATA || bio.kind() == Bio.Kind.READ;
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
