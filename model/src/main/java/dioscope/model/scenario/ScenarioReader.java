package dioscope.model.scenario;

import dioscope.model.profile.Feature;
import dioscope.model.profile.Profile;
import dioscope.model.scenario.Faults.Shutdown;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileSystem.DataMode;
import dioscope.model.scenario.Request.Op;
import dioscope.model.scenario.Scenario.ContentRun;
import dioscope.model.scenario.Scenario.PageRun;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes a [Scenario] of the parsed text, field by field, with the defaults that `assets/schema/scenario.schema.json` documents.
final class ScenarioReader {
    /// Where a file's blocks lie when the scenario does not say: this far behind their place in the file.
    static final long FIRST_PHYSICAL = 8 << 20;
    private static final long DEFAULT_SIZE = 65536;
    private static final long DEFAULT_LENGTH = 4096;
    /// What one call can move at most, and a page more for a buffer that begins inside one.
    private static final int MOST_PAGES = 0x7ffff + 1;

    private static final int PAGE = 4096;
    private static final long SLOW = 1_000_000;

    private ScenarioReader() {
    }

    /// @param kernel the kernel to run on, null for the one the file names
    static Scenario read(JsonPart root, @Nullable Profile kernel) {
        var fsPart = root.in("fs");
        var inodePart = root.in("inode");
        var profile = kernel == null ? kernel(root.in("kernel")) : kernel;
        var fs = fileSystem(fsPart, inodePart, profile);
        var history = new History(texts(root.in("setup").in("steps")).stream().map(History.Step::of).toList());
        var inode = inode(inodePart, fs, history);
        var requests = requests(root);
        var device = root.in("device");
        return new Scenario(root.in("title").text(root.in("case").text("")),
                root.in("question").text(root.in("description").text("")),
                root.in("watch").elements().orElse(List.of()).stream().map(p -> p.text("")).toList(),
                profile, fs, inode,
                root.in("page_cache").elements().orElse(List.of()).stream().map(ScenarioReader::pages).toList(),
                device(device), faults(root.in("faults"), requests.getFirst().request()), requests,
                content(root.in("content_before"), inode), latency(root.in("latency"), device), decisions(root.in("decisions")),
                asks(root.in("asks")), writeback(root.in("writeback")), root.in("pass_nanos").size(0),
                journal(root.in("journal"), inodePart, inode, fs),
                history, FilmJson.read(root.in("film")));
    }

    /// One `request`, or `requests`, of which the first is it.
    private static List<Scenario.Call> requests(JsonPart root) {
        var fault = root.in("faults").in("buffer");
        var told = root.in("requests").elements().orElse(List.of());
        if (told.isEmpty()) {
            if (root.in("requests").present())
                root.in("requests").wrong("must have at least one request, or be left out for request", "null");
            return List.of(new Scenario.Call(request(root.in("request"), fault), root.in("request").in("start_nanos").size(0),
                    root.in("request").in("task").smallSize(0)));
        }
        if (root.in("request").present()) root.in("request").wrong("must be left out where requests is told", "null");
        var calls = new ArrayList<Scenario.Call>();
        for (var p : told) {
            calls.add(new Scenario.Call(request(p, calls.isEmpty() ? fault : p.in("no field")), p.in("start_nanos").size(0),
                    p.in("task").smallSize(0)));
        }
        return calls;
    }

    private static Decisions decisions(JsonPart p) {
        var order = p.in("completions").elements().orElse(List.of()).stream().map(v -> v.smallSize(1)).toList();
        return new Decisions(order, p.in("seed").present() ? p.in("seed").size(0) : null);
    }

    /// What a recording says of the last direct or undelayed write before its call: where it was.
    private static final Pattern ALLOCATED = Pattern.compile("d?write (\\d+) (\\d+)\\b.*: .*\\ballocat.*");

