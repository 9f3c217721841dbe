package dioscope.model.evidence;

import dioscope.model.kernel.Errno;
import dioscope.model.profile.Bits;
import dioscope.model.profile.Feature;
import dioscope.model.state.Args;
import dioscope.model.state.Frame;
import dioscope.model.state.Lock;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The facets that recordings take from entered and left functions: calls, register values, lock, completion, sizes seen.
final class ObservedCalls {
    /// What a recording tells of each function's arguments, in its order; functions it does not probe are absent, and an argument with a
    /// question mark is told by the kernels that have it. What a kernel's recording cannot see of this is left out when it is compared.
    private static final Map<String, List<String>> ARGS = table("""
            ext4_file_write_iter pos count iocb
            ext4_file_read_iter pos count iocb
            ext4_buffered_write_iter pos count
            generic_perform_write
            file_modified
            iomap_dio_rw wait? dio_flags?
            __iomap_dio_rw
            filemap_write_and_wait_range start end
            kiocb_write_and_wait count
            kiocb_invalidate_pages count
            filemap_range_has_page start end
            filemap_range_has_writeback start end
            invalidate_inode_pages2_range start_page end_page
            iomap_dio_invalidate_fail
            ext4_iomap_begin offset length flags i_size i_disksize
            ext4_iomap_overwrite_begin offset length flags i_size i_disksize
            ext4_map_blocks lblk len flags
            ext4_iomap_end offset length written flags
            iomap_dio_bio_iter
            iomap_dio_bio_actor
            iomap_dio_hole_iter
            iomap_dio_zero bytes
            bio_iov_iter_get_pages count
            bio_set_pages_dirty
            iomap_dio_bio_end_io status
            iomap_dio_complete_work
            iomap_dio_deferred_complete
            iomap_dio_complete size error wait
            ext4_dio_write_end_io size error i_size i_disksize
            ext4_handle_inode_extension offset length i_size i_disksize
            ext4_inode_extension_cleanup need_trunc
            ext4_convert_unwritten_extents offset length handle
            ext4_convert_unwritten_extents_atomic offset length handle
            kiocb_invalidate_post_direct_write count
            aio_complete_rw res
            io_complete_rw res
            io_complete_rw_iopoll res
            io_uring_queue_async_work
            ext4_journal_start caller nested reserved
            ext4_orphan_add
            ext4_orphan_del
            ext4_truncate i_size
            ext4_da_write_begin pos len
            ext4_write_begin pos len
            ext4_da_write_end pos len copied
            ext4_write_end pos len copied
            ext4_journalled_write_end pos len copied
            ext4_writepages range_start range_end sync_mode
            ext4_da_write_pages_extent lblk len
            ext4_end_bio status
            ext4_end_io_rsv_work
            ext4_sync_file start end datasync
            ext4_fc_commit
            jbd2_complete_transaction
            blkdev_issue_flush
            jbd2_start_commit
            jbd2_submit_inode_data
            jbd2_end_commit
            """);
    /// Where recordings read dio->flags.
    private static final Set<String> FLAGS = Set.of("iomap_dio_bio_iter", "iomap_dio_bio_actor", "iomap_dio_hole_iter",
            "iomap_dio_bio_end_io", "iomap_dio_complete", "ext4_dio_write_end_io");
    private static final Set<String> ENTRY = Set.of("ext4_file_write_iter", "ext4_file_read_iter");
    /// Functions that the compiler has put into their callers: recordings name the caller.
    private static final Map<String, String> PUT_INTO = Map.of("ext4_block_journalled_zero_range", "ext4_block_zero_range");
    /// Where they read i_rwsem and i_disksize.
    private static final Set<String> MAPPING = Set.of("ext4_iomap_begin", "ext4_iomap_overwrite_begin");
    /// blk_status_t by errno. block/blk-core.c, blk_errors, 6.12
    private static final Map<Integer, String> STATUS = Map.of(0, "OK", -5, "IOERR", -11, "AGAIN", -22, "INVAL", -28, "NOSPC", -95,
            "NOTSUPP");

    /// The tracepoints of these stand behind the checks that make them leave it to another function, or leave at once.
    private static final Map<String, String> LEAVES_IT_TO = Map.of("ext4_da_write_begin", "ext4_write_begin", "ext4_da_write_end",
            "ext4_write_end");
    private static final Set<String> TRACED_BEHIND_SHUTDOWN = Set.of("ext4_da_write_begin", "ext4_write_begin", "ext4_writepages");

