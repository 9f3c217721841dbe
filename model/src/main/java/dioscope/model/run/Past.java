package dioscope.model.run;

import dioscope.model.engine.Bounds;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.History;
import dioscope.model.scenario.History.Kind;
import dioscope.model.scenario.History.Step;
import dioscope.model.scenario.JournalState;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import dioscope.model.state.Bh;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Disk;
import dioscope.model.state.ExtentStatus.Status;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.FileRa;
import dioscope.model.state.Io;
import dioscope.model.state.Journal;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Page;
import dioscope.model.state.PageCache;
import dioscope.model.state.World;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a scenario's history has left that its other fields do not tell. The last steps of the history are run on the scenario's own kernel, from the last
/// state that is known well enough: the first of the states without dirty pages from which only calls follow that are modelled. Where that ends in
/// the state that the fields tell, its cached pages, running transaction and dirty inode are taken over; else the fields count alone.
final class Past {
    private static final int PAGE = 4096;
    /// Where blocks are taken to lie that are freed later, device bytes.
    private static final long FREED = 1L << 36;
    /// The steps read through a file opened with O_NOATIME: as if it had been read later than any change.
    private static final long NOATIME = Long.MAX_VALUE;
    /// The most bytes of one call.
    private static final long CALL = 1 << 20;
    /// What a sync is taken to last: more than a tick of the clock that mtime is taken from.
    private static final long SYNC_NANOS = 10_000_000;
    /// EXT_MAX_BLOCKS. fs/ext4/ext4_extents.h
    private static final long MAX_BLOCKS = 0xFFFF_FFFFL;
    /// What an inode has room for, bytes.
    private static final int MOST_INLINE = 128;
    private static final Set<Kind> CALLS = EnumSet.of(Kind.WRITE, Kind.DIRECT_WRITE, Kind.READ, Kind.TRUNCATE, Kind.SYNC, Kind.SYNCED,
            Kind.MMAP_WRITE, Kind.MMAP_READ);
    private static final Set<Kind> METADATA = EnumSet.of(Kind.FALLOCATE, Kind.FALLOCATE_KEEP, Kind.PUNCH, Kind.ZERO_RANGE,
            Kind.DIRECT_WRITE, Kind.READ, Kind.MMAP_READ, Kind.OTHER);
    private static final Set<Kind> BLOCKS = EnumSet.of(Kind.TRUNCATE, Kind.FALLOCATE, Kind.FALLOCATE_KEEP, Kind.PUNCH, Kind.ZERO_RANGE);
    private static final Set<Kind> CLEAN = EnumSet.of(Kind.SYNC, Kind.SYNCED, Kind.DROP);

    private final Scenario s;
    private final World told;
    private final List<Step> steps;
    private final int block;

    private Past(Scenario s, World told) {
        this.s = s;
        this.told = told;
        this.steps = s.history().steps();
        this.block = s.fs().blockSize();
    }

    /// `s` with the file's last transaction not committed, where one of the steps since all was synced changed its blocks or its size; i_disksize
    /// follows at once. The fields know only of writes.
    static Scenario changed(Scenario s) {
        var steps = s.history().steps();
        boolean changed = false;
        var i = s.inode();
        long disksize = i.iDisksize();
        for (var t : steps.subList(1 + steps.stream().map(Step::kind).toList().lastIndexOf(Kind.SYNCED), steps.size())) {
            if (BLOCKS.contains(t.kind())) {
                changed = true;
                disksize = t.kind() == Kind.TRUNCATE ? t.offset() : t.kind() == Kind.FALLOCATE ? Math.max(disksize, t.end()) : disksize;
            } else if (CLEAN.contains(t.kind())) {
                changed = false;
            }
        }
        if (!changed || !s.fs().journal() || steps.stream().noneMatch(t -> t.kind() == Kind.SYNCED)) {
            return s;
        }
        return s.withInode(new FileState(i.iSize(), Math.min(i.iSize(), disksize), i.extents(), i.extentsFormat(), i.inline(),
                i.mayInlineData(), i.journalData(), i.nosec(), false, false, i.treeBlocks(), i.encryption(), i.verity(), i.sync()))
                .withHistory(s.history());
    }

    /// Whether a truncation of the history has given blocks back.
    static boolean freed(Scenario s) {
        var file = new FileOnPaper(s.fs().blockSize());
        s.history().steps().forEach(file::apply);
        return file.freed();
    }

