package dioscope.app.session;

import dioscope.app.session.Field.Choice;
import dioscope.app.session.Field.Flag;
import dioscope.app.session.Field.Group;
import dioscope.app.session.Field.Lines;
import dioscope.app.session.Field.Typed;
import dioscope.model.scenario.Ask;
import dioscope.model.scenario.Decisions;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState.Encryption;
import dioscope.model.scenario.FileSystem.DataMode;
import dioscope.model.scenario.Request.Iovec;
import dioscope.model.scenario.Request.Memory;
import dioscope.model.scenario.Request.Op;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Request.Submission;
import dioscope.model.scenario.Request.SyncFlag;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.Call;
import dioscope.model.scenario.Scenario.ContentRun;
import dioscope.model.scenario.ScenarioRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Every input that can be edited, group by group. An edit keeps together what one thing says in two places: the length and the
/// iovecs, the size of the file and its contents.
public final class Fields {
    private Fields() {}

    /// All of them, in the order in which they are shown.
    public static List<Group> all() {
        return all(() -> 0);
    }

    /// @param call which call the fields of the request edit, 0 for the first
    public static List<Group> all(IntSupplier call) {
        return List.of(new Group("request", of(request(), call)), new Group("flags", of(flags(), call)), new Group("device", device()),
                new Group("file", file()),
                new Group("writeback", writeback()), new Group("journal", journal()), new Group("mount", mount()),
                new Group("faults", faults()),
                new Group("choices", choices()), new Group("asks", asks()));
    }

    private static List<Field> of(List<Field> fields, IntSupplier call) {
        return fields.stream().map(f -> f.path().equals("requests") ? f : CallList.of(f, call)).toList();
    }

    private static List<Field> request() {
        return List.of(
                new Choice("request.op", Arrays.stream(Op.values()).map(CallList::word).toList(), s -> s.request().op().ordinal(),
                        (s, i) -> operation(s, Op.values()[i])),
                open("request.o_direct", OpenFlag.O_DIRECT), size("request.offset"),
                new Typed("request.length", s -> Amounts.showSize(s.request().length()), (s, t) -> length(s, Amounts.size(t))),
                new Typed("request.buffer_address", s -> String.valueOf(first(s).baseMod4096()),
                        (s, t) -> address(s, Amounts.size(t))),
                new Typed("request.fill_byte", s -> Amounts.showByte(s.request().fill()),
                        (s, t) -> new Lens("request.fill").set(s, (long) Amounts.octet(t))),
                new Choice("request.open_flags", List.of("none", "O_DSYNC", "O_SYNC"), Fields::sync, Fields::sync), submission(),
                new Typed("request.task", s -> task(s.requests().getFirst().task()),
                        (s, t) -> call(s, c -> new Call(c.request(), c.startNanos(), task(t)))),
                new Typed("request.start_nanos", s -> Amounts.showNanos(s.requests().getFirst().startNanos()),
                        (s, t) -> call(s, c -> new Call(c.request(), Amounts.nanos(t), c.task()))));
    }

    private static List<Field> flags() {
        return List.of(open("request.o_append", OpenFlag.O_APPEND), rwf(Rwf.RWF_DSYNC), rwf(Rwf.RWF_SYNC), rwf(Rwf.RWF_NOWAIT),
                rwf(Rwf.RWF_HIPRI), rwf(Rwf.RWF_ATOMIC), rwf(Rwf.RWF_APPEND), rwf(Rwf.RWF_NOAPPEND), rwf(Rwf.RWF_DONTCACHE),
                syncFlag(SyncFlag.WAIT_BEFORE), syncFlag(SyncFlag.WRITE), syncFlag(SyncFlag.WAIT_AFTER), flag("request.vectored"),
                new Lines("request.iovecs", s -> summary(s.request().iovecs(), ""), s -> Runs.iovecs(s.request().iovecs()), Fields::iovecs),
                choice("request.buffer", List.of(Memory.PAGE, Memory.SCATTER, Memory.HUGE, Memory.ZEROPAGE)),
                new Lines("request.page_runs", s -> summary(s.request().pageRuns(), ""), s -> Runs.numbers(s.request().pageRuns()),
                        (s, t) -> new Lens("request.page_runs").set(s, Runs.numbers(t))),
                new Lines("requests", s -> s.requests().size() == 1 ? "" : String.valueOf(s.requests().size() - 1),
                        s -> Calls.show(s.requests()), (s, t) -> s.withRequests(Calls.parse(s.requests().getFirst(), s.requests(), t))));
    }