    private static JournalState journal(JsonPart p, JsonPart inodePart, FileState inode, FileSystem fs) {
        var d = JournalState.DEFAULT;
        int committed = p.in("committed_tid").smallSize(d.committedTid());
        var finished = p.in("checkpoint").elements().orElse(List.of()).stream()
                .map(f -> new JournalState.Finished(f.in("tid").smallSize(committed), texts(f.in("metadata")))).toList();
        var told = new JournalState(p.in("commit_interval_nanos").size(d.commitIntervalNanos()), committed, p.isNull("running"), null,
                finished, p.in("blocks").smallSize(d.blocks()));
        var r = p.in("running");
        if (r.present()) {
            var metadata = r.in("metadata").present() ? texts(r.in("metadata")) : List.of("inode");
            return told.withRunning(new JournalState.Running(r.in("tid").smallSize(committed + 1), metadata,
                    r.in("ordered").present() ? range(r.in("ordered")) : null, r.in("age_nanos").size(0)));
        }
        if (p.isNull("running") || inode.datasyncTidCommitted() || fs.dataMode() != DataMode.ORDERED) return told;
        for (var reason : inodePart.in("tid_reason").elements().orElse(List.of())) {
            var m = ALLOCATED.matcher(reason.text(""));
            var ordered = m.matches() ? allocated(inode, Long.parseLong(m.group(1)), Long.parseLong(m.group(2))) : null;
            if (ordered != null) return told.withRunning(new JournalState.Running(committed + 1, List.of("inode"), ordered, 0));
        }
        return told;
    }

    /// The blocks of a write that are written since they were allocated: those that lie between unwritten ones, each where the other ends, were converted.
    private static Faults.@Nullable Range allocated(FileState inode, long offset, long length) {
        for (var e : inode.extents()) {
            long from = Math.max(offset, e.logical());
            long to = Math.min(offset + length, e.logical() + e.length());
            if (e.state() != ExtentRun.State.WRITTEN || from >= to) continue;
            boolean converted = inode.extents().stream().anyMatch(u -> u.state() == ExtentRun.State.UNWRITTEN
                    && (u.logical() + u.length() == e.logical() || e.logical() + e.length() == u.logical())
                    && u.physical() - u.logical() == e.physical() - e.logical());
            if (!converted) return new Faults.Range(from, to - from);
        }
        return null;
    }

    private static List<String> texts(JsonPart p) {
        return p.elements().orElse(List.of()).stream().map(t -> t.text("")).toList();
    }

    private static Writeback writeback(JsonPart p) {
        var d = Writeback.DEFAULT;
        return new Writeback(p.in("dirty_background_bytes").size(d.dirtyBackgroundBytes()), p.in("dirty_bytes").size(d.dirtyBytes()),
                p.in("interval_nanos").size(d.intervalNanos()), p.in("expire_nanos").size(d.expireNanos()));
    }

    private static Set<Ask> asks(JsonPart p) {
        var asks = EnumSet.noneOf(Ask.class);
        for (var a : p.elements().orElse(List.of())) asks.add(a.choice(Ask.SHARED, Ask::word));
        return asks;
    }

    private static Profile kernel(JsonPart p) {
        return p.choice(Profile.V6_12, Profile.ALL, Profile::name);
    }

    private static FileSystem fileSystem(JsonPart p, JsonPart inode, Profile kernel) {
        var d = p.in("mount_options").elements().orElse(List.of()).stream().map(o -> o.text(""))
                .reduce(FileSystem.DEFAULT, FileSystem::mountedWith, (_, b) -> b);
        int blockSize = p.in("block_size").smallSize(d.blockSize());
        boolean journal = p.in("journal").flag(!p.isNull("data_mode"));
        var mode = p.in("data_mode").choice(journal && !p.isNull("data_mode") ? d.dataMode() : DataMode.NONE, Words::dataMode);
        boolean extents = p.in("extents").flag(d.extents());
        boolean delalloc = p.in("delalloc").flag(d.delalloc() && mode != DataMode.JOURNAL);
        boolean usual = mode != DataMode.JOURNAL && (blockSize >= PAGE || kernel.has(Feature.DIOREAD_NOLOCK_WITH_SMALL_BLOCKS));
        boolean nolock = p.in("dioread_nolock").flag(d.dioreadNolock() && usual);
        boolean effective = ScenarioRules.dioreadNolockEffective(nolock, delalloc, mode, inode.in("extents_format").flag(extents),
                inode.in("journal_data_flag").flag(false));
        if (p.in("page_size").size(4096) != 4096) p.in("page_size").wrong("other page sizes than 4096 are not modelled", "4096");
        if (p.in("dax").flag(false)) p.in("dax").wrong("DAX is not modelled", "false");
        var fs = new FileSystem(blockSize, p.in("cluster_size").smallSize(blockSize), extents, p.in("inline_data").flag(d.inlineData()),
                p.in("bigalloc").flag(d.bigalloc()), journal, p.in("fast_commit").flag(d.fastCommit()),
                p.in("orphan_file").flag(d.orphanFile()), mode, p.in("barrier").flag(d.barrier()), delalloc, nolock,
                p.in("dioread_nolock_effective").flag(effective), p.in("read_only").flag(d.readOnly()),
                p.in("data_err_abort").flag(d.dataErrAbort()));
        for (var o : p.in("mount_options").elements().orElse(List.of())) {
            if (!fs.mountedWith(o.text("")).equals(fs)) o.wrong("must agree with the other fields of fs", "none");
        }
        return fs;
    }

