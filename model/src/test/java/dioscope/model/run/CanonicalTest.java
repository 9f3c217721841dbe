package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.kernel.Errno;
import dioscope.model.profile.Bits;
import dioscope.model.profile.Profile;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.ContentRun;
import dioscope.model.state.Bio;
import dioscope.model.state.Lock;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs derived by hand from the sources come out as derived.
class CanonicalTest {
    private static final Path FILE = Path.of("src", "test", "resources", "canonical-6.12.txt");
    private static final long FIRST_PHYSICAL = 64L << 20;

    private record Derived(String name, Map<String, String> given, Map<String, String> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Derived> derived() throws IOException {
        var lines = Files.readAllLines(FILE).stream().filter(l -> !l.startsWith("#")).toList();
        var out = new ArrayList<Derived>();
        for (int i = 0; i + 2 < lines.size(); i += 3) {
            out.add(new Derived(lines.get(i), pairs(lines.get(i + 1)), pairs(lines.get(i + 2))));
        }
        assertThat(out).hasSize(12);
        return out.stream();
    }

    private static Map<String, String> pairs(String line) {
        var out = new LinkedHashMap<String, String>();
        for (var pair : line.strip().split(" ")) {
            out.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("derived")
    void aRunComesOutAsDerived(Derived d) {
        var trace = Runner.run(scenario(d.given));
        assertThat(trace.refusal()).isNull();
        assertThat(observed(trace, d.expected)).isEqualTo(d.expected);
    }

    private static Scenario scenario(Map<String, String> g) {
        var device = switch (get(g, "device")) {
            case "nvme_fua" -> new DeviceSpec(512, 4096, true, true, 1280 << 10, 1024, 4294967295L, 3, 0, true, false, 32);
            case "cache_nofua" -> new DeviceSpec(512, 512, true, false, 1280 << 10, 1024, 4294967295L, 511, 0, false, false, 32);
            case "write_through" -> new DeviceSpec(512, 512, false, false, 1280 << 10, 1024, 4294967295L, 3, 0, false, false, 32);
            default -> throw new IllegalArgumentException(get(g, "device"));
        };
        long size = number(g, "i_size");
        var extents = new ArrayList<ExtentRun>();
        var content = new ArrayList<ContentRun>();
        for (var e : list(get(g, "extents"), ",")) {
            var part = e.split("[+:]");
            long at = Long.parseLong(part[0]) * 4096;
            long length = Long.parseLong(part[1]) * 4096;
            extents.add(
                    new ExtentRun(at, FIRST_PHYSICAL + at, length, ExtentRun.State.valueOf(part[2].toUpperCase(java.util.Locale.ROOT))));
        }
        content.add(new ContentRun(0, size, extents.isEmpty() ? 0 : 0x11));
        var open = list(get(g, "open"), "\\|").stream().map(Request.OpenFlag::valueOf).toList();
        var rwf = list(get(g, "rwf"), "\\|").stream().map(Request.Rwf::valueOf).toList();
        var request = new Request(true, number(g, "offset"), number(g, "length"),
                List.of(new Request.Iovec((int) number(g, "address"), number(g, "length"))), false, Request.Memory.SCATTER, List.of(), open,
                rwf, Request.Submission.SYNC, 0xAB);
        var faults = new Faults(List.of(), 0, g.containsKey("free_blocks") ? number(g, "free_blocks") * 4096 : -1, true, false,
                Faults.Buffer.GOOD);
        return new Scenario("", "", List.of(), Profile.V6_12, FileSystem.DEFAULT,
                new FileState(size, size, extents, true, false, false, false, true, true, true), List.of(), device, faults, request,
                content, Scenario.Latency.DEFAULT);
    }

    /// What the run shows of each of `keys`.
    private static Map<String, String> observed(Trace trace, Map<String, String> keys) {
        var w = trace.steps().stream().filter(s -> s.kind() == Step.Kind.NOTE && s.label().equals("returned")).findFirst().orElseThrow()
                .world();
        var first = trace.step(0).world();
        var out = new LinkedHashMap<String, String>();
        for (var key : keys.keySet()) {
            out.put(key, switch (key) {
                case "return" -> result(Objects.requireNonNull(w.io().at(1).result()));
                case "bios" -> bios(trace);
                case "submitted" -> w.bios().values().stream().filter(b -> b.via() == Bio.Via.DIO)
                        .map(b -> flags(new Bits(Profile.V6_12.req(), b.opf()))).collect(Collectors.joining(","));
                case "dio" -> dio(trace);
                case "i_size" -> "" + w.inode().iSize();
                case "i_disksize" -> "" + w.inode().iDisksize();
                case "extents" -> extents(w);
                case "flushes" -> "" + w.requests().values().stream().filter(q -> q.op() == Bio.Op.FLUSH).count();
                case "commits" -> "" + (w.journal().committed() - first.journal().committed());
                case "fsync" -> "" + entered(trace, "ext4_sync_file");
                case "ops" -> entered(trace, "ext4_iomap_overwrite_begin") ? "overwrite" : "normal";
                case "orphan" -> "" + entered(trace, "ext4_orphan_add");
                case "dio_wait" -> "" + entered(trace, "inode_dio_wait");
                case "mtime" -> "" + (w.inode().mtimeAt() >= 0);
                case "lock" -> lock(trace);
                case "mapping" -> mapping(trace);
                default -> throw new IllegalArgumentException(key);
            });
        }
        return out;
    }

    private static String result(long ret) {
        return ret < 0 ? String.valueOf(Errno.name(ret)) : "" + ret;
    }

    private static String bios(Trace trace) {
        var out = new ArrayList<String>();
        boolean data = false;
        for (var s : trace.steps()) {
            if (s.kind() == Step.Kind.ENTER && s.fn().equals("iomap_dio_submit_bio")) {
                var b = s.world().bios().at(((Number) Objects.requireNonNull(s.values().get("bio"))).longValue());
                data |= b.kind() == Bio.Kind.DATA;
                out.add((b.kind() == Bio.Kind.DATA ? "data" : data ? "zero_tail" : "zero_head") + "@" + b.fileOffset() + "+" + b.bytes()
                        + ":"
                        + flags(new Bits(Profile.V6_12.req(), b.opf())));
            }
        }
        return orDash(String.join(",", out));
    }

    private static String dio(Trace trace) {
        return trace.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("iomap_dio_complete")).findFirst()
                .map(s -> flags((Bits) Objects.requireNonNull(s.values().get("flags")))).orElse("none");
    }

    /// Neighbours in one state are one, wherever they lie.
    private static String extents(World w) {
        var out = new ArrayList<String>();
        long start = -1;
        long end = -1;
        String state = "";
        for (var x : w.extents().values()) {
            var is = x.unwritten() ? "unwritten" : "written";
            if (x.lblk() == end && is.equals(state)) {
                out.removeLast();
            } else {
                start = x.lblk();
            }
            state = is;
            end = x.end();
            out.add(start + "+" + (end - start) + ":" + state);
        }
        return orDash(String.join(",", out));
    }

    private static String lock(Trace trace) {
        return trace.steps().stream().map(s -> s.world().locks().at(World.I_RWSEM).mode()).filter(m -> m != Lock.Mode.FREE)
                .reduce((a, b) -> b).map(m -> m.name().toLowerCase(java.util.Locale.ROOT)).orElse("none");
    }

    private static String mapping(Trace trace) {
        var map = trace.steps().stream().map(s -> s.world().io().at(1).iomi()).filter(i -> i != null && i.iomap() != null).findFirst()
                .orElseThrow().iomap();
        return map.type() + ":" + flags(new Bits(Profile.V6_12.iomap(), map.flags()));
    }

    private static boolean entered(Trace trace, String fn) {
        return trace.steps().stream().anyMatch(s -> s.kind() == Step.Kind.ENTER && s.fn().equals(fn));
    }

    private static String flags(Bits bits) {
        return orDash(bits.names().stream().sorted().collect(Collectors.joining("|")));
    }

    private static String orDash(String s) {
        return s.isEmpty() ? "-" : s;
    }

    private static List<String> list(String text, String between) {
        return text.equals("-") ? List.of() : Arrays.asList(text.split(between));
    }

    private static String get(Map<String, String> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    private static long number(Map<String, String> map, String key) {
        return Long.parseLong(get(map, key));
    }
}