    /// `told`, which comes from the fields, with what the history adds.
    static World of(Scenario s, World told) {
        if (s.history().steps().isEmpty() || s.faults().shutdown()) {
            return told;
        }
        var past = new Past(s, told);
        var known = told.withFs(told.fs().withGroupNext(past.groupNext())).withStatus(past.status()).withJournal(past.tracked());
        past = new Past(s, known);
        for (int from : past.starts()) {
            var w = past.from(from);
            if (w != null) {
                return w;
            }
        }
        return known;
    }

    /// Where the locality group goes on: behind all it has given to the file, blocks that were freed again among them; it does not turn back. What was
    /// allocated together lies in a row. fs/ext4/mballoc.c, ext4_mb_use_group_pa, 6.12
    private long groupNext() {
        long next = told.fs().groupNext();
        var file = new FileOnPaper(block);
        int synced = steps.stream().map(Step::kind).toList().lastIndexOf(Kind.SYNCED);
        steps.subList(0, synced < 0 ? steps.size() : synced).forEach(file::apply);
        file.apply(Step.of("sync"));
        long at = -1;
        for (var c : file.chunks()) {
            long first = at;
            for (long b = c.first(); b < c.end(); b++) {
                var x = told.extents().floor(b);
                if (x != null && b < x.value().end()) {
                    first = x.value().pblk() + c.first() - x.value().lblk();
                }
            }
            at = first < 0 ? -1 : first + c.end() - c.first();
            next = next < 0 ? next : Math.max(next, at);
        }
        return next;
    }

    /// The status of every block: who notes a file's extents with FIEMAP has all of it looked up. fs/ext4/extents.c, ext4_fiemap and
    /// ext4_ext_determine_insert_hole, 6.12
    private OrdMap<ExtentStatus> status() {
        var status = told.status();
        if (!s.inode().extentsFormat() || s.inode().inline()) {
            return status;
        }
        long at = 0;
        for (var e : told.status()) {
            if (at < e.key()) {
                status = status.put(at, new ExtentStatus(at, e.key() - at, 0, Status.HOLE));
            }
            at = e.value().end();
        }
        return at < MAX_BLOCKS ? status.put(at, new ExtentStatus(at, MAX_BLOCKS - at, 0, Status.HOLE)) : status;
    }

    /// The journal with what a fast commit must say of blocks that were given up or made unasked since all was synced. fs/ext4/inode.c, ext4_punch_hole,
    /// which counts the block behind the hole, and ext4_map_blocks, 6.12
    private Journal tracked() {
        int synced = steps.stream().map(Step::kind).toList().lastIndexOf(Kind.SYNCED);
        var journal = told.journal();
        var fast = journal.fast();
        if (!s.fs().fastCommit() || journal.running() == null || synced < 0) {
            return journal;
        }
        var file = new FileOnPaper(block);
        steps.subList(0, synced).forEach(file::apply);
        for (var t : steps.subList(synced, steps.size())) {
            long from = t.kind() == Kind.PUNCH ? (t.offset() + block - 1) / block : t.offset() / block;
            long last = t.kind() == Kind.PUNCH ? t.end() / block : (t.end() - 1) / block;
            if (t.kind() == Kind.FALLOCATE || t.kind() == Kind.FALLOCATE_KEEP) {
                while (from <= last && file.blocks().containsKey(from)) {
                    from++;
                }
                while (from <= last && file.blocks().containsKey(last)) {
                    last--;
                }
            }
            if (t.kind() == Kind.PUNCH || (t.kind() == Kind.FALLOCATE || t.kind() == Kind.FALLOCATE_KEEP) && from <= last) {
                fast = fast.with(from, last);
            }
            fast = CLEAN.contains(t.kind()) ? Journal.Fast.NONE : fast;
            file.apply(t);
        }
        return journal.withFast(fast);
    }

    /// Where everything is synced and only calls follow.
    private List<Integer> starts() {
        var out = new ArrayList<Integer>();
        boolean clean = true;
        for (int i = 0; i <= steps.size(); i++) {
            if (clean) {
                out.add(i);
            }
            if (i < steps.size()) {
                var kind = steps.get(i).kind();
                if (!CALLS.contains(kind)) {
                    out.clear();
                }
                clean = CLEAN.contains(kind) || clean && METADATA.contains(kind);
            }
        }
        out.remove((Integer) steps.size());
        return out;
    }

