package dioscope.model.run;

import dioscope.model.profile.Bits;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bio;
import dioscope.model.state.Data;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One run of a small scenario, and what tests of the direct path ask of it.
record DioRun(Trace trace) {
    /// A file of 64 KiB, all written.
    static final String WRITTEN = "\"i_size\": 65536, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 65536, \"state\": \"written\"}]";
    /// A file of 64 KiB without blocks.
    static final String HOLE = "\"i_size\": 65536, \"extents\": []";

    /// @param inode fields of the inode
    /// @param request fields of the request
    /// @param more other parts, each behind a comma; without a device it is an NVMe drive with cache, FUA and a poll queue
    static DioRun of(String kernel, String inode, String request, String more) {
        var device = more.contains("\"device\"") ? "" : ", \"device\": {\"preset\": \"nvme-fua\"}";
        return new DioRun(
                Runner.run(ScenarioJson.read("{\"kernel\": \"" + kernel + "\", \"inode\": {" + inode + "}, \"request\": {" + request
                        + "}" + device + more + "}", "test")));
    }

    static DioRun of(String kernel, String inode, String request) {
        return of(kernel, inode, request, "");
    }

    long result() {
        if (trace.refusal() != null) {
            throw new AssertionError(trace.refusal());
        }
        return Objects.requireNonNull(end().io().at(1).result());
    }

    World end() {
        return trace.steps().getLast().world();
    }

    List<Step> entries(String fn) {
        return trace.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals(fn)).toList();
    }

    boolean entered(String fn) {
        return !entries(fn).isEmpty();
    }

    /// What the first call of `fn` was given.
    @Nullable
    Object arg(String fn, String name) {
        return entries(fn).getFirst().values().get(name);
    }

    /// What the first call of `fn` returned.
    @Nullable
    Object ret(String fn) {
        return trace.steps().stream().filter(s -> s.kind() == Step.Kind.RETURN && s.fn().equals(fn)).findFirst().orElseThrow().values()
                .get("ret");
    }

    /// Where the direct I/O completed: task, irq or worker.
    String completed() {
        return entries("iomap_dio_complete").getFirst().ctx().ctx();
    }

    /// dio->flags when it completed.
    List<String> flags() {
        return ((Bits) Objects.requireNonNull(arg("iomap_dio_complete", "flags"))).names();
    }

    /// Whether dio->flags ever had a flag of this name.
    boolean had(String flag) {
        return trace.steps().stream().map(s -> s.world().io().at(1).dio()).filter(Objects::nonNull)
                .anyMatch(d -> trace.profile().dio().names(d.flags()).contains(flag));
    }

    /// The bios as they were handed to the block layer.
    List<Bio> submitted() {
        return entries("submit_bio").stream().map(s -> s.world().bios().at((Integer) Objects.requireNonNull(s.values().get("bio"))))
                .toList();
    }

    /// Flags of the first bio.
    List<String> bioFlags() {
        return trace.profile().req().names(submitted().getFirst().opf());
    }

    /// The user's buffer after the run: `0+4096 11` a piece.
    List<String> data() {
        return end().io().at(1).data().pieces(0, 1 << 30).stream()
                .map(p -> p.start() + "+" + p.length() + " " + Integer.toHexString(p.data().value())).toList();
    }

    /// Whose data the file holds at byte `at`.
    @Nullable
    Data file(long at) {
        return FileBytes.read(end()).at(at);
    }
}
