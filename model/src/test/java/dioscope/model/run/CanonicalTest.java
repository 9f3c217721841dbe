package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.evidence.Facet;
import dioscope.model.evidence.Observed;
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
import dioscope.model.scenario.Scenario.PageRun;
import dioscope.model.state.Bio;
import dioscope.model.state.Data;
import dioscope.model.state.Io;
import dioscope.model.state.Lock;
import dioscope.model.state.OrdMap;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs derived by hand from the sources come out as derived.
class CanonicalTest {
    private static final Path FILE = Path.of("src", "test", "resources", "canonical.txt");
    private static final long FIRST_PHYSICAL = 64L << 20;
    /// The device answers when the submitter is done.
    private static final Scenario.Latency SLOW = new Scenario.Latency(1_000_000, 1_000_000, 1_000_000);

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
        assertThat(out).hasSize(35);
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
        var trace = Runner.runAndSync(scenario(d.given));
        assertThat(trace.refusal()).isNull();
        assertThat(observed(trace, d.expected)).isEqualTo(d.expected);
    }

    private static Scenario scenario(Map<String, String> g) {
        var device = switch (get(g, "device")) {
            case "nvme_fua" -> new DeviceSpec(512, 4096, true, true, 1280 << 10, 1024, 4294967295L, 3, 0, true, false, 32,
                    new DeviceSpec.Atomic(4096, 65536, 65536, 0), -1);
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
                    new ExtentRun(at, FIRST_PHYSICAL + at, length, ExtentRun.State.valueOf(part[2].toUpperCase(Locale.ROOT))));
        }
        if (size > 0) {
            content.add(new ContentRun(0, size, extents.isEmpty() ? 0 : 0x11));
        }
        var pages = list(get(g, "pages"), ",").stream().map(p -> p.split(":"))
                .map(p -> new PageRun(Long.parseLong(p[0]), 1, PageRun.State.valueOf(p[1].toUpperCase(Locale.ROOT)), PageRun.Mapped.NONE))
                .toList();
        var open = list(get(g, "open"), "\\|").stream().map(Request.OpenFlag::valueOf).toList();
        var rwf = list(get(g, "rwf"), "\\|").stream().map(Request.Rwf::valueOf).toList();
        var submission = switch (get(g, "api")) {
            case "sync" -> Request.Submission.SYNC;
            case "libaio" -> Request.Submission.AIO;
            case "io_uring_iopoll" -> Request.Submission.URING_IOPOLL;
            default -> throw new IllegalArgumentException(get(g, "api"));
        };
        var request = new Request(get(g, "op").equals("write"), number(g, "offset"), number(g, "length"),
                List.of(new Request.Iovec((int) number(g, "address"), number(g, "length"))), false, Request.Memory.SCATTER, List.of(), open,
                rwf, submission, 0xAB);
        var faults = new Faults(List.of(), 0, g.containsKey("free_blocks") ? number(g, "free_blocks") * 4096 : -1, true, false,
                Faults.Buffer.GOOD);
        var kernel = Profile.ALL.stream().filter(p -> p.name().equals(get(g, "kernel"))).findFirst().orElseThrow();
        return new Scenario("", "", List.of(), kernel, FileSystem.DEFAULT,
                new FileState(size, size, extents, true, false, false, false, true, true, true), pages, device, faults, request,
                content, SLOW);
    }

    /// What the run shows of each of `keys`.
    private static Map<String, String> observed(Trace trace, Map<String, String> keys) {
        var w = trace.steps().stream().map(Step::world).filter(x -> x.io().at(1).result() != null).findFirst().orElseThrow();
        var first = trace.step(0).world();
        var out = new LinkedHashMap<String, String>();
        for (var key : keys.keySet()) {
            out.put(key, switch (key) {
                case "return" -> result(Objects.requireNonNull(returned(w.io().at(1))));
                case "bios" -> bios(trace);
                case "submitted" -> w.bios().values().stream().filter(b -> b.via() == Bio.Via.DIO)
                        .map(b -> flags(new Bits(trace.profile().req(), b.opf()))).collect(Collectors.joining(","));
                case "dio" -> dio(trace);
                case "i_size" -> "" + w.inode().iSize();
                case "i_disksize" -> "" + w.inode().iDisksize();
                case "extents" -> extents(w);
                case "pages" -> pages(w);
                case "flush_bios" ->
                    "" + w.bios().values().stream().filter(b -> b.via() == Bio.Via.FLUSH && b.parent() == 0).count();
                case "completion" -> completion(trace) + ":" + w.io().at(1).result();
                case "zeroed" -> w.io().at(1).data().pieces(0, Long.MAX_VALUE).stream().filter(p -> p.data().equals(Data.ZERO))
                        .map(p -> p.start() + "+" + p.length()).collect(Collectors.joining(","));
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

    /// What the call gave its caller: of an asynchronous one, what the file's own function returned.
    private static @Nullable Long returned(Io io) {
        return io.submission() == Io.Submission.SYNC ? io.result() : io.submitResult();
    }

    /// The file's bios as they are submitted.
    private static String bios(Trace trace) {
        var out = new ArrayList<String>();
        var seen = new HashSet<Integer>();
        boolean data = false;
        for (int i = 1; i < trace.size(); i++) {
            for (var b : submitted(trace.step(i - 1).world(), trace.step(i).world())) {
                if (b.parent() != 0 || b.via() != Bio.Via.DIO && b.via() != Bio.Via.WRITEBACK || !seen.add(b.id())) {
                    continue;
                }
                boolean pad = b.kind() == Bio.Kind.ZERO_PAD;
                data |= !pad;
                out.add((b.via() == Bio.Via.WRITEBACK ? "writeback" : !pad ? "data" : data ? "zero_tail" : "zero_head") + "@"
                        + b.fileOffset() + "+" + b.bytes() + ":" + flags(new Bits(trace.profile().req(), b.opf())));
            }
        }
        return orDash(String.join(",", out));
    }

    private static List<Bio> submitted(World before, World after) {
        var out = new ArrayList<Bio>();
        OrdMap.diff(before.bios(), after.bios(), (_, _, b) -> {
            if (b != null && b.state() == Bio.State.SUBMITTED) {
                out.add(b);
            }
        });
        return out;
    }

    /// The register when the request is completed; a request that never had one is `none`.
    private static String dio(Trace trace) {
        return trace.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("iomap_dio_complete")).findFirst()
                .map(s -> flags(new Bits(trace.profile().dio(), Objects.requireNonNull(s.world().io().at(1).dio()).flags())))
                .orElse("none");
    }

    /// Where the request was completed, as the derivations name the places.
    private static String completion(Trace trace) {
        var ways = Objects.requireNonNull(Observed.runFile(trace, "").facets().get(Facet.COMPLETION)).toString();
        return switch (ways.replaceAll("[^a-z-]+", " ").strip().replaceFirst(".* ", "")) {
            case "worker" -> "workqueue";
            case "inline", "polled" -> "bi_end_io";
            case "waited", "in-submit" -> "submitter";
            default -> ways;
        };
    }

    private static String pages(World w) {
        return orDash(w.pageCache().pages().values().stream().map(p -> p.index() + ":" + (p.dirty() ? "dirty" : "clean"))
                .collect(Collectors.joining(",")));
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
                .reduce((a, b) -> b).map(m -> m.name().toLowerCase(Locale.ROOT)).orElse("none");
    }

    private static String mapping(Trace trace) {
        var map = trace.steps().stream().map(s -> s.world().io().at(1).iomi()).filter(i -> i != null && i.iomap() != null).findFirst()
                .orElseThrow().iomap();
        return map.type() + ":" + flags(new Bits(trace.profile().iomap(), map.flags()));
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