    private @Nullable World from(int first) {
        var last = steps.subList(first, steps.size());
        var file = new FileOnPaper(block);
        steps.subList(0, first).forEach(file::apply);
        var before = inline(steps.subList(0, first)) ? inline(file) : before(file, last);
        var calls = new ArrayList<Scenario.Call>();
        long start = 0;
        for (var t : last) {
            calls(t, start, calls);
            start += t.kind() == Kind.SYNC || t.kind() == Kind.SYNCED ? SYNC_NANOS : 0;
        }
        if (steps.stream().noneMatch(t -> t.kind() == Kind.SYNCED)) {
            calls.add(call(Request.Op.SYNC, 0, 0, 0, false, start));
        }
        if (calls.isEmpty()) {
            return null;
        }
        before = before.withRequests(calls);
        var world = FirstWorld.of(before);
        OrdMap<Io> io = OrdMap.empty();
        for (var e : world.io()) {
            var i = e.value().withFile((int) e.key());
            io = io.put(e.key(), i.op() == Io.Op.READ ? i.withRa(FileRa.OPENED.withRaPages(0)) : i);
        }
        var trace = Runner.run(before,
                world.withIo(io).withInode(
                        world.inode().withAtimeAt(NOATIME).withWriteData(file.cut() && s.fs().dataMode() == FileSystem.DataMode.ORDERED)),
                Bounds.DEFAULT);
        if (trace.refusal() != null) {
            return null;
        }
        var end = trace.steps().getLast();
        return agrees(end.world()) ? told(end.world(), end.nanos()) : null;
    }

    /// Whether the file's data live in its inode after `before`: all of them were written there.
    private boolean inline(List<Step> before) {
        return s.fs().inlineData() && before.stream().allMatch(t -> switch (t.kind()) {
            case WRITE -> t.end() <= MOST_INLINE;
            case READ, SYNC, SYNCED, DROP -> true;
            case DIRECT_WRITE, TRUNCATE, MMAP_WRITE, MMAP_READ, FALLOCATE, FALLOCATE_KEEP, PUNCH, ZERO_RANGE, SHUTDOWN, OTHER -> false;
        });
    }

    /// The state before the last steps, when the data were in the inode by then.
    private Scenario inline(FileOnPaper file) {
        var data = file.size() == 0 ? List.<ExtentRun>of() : List.of(new ExtentRun(0, -1, file.size(), ExtentRun.State.INLINE));
        return state(file, data, true, true);
    }

    /// The state before the steps `last`, from the file as it was by then and from the places that the blocks have afterwards.
    private Scenario before(FileOnPaper file, List<Step> last) {
        var touched = new TreeSet<Long>();
        for (var t : last) {
            if (t.kind() == Kind.WRITE || t.kind() == Kind.DIRECT_WRITE || t.kind() == Kind.MMAP_WRITE) {
                for (long b = t.offset() / block; b * block < t.end(); b++) {
                    touched.add(b);
                }
            }
        }
        var extents = new ArrayList<ExtentRun>();
        var all = new TreeSet<>(file.blocks().keySet());
        for (var e : s.inode().extents()) {
            for (long b = e.logical() / block; b * block < e.logical() + e.length(); b++) {
                all.add(b);
            }
        }
        for (long b : all) {
            var now = extent(b);
            var then = file.blocks().get(b);
            if (now == null || now.physical() < 0) {
                if (then != null) {
                    add(extents, b * block, FREED + b * block,
                            then == FileOnPaper.Block.UNWRITTEN ? ExtentRun.State.UNWRITTEN : ExtentRun.State.WRITTEN);
                }
            } else if (then != null || !touched.contains(b)) {
                boolean unwritten = then != null && touched.contains(b)
                        ? then == FileOnPaper.Block.UNWRITTEN
                        : now.state() == ExtentRun.State.UNWRITTEN;
                add(extents, b * block, now.physical() + b * block - now.logical(),
                        unwritten ? ExtentRun.State.UNWRITTEN : ExtentRun.State.WRITTEN);
            }
        }
        return state(file, extents, s.inode().inline(), s.inode().mayInlineData());
    }