    private static FileState inode(JsonPart p, FileSystem fs, History history) {
        var told = p.in("extents").elements();
        var extents = told.orElse(List.of()).stream().map(ScenarioReader::extent).toList();
        if (told.isEmpty()) {
            long blocks = Math.ceilDiv(p.in("i_size").size(DEFAULT_SIZE), 4096L) * 4096;
            extents = blocks <= 0 ? List.of() : List.of(new ExtentRun(0, FIRST_PHYSICAL, blocks, ExtentRun.State.WRITTEN));
        }
        long end = extents.isEmpty() ? 0 : extents.getLast().logical() + extents.getLast().length();
        long iSize = p.in("i_size").size(end);
        boolean inline = p.in("inline").flag(false);
        long disksize = p.in("i_disksize").size(iSize);
        if (history.steps().stream().anyMatch(t -> t.kind() == History.Kind.TRUNCATE)) {
            disksize = Math.min(disksize, iSize); // recordings tell what it was before the truncate
        }
        return new FileState(iSize, disksize, extents, p.in("extents_format").flag(fs.extents()), inline,
                p.in("may_inline_data").flag(inline), p.in("journal_data_flag").flag(false), p.in("nosec").flag(true),
                p.in("sync_tid_committed").flag(true), p.in("datasync_tid_committed").flag(true), treeBlocks(p, fs, extents),
                p.in("encrypted").choice(FileState.Encryption.NO, Words::encryption), p.in("verity").flag(false),
                p.in("sync_flag").flag(false));
    }

    /// What i_blocks counts beyond the file's own blocks: those of its extent tree.
    private static int treeBlocks(JsonPart p, FileSystem fs, List<ExtentRun> extents) {
        long told = p.in("i_blocks_512").size(-1);
        if (told < 0) return extents.size() <= 4 ? 0 : -1;
        long bytes = told * 512;
        for (var e : extents) {
            bytes -= e.state() == ExtentRun.State.INLINE ? 0 : Math.ceilDiv(e.length(), (long) fs.blockSize()) * fs.blockSize();
        }
        return bytes < 0 ? -1 : (int) (bytes / fs.blockSize());
    }

    private static ExtentRun extent(JsonPart p) {
        var state = p.in("state").choice(ExtentRun.State.WRITTEN, Words::extent);
        long logical = p.in("logical").size(0);
        boolean placed = state == ExtentRun.State.WRITTEN || state == ExtentRun.State.UNWRITTEN;
        long physical = p.in("physical").size(placed ? FIRST_PHYSICAL + logical : -1);
        return new ExtentRun(logical, physical, p.in("length").size(0), state);
    }

    private static PageRun pages(JsonPart p) {
        return new PageRun(p.in("page").size(0), p.in("pages").smallSize(1), p.in("state").choice(PageRun.State.CLEAN, Words::page),
                p.in("mapped").choice(PageRun.Mapped.NONE, Words::mapped));
    }

    private static DeviceSpec device(JsonPart p) {
        var preset = p.in("preset").choice(DevicePreset.NVME_FUA, DevicePreset::word);
        var d = preset.spec();
        if (p.in("preset").present() && d.fua() && !p.in("write_cache").flag(true) && !p.in("fua").present()) {
            p.in("write_cache").wrong("must not be false with the preset " + preset.word() + ", which requires FUA, and FUA a write cache",
                    "true");
        }
        int logical = p.in("logical_block_size").smallSize(d.logicalBlockSize());
        return new DeviceSpec(logical, p.in("physical_block_size").smallSize(Math.max(logical, d.physicalBlockSize())),
                p.in("write_cache").flag(d.writeCache()), p.in("fua").flag(d.fua()), p.in("max_bytes").size(d.maxBytes()),
                p.in("max_segments").smallSize(d.maxSegments()), p.in("max_segment_size").size(d.maxSegmentSize()),
                p.in("dma_alignment").smallSize(d.dmaAlignment()), p.in("virt_boundary_mask").size(d.virtBoundaryMask()),
                p.in("io_poll").flag(d.ioPoll()), p.in("device_mapper").flag(d.deviceMapper()),
                p.in("queue_depth").smallSize(d.queueDepth()), atomic(p, d.atomic()), p.in("capacity_bytes").size(-1));
    }