    private static List<Field> device() {
        var presets = DevicePreset.values();
        return List.of(
                new Choice("device", Arrays.stream(presets).map(DevicePreset::title).toList(),
                        s -> DevicePreset.of(s.device()).map(Enum::ordinal).orElse(-1), (s, i) -> s.withDevice(presets[i].spec())),
                flag("device.write_cache"), flag("device.fua"), count("device.logical_block_size"), count("device.physical_block_size"),
                mask("device.dma_alignment"), size("device.max_bytes"), count("device.max_segments"), size("device.max_segment_size"),
                mask("device.virt_boundary_mask"), count("device.queue_depth"), flag("device.io_poll"), flag("device.device_mapper"),
                atomic("unit_min"), atomic("unit_max"), atomic("max"), atomic("boundary"),
                new Typed("device.capacity_bytes",
                        s -> s.device().capacityBytes() < 0 ? "as needed" : Amounts.showSize(s.device().capacityBytes()),
                        (s, t) -> new Lens("device.capacity_bytes").set(s,
                                t.isBlank() || t.strip().equals("as needed") ? -1L : Amounts.size(t))),
                nanos("latency.read_nanos"), nanos("latency.write_nanos"),
                nanos("latency.flush_nanos"));
    }

    private static List<Field> file() {
        return List.of(count("fs.block_size"),
                new Typed("inode.i_size", s -> Amounts.showSize(s.inode().iSize()), (s, t) -> fileSize(s, Amounts.size(t))),
                size("inode.i_disksize"),
                new Lines("inode.extents", s -> summary(s.inode().extents(), "none"), s -> Runs.extents(s.inode().extents()),
                        (s, t) -> new Lens("inode.extents").set(s, Runs.extents(t))),
                new Lines("content_before", s -> summary(s.contentBefore(), "none"), s -> Runs.contents(s.contentBefore()),
                        (s, t) -> s.withContentBefore(Runs.contents(t))),
                new Lines("page_cache", Fields::cached, s -> Runs.pages(s.pageCache()), (s, t) -> s.withPageCache(Runs.pages(t))),
                flag("inode.extents_format"),
                flag("inode.inline"), flag("inode.may_inline_data"), flag("inode.journal_data"), flag("inode.sync"),
                choice("inode.encryption", List.of(Encryption.values())), flag("inode.verity"), flag("inode.nosec"),
                flag("inode.sync_tid_committed"), flag("inode.datasync_tid_committed"));
    }

    private static List<Field> writeback() {
        return List.of(size("writeback.dirty_background_bytes"), size("writeback.dirty_bytes"), nanos("writeback.interval_nanos"),
                nanos("writeback.expire_nanos"), nanos("pass_nanos"));
    }

    private static List<Field> journal() {
        return List.of(nanos("journal.commit_interval_nanos"), count("journal.blocks"),
                new Lines("journal", JournalWords::summary, JournalWords::show, JournalWords::parse));
    }

    private static List<Field> mount() {
        return List.of(new Flag("fs.journal", s -> s.fs().journal(), Fields::journal),
                choice("fs.data_mode", List.of(DataMode.ORDERED, DataMode.WRITEBACK, DataMode.JOURNAL)),
                flag("fs.data_err_abort"), flag("fs.barrier"), nolock("fs.delalloc"), nolock("fs.dioread_nolock"), flag("fs.orphan_file"),
                flag("fs.fast_commit"),
                flag("fs.inline_data"),
                new Flag("fs.bigalloc", s -> s.fs().bigalloc(), Fields::bigalloc), count("fs.cluster_size"), flag("fs.read_only"));
    }