    private Scenario state(FileOnPaper file, List<ExtentRun> extents, boolean inline, boolean mayInline) {
        var pages = new ArrayList<Scenario.PageRun>();
        for (long p : file.pages()) {
            if (p * PAGE < file.size()) {
                pages.add(new Scenario.PageRun(p, 1, Scenario.PageRun.State.CLEAN, Scenario.PageRun.Mapped.NONE));
            }
        }
        var i = s.inode();
        var inode = new FileState(file.size(), file.size(), extents, i.extentsFormat(), inline, mayInline, i.journalData(),
                i.nosec(), true, true, i.treeBlocks(), i.encryption(), i.verity(), i.sync());
        return s.withInode(inode).withPageCache(pages).withContentBefore(file.content()).withPassNanos(0)
                .withJournal(JournalState.DEFAULT.withBlocks(s.journal().blocks()));
    }

    private @Nullable ExtentRun extent(long b) {
        for (var e : s.inode().extents()) {
            if (e.logical() <= b * block && b * block < e.logical() + e.length()) {
                return e;
            }
        }
        return null;
    }

    private void add(List<ExtentRun> runs, long logical, long physical, ExtentRun.State state) {
        if (!runs.isEmpty()) {
            var l = runs.getLast();
            if (l.state() == state && l.logical() + l.length() == logical && l.physical() + l.length() == physical) {
                runs.set(runs.size() - 1, new ExtentRun(l.logical(), l.physical(), l.length() + block, state));
                return;
            }
        }
        runs.add(new ExtentRun(logical, physical, block, state));
    }

    private static void calls(Step t, long start, List<Scenario.Call> out) {
        switch (t.kind()) {
            case WRITE, DIRECT_WRITE -> {
                for (long at = t.offset(); at < t.end(); at += CALL) {
                    out.add(call(Request.Op.WRITE, at, Math.min(CALL, t.end() - at), t.value(), t.kind() == Kind.DIRECT_WRITE, start));
                }
            }
            case READ, MMAP_READ -> out.add(call(Request.Op.READ, t.offset(), t.length(), 0, false, start));
            case MMAP_WRITE -> {
                for (long at = t.offset(); at < t.end(); at += PAGE) {
                    out.add(call(Request.Op.MMAP_WRITE, at, 1, t.value(), false, start));
                }
            }
            case TRUNCATE -> out.add(call(Request.Op.TRUNCATE, t.offset(), 0, 0, false, start));
            case SYNC, SYNCED -> out.add(call(Request.Op.SYNC, 0, 0, 0, false, start));
            case DROP, FALLOCATE, FALLOCATE_KEEP, PUNCH, ZERO_RANGE, SHUTDOWN, OTHER -> throw new IllegalArgumentException(t.text());
        }
    }

    private static Scenario.Call call(Request.Op op, long offset, long length, int value, boolean direct,
            long start) {
        return new Scenario.Call(new Request(op, offset, length, List.of(new Request.Iovec(0, length)), false, Request.Memory.PAGE,
                List.of(), direct ? List.of(Request.OpenFlag.O_DIRECT) : List.of(), List.of(), Request.Submission.SYNC, value), start, 1);
    }

    /// Whether a run ended in what the fields tell: i_size, which blocks are what, which pages are cached, and no fewer of them dirty,
    /// unless they were synced once more: the fields know only of writes.
    private boolean agrees(World w) {
        if (w.inode().iSize() != told.inode().iSize()) {
            return false;
        }
        long end = Math.max(end(w), end(told));
        for (long b = 0; b < end; b++) {
            if (state(w, b) != state(told, b)) {
                return false;
            }
        }
        int synced = steps.stream().map(Step::kind).toList().lastIndexOf(Kind.SYNCED);
        boolean again = synced >= 0 && steps.subList(synced, steps.size()).stream().anyMatch(t -> t.kind() == Kind.SYNC);
        for (var e : told.pageCache().pages()) {
            for (long p = e.value().index(); p < e.value().next(); p++) {
                var f = w.pageCache().in(p, p, _ -> true);
                if (f == null || e.value().dirty() && !dirty(f) && !again) {
                    return false;
                }
            }
        }
        return w.pageCache().in(0, Long.MAX_VALUE >> 12,
                f -> f.dirty() && f.uptodate() && told.pageCache().in(f.index(), f.next() - 1, _ -> true) == null) == null;
    }

    /// Whether a page has data that are not in their place, in itself or in the running transaction.
    private static boolean dirty(Page f) {
        return f.dirty() || f.buffers().stream().anyMatch(b -> b.has(Bh.JBD_DIRTY));
    }