    private final Trace trace;
    private final Set<Frame> untraced;
    private final List<Step> entries;

    private static Map<String, List<String>> table(String lines) {
        return lines.lines().map(l -> List.of(l.split(" ")))
                .collect(Collectors.toUnmodifiableMap(List::getFirst, l -> l.subList(1, l.size())));
    }

    ObservedCalls(Trace trace) {
        this.trace = trace;
        this.untraced = untraced(trace);
        this.entries = trace.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && seen(s)).toList();
    }

    /// Functions that were entered and left before their tracepoint.
    private static Set<Frame> untraced(Trace trace) {
        Set<Frame> out = Collections.newSetFromMap(new IdentityHashMap<>());
        for (var s : trace.steps()) {
            var f = s.frame();
            if (f == null) {
                continue;
            }
            if (s.kind() == Step.Kind.BRANCH && s.taken() && s.label().equals("shut down") && TRACED_BEHIND_SHUTDOWN.contains(f.fn())) {
                out.add(f);
            }
            var caller = f.caller();
            if (s.kind() == Step.Kind.ENTER && caller != null && f.fn().equals(LEAVES_IT_TO.get(caller.fn()))) {
                out.add(caller);
            }
        }
        return out;
    }

    /// The compiler has put some functions into their callers, so that no probe sees them there: `ext4_iomap_begin` in
    /// `ext4_iomap_overwrite_begin`, `iomap_dio_complete_work` where it is called and not run as a work, and before 7.1 `iomap_dio_hole_iter`.
    private boolean seen(Step s) {
        var f = s.frame();
        if (f == null || !ARGS.containsKey(f.fn()) || untraced.contains(f)) {
            return false;
        }
        var caller = f.caller();
        return switch (f.fn()) {
            case "ext4_iomap_begin" -> caller == null || !caller.fn().equals("ext4_iomap_overwrite_begin");
            case "iomap_dio_complete_work" -> caller == null;
            case "iomap_dio_hole_iter" -> trace.profile().has(Feature.PROBED_HOLE_READ);
            default -> true;
        };
    }

    /// What a probe reads when a function returns: 64 bits. The upper half of an int is zero there, which normalised recordings have put right
    /// everywhere but for the functions that returned a long in older kernels.
    private static Json ret(String fn, @Nullable Object v) {
        if (v instanceof Integer n && (fn.equals("iomap_dio_bio_iter") || fn.equals("iomap_dio_hole_iter"))) {
            return Json.of(Integer.toUnsignedLong(n));
        }
        return v instanceof Boolean b ? Json.of(b ? 1 : 0) : json(v);
    }

    Json calls() {
        var returns = new IdentityHashMap<Frame, Args>();
        for (var s : trace.steps()) {
            if (s.kind() == Step.Kind.RETURN && s.frame() != null && ARGS.containsKey(s.fn())) {
                returns.put(s.frame(), s.values());
            }
        }
        var out = new ArrayList<Json>();
        for (var s : entries) {
            var fields = new LinkedHashMap<String, Json>();
            fields.put("fn", Json.of(s.fn()));
            fields.put("ctx", Json.of(s.ctx().ctx()));
            fields.put("args", args(s));
            var ret = returns.get(s.frame());
            if (ret != null && ret.size() > 0) {
                fields.put("ret", ret(s.fn(), ret.value(0)));
            }
            out.add(new Json.Obj(fields));
        }
        return Json.arr(out);
    }

    /// The function that a recording takes for the caller: before 7.1 `ext4_convert_inline_data_to_extent` is called from one place and put there.
    private Object caller(String fn) {
        boolean once = fn.equals("ext4_convert_inline_data_to_extent") && !trace.profile().has(Feature.INLINE_WRITE_RETRIED);
        return once ? "ext4_try_to_write_inline_data" : PUT_INTO.getOrDefault(fn, fn);
    }

    private Json args(Step s) {
        var fields = new LinkedHashMap<String, Json>();
        for (var told : ARGS.getOrDefault(s.fn(), List.of())) {
            var name = told.endsWith("?") ? told.substring(0, told.length() - 1) : told;
            var v = s.values().get(name);
            if (v == null && !name.equals(told)) {
                continue;
            }
            if (name.equals("caller") && v != null) {
                v = caller(v.toString());
            }
            fields.put(name, name.equals("status") && v instanceof Integer n ? Json.of(STATUS.getOrDefault(n, "STS" + n)) : json(v));
        }
        return new Json.Obj(fields);
    }

    private static Json json(@Nullable Object v) {
        return switch (v) {
            case null -> Json.NULL;
            case Bits b -> Json.texts(b.names());
            case Boolean b -> Json.of(b);
            case Integer n -> Json.of(n.longValue());
            case Long n -> Json.of(n.longValue());
            default -> Json.of(v.toString());
        };
    }

    Json flags() {
        var last = new EnumMap<dioscope.model.state.Task.Kind, Integer>(dioscope.model.state.Task.Kind.class);
        var out = new ArrayList<Json>();
        for (var s : entries) {
            var dio = s.beneath().io().at(1).dio();
            if (!FLAGS.contains(s.fn()) || dio == null || last.getOrDefault(s.ctx(), -1) == dio.flags() && last.containsKey(s.ctx())) {
                continue;
            }
            last.put(s.ctx(), dio.flags());
            out.add(Json.obj("fn", Json.of(s.fn()), "ctx", Json.of(s.ctx().ctx()), "names",
                    Json.texts(trace.profile().dio().names(dio.flags())),
                    "hex", Json.of(String.format("0x%08x", dio.flags()))));
        }
        return Json.arr(out);
    }

    Json lock() {
        var out = new ArrayList<Json>();
        String last = "";
        for (var s : entries) {
            boolean completion = s.fn().equals("ext4_dio_write_end_io");
            if (!completion && !MAPPING.contains(s.fn())) {
                continue;
            }
            var mode = s.beneath().locks().at(World.I_RWSEM).mode();
            var name = mode == Lock.Mode.FREE ? "none" : mode.name().toLowerCase(java.util.Locale.ROOT);
            var at = completion ? "completion" : "mapping";
            if (!last.equals(at + name)) {
                out.add(Json.obj("at", Json.of(at), "lock", Json.of(name)));
            }
            last = at + name;
        }
        return Json.arr(out);
    }

    Json completion() {
        var out = new ArrayList<Json>();
        for (var s : entries) {
            if (s.fn().equals("iomap_dio_complete")) {
                out.add(Json.of(Boolean.TRUE.equals(s.values().get("wait")) ? "waited" : switch (s.ctx()) {
                    case IRQ -> "inline";
                    case WORKER -> "worker";
                    case TASK, IO_WQ, FLUSHER, JBD2 -> within(s.frame(), "iomap_dio_rw") ? "in-submit" : "polled";
                }));
            }
        }
        return Json.arr(out);
    }

    private static boolean within(@Nullable Frame frame, String fn) {
        for (var f = frame; f != null; f = f.caller()) {
            if (f.fn().equals(fn)) {
                return true;
            }
        }
        return false;
    }

    /// How many requests the first call took: one, or -errno when io_submit refused it. A ring takes every entry and completes it with the error.
    long submitted() {
        return trace.steps().stream().filter(s -> s.kind() == Step.Kind.RETURN && s.fn().equals("io_submit_one"))
                .map(s -> s.values().value(0))
                .findFirst().map(v -> v instanceof Number n && n.longValue() < 0 ? n.longValue() : 1L).orElse(1L);
    }

    /// Whether the file's own function was called and never answered that the request goes on without it.
    boolean completedInSubmit() {
        var answers = trace.steps().stream().filter(s -> s.kind() == Step.Kind.RETURN && ENTRY.contains(s.fn()))
                .map(s -> s.values().value(0)).toList();
        return !answers.isEmpty() && answers.stream().noneMatch(v -> v instanceof Number n && n.longValue() == -Errno.EIOCBQUEUED);
    }

    /// The values of i_disksize that a recording reads, each once while it stays.
    Json disksizes() {
        var out = new ArrayList<Json>();
        long last = -1;
        for (var s : entries) {
            if (MAPPING.contains(s.fn()) || s.fn().equals("ext4_dio_write_end_io") || s.fn().equals("ext4_handle_inode_extension")) {
                long v = s.beneath().inode().iDisksize();
                if (v != last) {
                    out.add(Json.of(v));
                }
                last = v;
            }
        }
        return Json.arr(out);
    }
}