    private static List<Field> faults() {
        return List.of(count("faults.fail_bio"),
                new Lines("faults.eio_file_ranges", s -> summary(s.faults().eioFileRanges(), ""),
                        s -> Runs.ranges(s.faults().eioFileRanges()),
                        (s, t) -> new Lens("faults.eio_file_ranges").set(s, Runs.ranges(t))),
                new Choice("faults.buffer", List.of("good", "unmapped", "unmapped from page 1 on"), s -> s.faults().buffer().ordinal(),
                        Fields::unmapped),
                new Typed("faults.free_bytes", s -> s.faults().freeBytes() < 0 ? "plenty" : Amounts.showSize(s.faults().freeBytes()),
                        (s, t) -> new Lens("faults.free_bytes").set(s, t.isBlank() || t.strip().equals("plenty") ? -1L : Amounts.size(t))),
                new Flag("faults.reserved_clusters", s -> s.faults().reserved(), (s, on) -> new Lens("faults.reserved").set(s, on)),
                choice("faults.shutdown_mode", List.of(Faults.Shutdown.values())), count("faults.short_pin"),
                new Typed("faults.short_copy", s -> s.faults().shortCopy() < 0 ? "none" : Amounts.showSize(s.faults().shortCopy()),
                        (s, t) -> new Lens("faults.short_copy").set(s, t.isBlank() || t.strip().equals("none") ? -1L : Amounts.size(t))),
                new Typed("faults.kill_nanos", s -> s.faults().killNanos() < 0 ? "never" : Amounts.showNanos(s.faults().killNanos()),
                        (s, t) -> new Lens("faults.kill_nanos").set(s, t.isBlank() || t.strip().equals("never") ? -1L : Amounts.nanos(t))),
                new Lines("faults.stuck_pages", s -> summary(s.faults().stuckPages(), ""), s -> Runs.longs(s.faults().stuckPages()),
                        (s, t) -> new Lens("faults.stuck_pages").set(s, Runs.longs(t))));
    }

    private static List<Field> choices() {
        return List.of(
                new Lines("decisions.completions", s -> summary(s.decisions().completions(), ""),
                        s -> Runs.numbers(s.decisions().completions()),
                        (s, t) -> s.withDecisions(new Decisions(Runs.numbers(t), null))),
                new Typed("decisions.seed", s -> s.decisions().seed() == null ? "none" : String.valueOf(s.decisions().seed()),
                        (s, t) -> s.withDecisions(t.isBlank() || t.strip().equals("none")
                                ? new Decisions(s.decisions().completions(), null)
                                : new Decisions(List.of(), Amounts.count(t)))));
    }

    /// What ext4 never asks for.
    private static List<Field> asks() {
        return Arrays.stream(Ask.values()).<Field>map(a -> new Flag("asks." + a.word(), s -> s.asks().contains(a), (s, on) -> {
            var next = new HashSet<>(s.asks());
            if (on) {
                next.add(a);
            } else {
                next.remove(a);
            }
            return s.withAsks(next);
        })).toList();
    }

    private static Field submission() {
        return choice("request.submission", List.of(Submission.values()));
    }

    private static Field atomic(String limit) {
        var lens = new Lens("device.atomic." + limit);
        return new Typed("device.atomic_write_" + limit, s -> Amounts.showSize(lens.number(s)), (s, t) -> lens.set(s, Amounts.size(t)));
    }

    /// Clusters of 16 blocks, as mkfs makes them by default; without the feature a cluster is a block.
    private static Scenario bigalloc(Scenario s, boolean on) {
        var next = new Lens("fs.bigalloc").set(s, on);
        int block = s.fs().blockSize();
        return new Lens("fs.cluster_size").set(next, on ? s.fs().bigalloc() ? s.fs().clusterSize() : 16 * block : block);
    }

    // ---- kinds

    private static Field size(String path) {
        return number(path, v -> v, Amounts::showSize, Amounts::size, v -> v);
    }

    private static Field count(String path) {
        return number(path, v -> v, String::valueOf, Amounts::size, v -> v);
    }

    private static Field nanos(String path) {
        return number(path, v -> v, Amounts::showNanos, Amounts::nanos, v -> v);
    }

    /// A mask of address bits, shown as the alignment it asks for.
    private static Field mask(String path) {
        return number(path, v -> v == 0 ? 0 : v + 1, String::valueOf, Amounts::size, v -> v == 0 ? 0 : v - 1);
    }