    private static DeviceSpec.Atomic atomic(JsonPart p, DeviceSpec.Atomic d) {
        return new DeviceSpec.Atomic(p.in("atomic_write_unit_min").size(d.unitMin()), p.in("atomic_write_unit_max").size(d.unitMax()),
                p.in("atomic_write_max").size(d.max()), p.in("atomic_write_boundary").size(d.boundary()));
    }

    private static Faults faults(JsonPart p, Request request) {
        var ranges = p.in("eio_file_ranges").elements().orElse(List.of()).stream().map(ScenarioReader::range).toList();
        return new Faults(ranges, p.in("fail_bio").smallSize(0), p.in("free_bytes").size(-1), reserved(p.in("reserved_clusters")),
                shutdown(p), p.in("buffer").choice(RequestRules.bufferOf(request.buffer()), Words::buffer),
                p.in("short_pin").smallSize(0), p.in("short_copy").size(-1), p.in("kill_nanos").size(-1),
                p.in("stuck_pages").elements().orElse(List.of()).stream().map(v -> v.size(0)).toList());
    }

    /// The mode in words, else by the flag of the ioctl, else whether at all.
    private static Shutdown shutdown(JsonPart p) {
        var flags = p.in("shutdown_flags");
        var told = switch (flags.smallSize(-1)) {
            case 0 -> Shutdown.DEFAULT;
            case 1 -> Shutdown.LOG_FLUSH;
            case 2 -> Shutdown.NO_LOG_FLUSH;
            default -> flags.present() || p.in("shutdown").flag(false) ? Shutdown.NO_LOG_FLUSH : Shutdown.NONE;
        };
        var mode = p.in("shutdown_mode").choice(told, Words::shutdown);
        if (flags.present() && (flags.smallSize(-1) < 0 || flags.smallSize(-1) > 2)) flags.wrong("must be 0, 1 or 2", "2");
        else if (flags.present() && mode != told) p.in("shutdown_mode").wrong("must agree with shutdown_flags", Words.shutdown(told));
        if (p.in("shutdown").present() && p.in("shutdown").flag(false) != (mode != Shutdown.NONE)) {
            p.in("shutdown").wrong("must agree with shutdown_mode", Boolean.toString(mode != Shutdown.NONE));
        }
        return mode;
    }

    /// What the memory is when only the fault is told.
    private static Request.Memory memoryOf(Faults.Buffer buffer) {
        return switch (buffer) {
            case GOOD -> Request.Memory.PAGE;
            case BAD -> Request.Memory.BAD;
            case BAD_FROM_PAGE_1 -> Request.Memory.BADTAIL;
        };
    }

    /// Recordings tell the reserve in words, or 0 where it was switched off.
    private static boolean reserved(JsonPart p) {
        return !p.present() || !p.isInteger() || p.size(1) != 0;
    }

    private static Faults.Range range(JsonPart p) {
        var pair = p.elements().orElse(List.of());
        if (pair.size() == 2) return new Faults.Range(pair.get(0).size(0), pair.get(1).size(0));
        p.wrong("must be [offset, length]", "[0, 4096]");
        return new Faults.Range(0, 0);
    }

