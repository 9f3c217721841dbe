package dioscope.model.kernel.block;

import dioscope.model.engine.Bounds;
import dioscope.model.engine.CompletionOrder;
import dioscope.model.engine.Device;
import dioscope.model.engine.Kernel;
import dioscope.model.profile.Profile;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Bio.Bvec;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Disk;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Queue;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A block layer with a device and nothing above: tests make bios by hand, submit them in tasks and read what the driver got.
final class Rig {
    static final Data NEW = Data.request(1, 0xAB);
    static final Data OLD = Data.old(0x11);
    static final QueueLimits WT = QueueLimits.of(512, 512, 1310720, 254, 4294967295L, 0, false, false, false);
    static final QueueLimits WB_NOFUA = QueueLimits.of(512, 512, 1310720, 254, 4294967295L, 0, true, false, false);
    static final QueueLimits WB_FUA = QueueLimits.of(512, 512, 524288, 128, 4294967295L, 4095, true, true, true);
    static final long DISK_BYTES = 64L << 20;

    final Kernel k;
    final Block b;
    final List<String> ends = new ArrayList<>();
    private long phys = 1L << 30;
    private @Nullable Trace trace;

    Rig(QueueLimits lim) {
        this(lim, 32, false, List.of(), 0);
    }

    Rig(QueueLimits lim, int depth, boolean mapper, List<Device.Range> bad, int failBio) {
        this(new Block.Setup(lim, depth, true, mapper, mapper ? bad : List.of()), mapper ? List.of() : bad, failBio);
    }

    Rig(Block.Setup setup, List<Device.Range> bad, int failBio) {
        this(Profile.V6_12, setup, bad, failBio, CompletionOrder.NATURAL);
    }

    Rig(Profile profile, QueueLimits lim) {
        this(profile, new Block.Setup(lim, 32, true, false, List.of()), List.of(), 0, CompletionOrder.NATURAL);
    }

    Rig(Profile profile, Block.Setup setup, List<Device.Range> bad, int failBio, CompletionOrder order) {
        k = new Kernel(profile, world(), new Bounds(2_000_000, 200));
        b = new Block(k, setup, new Device.Config(setup.limits().writeCache(), 80_000, 80_000, 400_000, bad, failBio, order));
    }

    private static World world() {
        var disk = new Disk(Content.EMPTY.fill(0, DISK_BYTES, OLD), Content.EMPTY, Content.EMPTY);
        return new World(1, OrdMap.empty(), OrdMap.empty(), absent(), OrdMap.empty(), OrdMap.empty(), absent(), OrdMap.empty(),
                OrdMap.empty(),
                Queue.EMPTY, disk, OrdMap.empty(), absent(), absent(), absent());
    }

    /// The parts of the World a block layer never looks at.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T absent() {
        return null;
    }

    static Profile profile(String name) {
        return Profile.ALL.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    int bio(Bio.Op op, long sector, long bytes, Bio.Kind kind, List<Bvec> vecs, Req... flags) {
        int id = b.nextBio();
        var payload = op == Bio.Op.WRITE && bytes > 0 ? Content.EMPTY.fill(0, bytes, NEW) : Content.EMPTY;
        b.bio("made",
                new Bio(id, 1, op, k.profile().req().word(flags), sector, bytes, kind, Bio.Via.DIO, sector * 512, vecs, Bio.State.BUILDING,
                        0, 0,
                        "test_end_io", payload));
        b.bio().onEndIo(id, () -> ends.add(id + " " + b.bio(id).status() + " " + ctx()));
        return id;
    }

    private String ctx() {
        return k.world().tasks().at(k.current()).kind().ctx();
    }

    /// A write of data from pages that do not adjoin.
    int write(long offset, long bytes, Req... flags) {
        return bio(Bio.Op.WRITE, offset / 512, bytes, Bio.Kind.DATA, scattered(bytes), flags);
    }

    /// Pages of their own, none next to another.
    List<Bvec> scattered(long bytes) {
        return vecs(bytes, 4096);
    }

    /// Pieces of `run` bytes, none next to another.
    List<Bvec> vecs(long bytes, long run) {
        var out = new ArrayList<Bvec>();
        for (long at = 0; at < bytes; at += run) {
            out.add(new Bvec(phys, (int) Math.min(run, bytes - at)));
            phys += run + 4096;
        }
        return out;
    }

    /// Submits all in one plug.
    void plugged(int... bios) {
        b.core().blk_start_plug();
        for (int bio : bios) {
            b.core().submit_bio(bio);
        }
        b.core().blk_finish_plug();
    }

    /// Runs `body` as the only submitter until nothing is left to do.
    Trace run(Consumer<Rig> body) {
        k.spawn("submitter", Task.Kind.TASK, () -> body.accept(this));
        return run();
    }

    Trace run() {
        k.spawn("irq", Task.Kind.IRQ, () -> {});
        b.core().blk_dev_init();
        var t = k.run();
        trace = t;
        return t;
    }

    World end() {
        var t = Objects.requireNonNull(trace);
        return t.step(t.size() - 1).world();
    }

    List<Step> steps() {
        return Objects.requireNonNull(trace).steps();
    }

    /// What the driver got, in order, as `OP [flags] kinds bytes @ offset`.
    List<String> commands() {
        var out = new ArrayList<String>();
        for (var s : Objects.requireNonNull(trace).steps()) {
            if (s.kind() == Step.Kind.ENTER && s.fn().equals("blk_mq_start_request")) {
                var rq = s.world().requests().at((Integer) Objects.requireNonNull(s.values().get("rq")));
                if (rq.op() == Bio.Op.FLUSH) {
                    out.add("FLUSH");
                    continue;
                }
                var kinds = new LinkedHashSet<String>();
                rq.bios().forEach(id -> kinds.add(s.world().bios().at(id).kind().name()));
                boolean fua = k.profile().req().has(rq.opf(), Req.REQ_FUA);
                out.add(rq.op() + (fua ? " FUA " : " ") + String.join("+", kinds) + " " + rq.bytes() + " @ " + rq.sector() * 512);
            }
        }
        return out;
    }

    /// How often a function was entered.
    long entered(String fn) {
        return Objects.requireNonNull(trace).steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals(fn)).count();
    }

    /// Whether a branch went the given way at least once.
    boolean went(String site, boolean way) {
        return Objects.requireNonNull(trace).steps().stream()
                .anyMatch(s -> s.kind() == Step.Kind.BRANCH && s.site().equals(site) && s.taken() == way);
    }
}