    private static Field number(String path, Function<Long, Long> out, LongFunction<String> show, ToLongFunction<String> parse,
            Function<Long, Long> in) {
        var lens = new Lens(path);
        return new Typed(path, s -> show.apply(out.apply(lens.number(s))), (s, t) -> lens.set(s, in.apply(parse.applyAsLong(t))));
    }

    private static Field flag(String path) {
        var lens = new Lens(path);
        return new Flag(path, s -> (boolean) lens.get(s), lens::set);
    }

    private static <E extends Enum<E>> Field choice(String path, List<E> options) {
        var lens = new Lens(path);
        return new Choice(path, options.stream().map(Runs::word).toList(), s -> options.indexOf(lens.get(s)),
                (s, i) -> lens.set(s, options.get(i)));
    }

    // ---- what belongs together

    private static Scenario length(Scenario s, long length) {
        if (length == s.request().length()) {
            return s;
        }
        var vectors = new ArrayList<>(s.request().iovecs().isEmpty() ? List.of(first(s)) : s.request().iovecs());
        long others = vectors.stream().limit(vectors.size() - 1L).mapToLong(Iovec::len).sum();
        var last = vectors.removeLast();
        if (length > others) {
            vectors.add(new Iovec(last.baseMod4096(), length - others));
        } else {
            vectors.clear();
            vectors.add(new Iovec(first(s).baseMod4096(), length));
        }
        return vectors(s, vectors, length);
    }

    private static Scenario iovecs(Scenario s, String text) {
        var vectors = Runs.iovecs(text);
        if (vectors.isEmpty()) {
            throw new IllegalArgumentException("must have at least one line: address-modulo-4096 length");
        }
        return vectors(s, vectors, vectors.stream().mapToLong(Iovec::len).sum());
    }

    private static Scenario vectors(Scenario s, List<Iovec> vectors, long length) {
        var next = new Lens("request.length").set(new Lens("request.iovecs").set(s, List.copyOf(vectors)), length);
        next = new Lens("request.page_runs").set(next, List.of());
        return vectors.size() > 1 ? new Lens("request.vectored").set(next, true) : next;
    }

    private static Scenario address(Scenario s, long base) {
        if (s.request().iovecs().isEmpty()) {
            return s;
        }
        var vectors = new ArrayList<>(s.request().iovecs());
        vectors.set(0, new Iovec(Math.toIntExact(base), vectors.getFirst().len()));
        return vectors(s, vectors, s.request().length());
    }

    private static int sync(Scenario s) {
        var flags = s.request().openFlags();
        return flags.contains(OpenFlag.O_SYNC) ? 2 : flags.contains(OpenFlag.O_DSYNC) ? 1 : 0;
    }

    private static Scenario sync(Scenario s, int choice) {
        var flags = new ArrayList<>(s.request().openFlags());
        flags.removeAll(List.of(OpenFlag.O_DSYNC, OpenFlag.O_SYNC));
        if (choice > 0) {
            flags.add(choice == 1 ? OpenFlag.O_DSYNC : OpenFlag.O_SYNC);
        }
        return new Lens("request.open_flags").set(s, sorted(flags));
    }

    private static Field open(String path, OpenFlag flag) {
        return new Flag(path, s -> s.request().openFlags().contains(flag),
                (s, on) -> new Lens("request.open_flags").set(s, toggled(s.request().openFlags(), flag, on)));
    }

    /// What moves bytes has a buffer.
    private static Scenario operation(Scenario s, Op op) {
        var next = new Lens("request.op").set(s, op);
        boolean bare = (op == Op.WRITE || op == Op.READ) && s.request().iovecs().isEmpty();
        return bare ? new Lens("request.iovecs").set(next, List.of(new Iovec(0, s.request().length()))) : next;
    }

    /// The first segment of the buffer; one of no bytes where the call has none.
    private static Iovec first(Scenario s) {
        return s.request().iovecs().isEmpty() ? new Iovec(0, 0) : s.request().iovecs().getFirst();
    }