    private static long end(World w) {
        var x = w.extents().last();
        var e = w.status().last();
        return Math.max(x == null ? 0 : x.value().end(), e == null || e.value().status() == Status.HOLE ? 0 : e.value().end());
    }

    private static Status state(World w, long b) {
        var x = w.extents().floor(b);
        if (x != null && b < x.value().end()) {
            return x.value().unwritten() ? Status.UNWRITTEN : Status.WRITTEN;
        }
        var e = w.status().floor(b);
        return e != null && b < e.value().end() && e.value().status() == Status.DELAYED ? Status.DELAYED : Status.HOLE;
    }

    /// What is told, with the cached pages, the transaction and the dirty inode of `w`; its blocks lie where they are told to lie.
    private World told(World w, long nanos) {
        var data = settled(w.pageCache().data());
        var pages = new PageCache(OrdMap.empty(), Content.EMPTY);
        for (var e : w.pageCache().pages()) {
            var f = e.value();
            var known = told.pageCache().in(f.index(), f.next() - 1, _ -> true);
            if (known == null && f.uptodate()) {
                data = data.clear(f.pos(), f.bytes());
            } else {
                pages = pages.with(placed(f).withHeld(known != null && known.held())
                        .withMapped(known == null ? Page.Mapping.NONE : known.mapped()));
            }
        }
        var i = w.inode();
        var inode = i.withISize(i.iSize());
        inode = inode.withMtimeAt(-1).withAtimeAt(-1).withDirtiedWhen(i.dirtiedWhen() < 0 ? -1 : 0).withNosec(told.inode().nosec());
        return told.withPageCache(new PageCache(pages.pages(), data)).withInode(inode).withJournal(journal(w.journal(), nanos))
                .withDisk(disk(w)).withWb(told.wb().withList(w.wb().list()).withBdevDirtiedWhen(Math.min(0, w.wb().bdevDirtiedWhen())))
                .withFs(told.fs().withFreeBlocks(s.faults().freeBytes() < 0 ? told.fs().freeBlocks() : w.fs().freeBlocks()));
    }

    /// A folio whose buffers are where the told blocks are.
    private Page placed(Page f) {
        var bufs = new ArrayList<Bh>();
        for (int i = 0; i < f.buffers().size(); i++) {
            var bh = f.buffers().get(i);
            var x = told.extents().floor(f.pos() / block + i);
            boolean has = bh.blocknr() >= 0 && x != null && f.pos() / block + i < x.value().end();
            bufs.add(has && x != null ? bh.at(x.value().pblk() + f.pos() / block + i - x.value().lblk()) : bh);
        }
        return f.withBuffers(bufs).withLockedBy(0);
    }

    /// What the told blocks hold.
    private Disk disk(World w) {
        var from = settled(w.disk().flushed().media());
        var media = told.disk().media();
        if (w.journal().converted() != null && told.extents().has(0)) {
            media = media.clear(told.extents().at(0).pblk() * block, block);
        }
        for (var e : told.extents()) {
            for (long b = e.value().lblk(); b < e.value().end(); b++) {
                var x = w.extents().floor(b);
                if (!e.value().unwritten() && x != null && b < x.value().end()) {
                    media = media.copy(from, (x.value().pblk() + b - x.value().lblk()) * block,
                            (e.value().pblk() + b - e.value().lblk()) * block, block);
                }
            }
        }
        return told.disk().withMedia(media);
    }

    /// The journal as the calls left it, at the time 0.
    private Journal journal(Journal left, long nanos) {
        var c = left.converted();
        var first = told.extents().get(0);
        var j = c == null || first == null ? left : left.withConverted(new Journal.Converted(first.pblk(), settled(c.data())));
        var running = j.running();
        if (running == null) {
            return j;
        }
        var tx = new Journal.Tx(running.tid(), running.state(), running.updates(), running.metadata(), running.orderedStart(),
                running.orderedEnd(), running.writeData(), running.data(), running.shadow(), running.revoked(), running.credits(),
                running.handles(), Math.max(1, running.expires() - nanos), running.frozen(), running.logStart());
        return j.withRunning(tx);
    }

    /// What was written before is old.
    private static Content settled(Content c) {
        var out = Content.EMPTY;
        for (var r : c.runs()) {
            var d = r.value().data();
            out = out.fill(r.key(), r.value().length(), Objects.equals(d, Data.STALE) ? d : Data.old(d.value()));
        }
        return out;
    }
}