    private static Request request(JsonPart p, JsonPart fault) {
        var op = p.in("op").choice(Op.WRITE, Words::op);
        var iovecs = p.in("iovecs").elements().orElse(List.of()).stream()
                .map(v -> new Request.Iovec(v.in("base_mod_4096").smallSize(0), v.in("len").size(0))).toList();
        long sum = iovecs.stream().mapToLong(Request.Iovec::len).sum();
        boolean transfers = op == Op.WRITE || op == Op.READ;
        long length = p.in("length").size(p.in("iovecs").present() ? sum : transfers ? DEFAULT_LENGTH : 0);
        if (!p.in("iovecs").present() && transfers) {
            iovecs = List.of(new Request.Iovec(p.in("base_mod_4096").smallSize(0), length));
        }
        var openFlags = new ArrayList<Request.OpenFlag>();
        for (var f : p.in("open_flags").elements().orElse(List.of())) openFlags.add(f.choice(Request.OpenFlag.O_DIRECT, Enum::name));
        if (!p.in("open_flags").present()) openFlags.add(Request.OpenFlag.O_DIRECT);
        var rwf = p.in("rwf").elements().orElse(List.of()).stream().map(f -> f.choice(Request.Rwf.RWF_DSYNC, Enum::name)).toList();
        var told = p.in("sync_flags").elements();
        var sync = told.map(l -> l.stream().map(f -> f.choice(Request.SyncFlag.WRITE, Words::syncFlag)).toList())
                .orElse(Request.WRITE_AND_WAIT);
        var memory = p.in("buffer").choice(memoryOf(fault.choice(Faults.Buffer.GOOD, Words::buffer)), Words::memory);
        boolean usual = !p.in("page_runs").present() && !p.isNull("page_runs") && iovecs.size() == 1 && length <= MOST_PAGES * 4096L;
        var runs = usual ? PageRuns.of(memory, iovecs.getFirst()) : runs(p.in("page_runs"));
        return new Request(op, p.in("offset").size(0), length, iovecs, p.in("vectored_call").flag(iovecs.size() > 1), memory, runs,
                List.copyOf(openFlags), rwf, p.in("submission").choice(Request.Submission.SYNC, Words::submission),
                p.in("fill_byte").octet(0xab), sync);
    }

    private static List<Integer> runs(JsonPart p) {
        if (!p.in("pages").present()) return List.of();
        var first = p.in("first_run_lengths").elements().orElse(List.of()).stream().map(v -> v.smallSize(1)).toList();
        long pages = p.in("pages").size(0);
        int runs = p.in("runs").smallSize(first.size());
        if (runs < first.size() || runs > pages || pages > MOST_PAGES) {
            p.wrong("must have no more runs than pages, at most " + MOST_PAGES + " pages, and no more first_run_lengths than runs", "null");
            return List.of();
        }
        return PageRuns.expand(pages, runs, first);
    }

    private static List<ContentRun> content(JsonPart p, FileState inode) {
        if (!p.present()) return contentOf(inode);
        var runs = new ArrayList<ContentRun>();
        for (var run : p.elements().orElse(List.of())) {
            var triple = run.elements().orElse(List.of());
            if (triple.size() == 3) {
                runs.add(new ContentRun(triple.get(0).size(0), triple.get(1).size(0), triple.get(2).octet(0)));
            } else {
                run.wrong("must be [offset, length, byte]", "[0, 4096, \"11\"]");
            }
        }
        return List.copyOf(runs);
    }

    /// What an application reads when the scenario does not say: 0x11 where blocks are written, else zeros.
    static List<ContentRun> contentOf(FileState inode) {
        var runs = new ArrayList<ContentRun>();
        long at = 0;
        for (var e : inode.extents()) {
            if (e.state() == ExtentRun.State.UNWRITTEN) continue;
            at = append(runs, at, Math.min(e.logical(), inode.iSize()), 0x00);
            at = append(runs, at, Math.min(e.logical() + e.length(), inode.iSize()), 0x11);
        }
        append(runs, at, inode.iSize(), 0x00);
        return List.copyOf(runs);
    }

    private static long append(List<ContentRun> runs, long from, long to, int value) {
        if (to <= from) return from;
        var last = runs.isEmpty() ? null : runs.getLast();
        if (last != null && last.value() == value) {
            runs.set(runs.size() - 1, new ContentRun(last.offset(), to - last.offset(), value));
        } else {
            runs.add(new ContentRun(from, to - from, value));
        }
        return to;
    }

    /// A device of which a recording knows that it never answers before the submitter is done takes a millisecond for everything.
    private static Scenario.Latency latency(JsonPart p, JsonPart device) {
        boolean slow = device.in("completes_before_submit_returns").text("").equals("no");
        var d = slow ? new Scenario.Latency(SLOW, SLOW, SLOW) : Scenario.Latency.DEFAULT;
        return new Scenario.Latency(p.in("read_nanos").size(d.readNanos()), p.in("write_nanos").size(d.writeNanos()),
                p.in("flush_nanos").size(d.flushNanos()));
    }
}