    private static Scenario call(Scenario s, UnaryOperator<Call> change) {
        var all = new ArrayList<>(s.requests());
        all.set(0, change.apply(all.getFirst()));
        return s.withRequests(all);
    }

    private static String task(int number) {
        return number == 0 ? "its own" : String.valueOf(number);
    }

    private static int task(String typed) {
        return typed.isBlank() || typed.strip().equals(task(0)) ? 0 : Math.toIntExact(Amounts.count(typed));
    }

    private static Field rwf(Rwf flag) {
        return new Flag("request.rwf." + flag, s -> s.request().rwf().contains(flag),
                (s, on) -> new Lens("request.rwf").set(s, toggled(s.request().rwf(), flag, on)));
    }

    private static Field syncFlag(SyncFlag flag) {
        return new Flag("request.sync_flags." + flag, s -> s.request().syncFlags().contains(flag),
                (s, on) -> new Lens("request.sync_flags").set(s, toggled(s.request().syncFlags(), flag, on)));
    }

    private static <E extends Enum<E>> List<E> toggled(List<E> flags, E flag, boolean on) {
        var next = new ArrayList<>(flags);
        next.remove(flag);
        if (on) {
            next.add(flag);
        }
        return sorted(next);
    }

    private static <E extends Enum<E>> List<E> sorted(List<E> flags) {
        return flags.stream().sorted().toList();
    }

    /// The contents of the file end where the file ends; i_disksize follows where it was the same.
    private static Scenario fileSize(Scenario s, long size) {
        var content = new ArrayList<ContentRun>();
        long end = 0;
        for (var run : s.contentBefore()) {
            if (run.offset() < size) {
                content.add(new ContentRun(run.offset(), Math.min(run.length(), size - run.offset()), run.value()));
                end = run.offset() + content.getLast().length();
            }
        }
        if (end < size) {
            content.add(new ContentRun(end, size - end, 0));
        }
        boolean together = s.inode().iDisksize() == s.inode().iSize();
        var next = new Lens("inode.i_size").set(s.withContentBefore(List.copyOf(content)), size);
        return together ? new Lens("inode.i_disksize").set(next, size) : next;
    }

    private static Scenario journal(Scenario s, boolean on) {
        var next = new Lens("fs.journal").set(s, on);
        return on == s.fs().journal() ? s : new Lens("fs.data_mode").set(next, on ? DataMode.ORDERED : DataMode.NONE);
    }

    private static Field nolock(String path) {
        var lens = new Lens(path);
        return new Flag(path, s -> (boolean) lens.get(s), (s, on) -> {
            var next = lens.set(s, on);
            var fs = next.fs();
            return new Lens("fs.dioread_nolock_effective").set(next, ScenarioRules.dioreadNolockEffective(fs.dioreadNolock(), fs.delalloc(),
                    fs.dataMode(), next.inode().extentsFormat(), next.inode().journalData()));
        });
    }

    private static Scenario unmapped(Scenario s, int choice) {
        var buffer = Faults.Buffer.values()[choice];
        var memory = switch (buffer) {
            case GOOD -> s.faults().buffer() == Faults.Buffer.GOOD ? s.request().buffer() : Memory.PAGE;
            case BAD -> Memory.BAD;
            case BAD_FROM_PAGE_1 -> Memory.BADTAIL;
        };
        return new Lens("request.buffer").set(new Lens("faults.buffer").set(s, buffer), memory);
    }

    private static String summary(List<?> items, String none) {
        return items.isEmpty() ? none : String.valueOf(items.size());
    }

    private static String cached(Scenario s) {
        long pages = s.pageCache().stream().mapToLong(Scenario.PageRun::pages).sum();
        return pages == 0 ? "" : String.valueOf(pages);
    }

    /// Which field a problem belongs to: the one with the longest path the problem's path begins with; -1 for none.
    public static int owner(List<Field> fields, String problemPath) {
        return IntStream.range(0, fields.size()).filter(i -> {
            var path = fields.get(i).path();
            return problemPath.startsWith(path)
                    && (problemPath.length() == path.length() || ".[".indexOf(problemPath.charAt(path.length())) >= 0);
        }).boxed().max((a, b) -> fields.get(a).path().length() - fields.get(b).path().length()).orElse(-1);
    }
}
