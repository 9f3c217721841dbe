package dioscope.model.evidence;

import dioscope.model.profile.Bits;
import dioscope.model.state.Args;
import dioscope.model.state.Frame;
import dioscope.model.state.Lock;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The facets that recordings take from entered and left functions: calls, register values, lock, completion, sizes seen.
final class ObservedCalls {
    /// What a recording tells of each function's arguments, in its order; functions it does not probe are absent.
    private static final Map<String, List<String>> ARGS = Map.ofEntries(Map.entry("ext4_file_write_iter", List.of("pos", "count", "iocb")),
            Map.entry("ext4_buffered_write_iter", List.of("pos", "count")), Map.entry("file_modified", List.of()),
            Map.entry("iomap_dio_rw", List.of("dio_flags")), Map.entry("__iomap_dio_rw", List.of()),
            Map.entry("kiocb_invalidate_pages", List.of("count")), Map.entry("filemap_range_has_page", List.of("start", "end")),
            Map.entry("invalidate_inode_pages2_range", List.of("start_page", "end_page")),
            Map.entry("iomap_dio_invalidate_fail", List.of()),
            Map.entry("ext4_iomap_begin", List.of("offset", "length", "flags", "i_size", "i_disksize")),
            Map.entry("ext4_iomap_overwrite_begin", List.of("offset", "length", "flags", "i_size", "i_disksize")),
            Map.entry("ext4_map_blocks", List.of("lblk", "len", "flags")),
            Map.entry("ext4_iomap_end", List.of("offset", "length", "written", "flags")), Map.entry("iomap_dio_bio_iter", List.of()),
            Map.entry("iomap_dio_zero", List.of("bytes")), Map.entry("bio_iov_iter_get_pages", List.of("count")),
            Map.entry("iomap_dio_bio_end_io", List.of("status")), Map.entry("iomap_dio_complete", List.of("size", "error", "wait")),
            Map.entry("ext4_dio_write_end_io", List.of("size", "error", "i_size", "i_disksize")),
            Map.entry("ext4_handle_inode_extension", List.of("offset", "length", "i_size", "i_disksize")),
            Map.entry("ext4_inode_extension_cleanup", List.of("need_trunc")),
            Map.entry("ext4_convert_unwritten_extents", List.of("offset", "length", "handle")),
            Map.entry("kiocb_invalidate_post_direct_write", List.of("count")),
            Map.entry("ext4_journal_start", List.of("caller", "nested", "reserved")), Map.entry("ext4_orphan_add", List.of()),
            Map.entry("ext4_orphan_del", List.of()), Map.entry("ext4_truncate", List.of("i_size")),
            Map.entry("ext4_writepages", List.of("range_start", "range_end", "sync_mode")),
            Map.entry("ext4_sync_file", List.of("start", "end", "datasync")), Map.entry("ext4_fc_commit", List.of()),
            Map.entry("jbd2_complete_transaction", List.of()), Map.entry("blkdev_issue_flush", List.of()),
            Map.entry("jbd2_start_commit", List.of()), Map.entry("jbd2_submit_inode_data", List.of()),
            Map.entry("jbd2_end_commit", List.of()));
    /// Where recordings read dio->flags.
    private static final Set<String> FLAGS = Set.of("iomap_dio_bio_iter", "iomap_dio_bio_end_io", "iomap_dio_complete",
            "ext4_dio_write_end_io");
    /// Where they read i_rwsem and i_disksize.
    private static final Set<String> MAPPING = Set.of("ext4_iomap_begin", "ext4_iomap_overwrite_begin");
    /// blk_status_t by errno. block/blk-core.c, blk_errors, 6.12
    private static final Map<Integer, String> STATUS = Map.of(0, "OK", -5, "IOERR", -11, "AGAIN", -22, "INVAL", -28, "NOSPC", -95,
            "NOTSUPP");

    private final Trace trace;

    ObservedCalls(Trace trace) {
        this.trace = trace;
    }

    private List<Step> entries() {
        return trace.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && seen(s)).toList();
    }

    /// The compiler has put `ext4_iomap_begin` into `ext4_iomap_overwrite_begin`, so that no probe sees it there.
    private static boolean seen(Step s) {
        var f = s.frame();
        var caller = f == null ? null : f.caller();
        return f != null && ARGS.containsKey(f.fn())
                && !(f.fn().equals("ext4_iomap_begin") && caller != null && caller.fn().equals("ext4_iomap_overwrite_begin"));
    }

    Json calls() {
        var returns = new IdentityHashMap<Frame, Args>();
        for (var s : trace.steps()) {
            if (s.kind() == Step.Kind.RETURN && s.frame() != null) {
                returns.put(s.frame(), s.values());
            }
        }
        var out = new ArrayList<Json>();
        for (var s : entries()) {
            var fields = new LinkedHashMap<String, Json>();
            fields.put("fn", Json.of(s.fn()));
            fields.put("ctx", Json.of(s.ctx().ctx()));
            fields.put("args", args(s));
            var ret = returns.get(s.frame());
            if (ret != null && ret.size() > 0) {
                fields.put("ret", ret.value(0) instanceof Boolean b ? Json.of(b ? 1 : 0) : json(ret.value(0)));
            }
            out.add(new Json.Obj(fields));
        }
        return Json.arr(out);
    }

    private static Json args(Step s) {
        var fields = new LinkedHashMap<String, Json>();
        for (var name : ARGS.getOrDefault(s.fn(), List.of())) {
            var v = s.values().get(name);
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
        for (var s : entries()) {
            var dio = s.world().io().at(1).dio();
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
        for (var s : entries()) {
            boolean completion = s.fn().equals("ext4_dio_write_end_io");
            if (!completion && !MAPPING.contains(s.fn())) {
                continue;
            }
            var mode = s.world().locks().at(World.I_RWSEM).mode();
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
        for (var s : entries()) {
            if (s.fn().equals("iomap_dio_complete")) {
                out.add(Json.of(Boolean.TRUE.equals(s.values().get("wait")) ? "waited" : switch (s.ctx()) {
                    case IRQ -> "inline";
                    case WORKER -> "worker";
                    default -> "in-submit";
                }));
            }
        }
        return Json.arr(out);
    }

    /// The values of i_disksize that a recording reads, each once while it stays.
    Json disksizes() {
        var out = new ArrayList<Json>();
        long last = -1;
        for (var s : entries()) {
            if (MAPPING.contains(s.fn()) || s.fn().equals("ext4_dio_write_end_io") || s.fn().equals("ext4_handle_inode_extension")) {
                long v = s.world().inode().iDisksize();
                if (v != last) {
                    out.add(Json.of(v));
                }
                last = v;
            }
        }
        return Json.arr(out);
    }
}
