package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.EINTR;
import static dioscope.model.kernel.Errno.ENOSPC;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.engine.Bounds;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.Signals;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.kernel.lib.UserBuffer.Readable;
import dioscope.model.profile.FlagLayout;
import dioscope.model.profile.Iocb;
import dioscope.model.profile.Profile;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Disk;
import dioscope.model.state.Io;
import dioscope.model.state.Kiocb;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Page;
import dioscope.model.state.PageCache;
import dioscope.model.state.Queue;
import dioscope.model.state.Task;
import dioscope.model.state.Wb;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// generic_perform_write over a file system that only keeps pages: what is asked of memory, throttle and file system, in which order, and how a short
/// copy ends.
class FilemapWriteTest {
    private static final long PAGE = 4096;

    /// A file system without blocks: a folio is looked up, and what was copied makes it dirty.
    private static final class Pages implements AddressSpaceOperations {
        final Kernel k;
        final Filemap filemap;
        /// First byte for which write_begin has no room.
        long full = Long.MAX_VALUE;
        /// The task is killed when write_begin is asked for this byte.
        long killAt = -1;

        Pages(Kernel k, Filemap filemap) {
            this.k = k;
            this.filemap = filemap;
        }

        @Override
        public int write_begin(Request iocb, long pos, long len, Begun begun) {
            try (var fn = k.enter("write_begin", "pos", pos, "len", len)) {
                if (pos == killAt) {
                    Signals.send_sigkill(k, k.current());
                }
                if (pos >= full) {
                    return fn.ret(-ENOSPC);
                }
                begun.index = filemap.write_begin_get_folio(iocb, pos / PAGE, len).index();
                return fn.ret(0);
            }
        }

        /// fs/buffer.c, block_write_end: a short copy into a folio that is not up to date counts for nothing.
        @Override
        public int write_end(Request iocb, long pos, long len, long copied, Begun begun) {
            try (var fn = k.enter("write_end", "pos", pos, "len", len, "copied", copied)) {
                var p = k.world().pageCache().pages().at(begun.index);
                long taken = copied < len && !p.uptodate() ? 0 : copied;
                boolean whole = pos == p.pos() && taken == p.bytes();
                var after = taken == 0 ? p : p.withDirty(true).withUptodate(p.uptodate() || whole);
                k.apply("written", k.world().withPageCache(k.world().pageCache().with(after.withLockedBy(0))));
                return fn.ret((int) taken);
            }
        }

        @Override
        public int read_folio(long index) {
            throw new AssertionError();
        }

        @Override
        public void readahead(Readahead.Ractl rac) {
            throw new AssertionError();
        }

        @Override
        public boolean is_partially_uptodate(Page folio, long from, long count) {
            throw new AssertionError();
        }

        @Override
        public int writepages(PageWriteback.Wbc wbc) {
            throw new AssertionError();
        }
    }

    /// One write of a run.
    private static final class Rig {
        final Kernel k;
        final Pages fs;
        final FilemapWrite write;
        final Request iocb;
        final int maxFolioOrder;
        long ret;
        boolean killed;
        List<Step> steps = List.of();

        Rig(String kernel, long pos, long count, Readable readable, int maxFolioOrder, List<Long> segments, Iocb... flags) {
            this(kernel, pos, count, readable, maxFolioOrder, segments, -1, flags);
        }

        Rig(String kernel, long pos, long count, Readable readable, int maxFolioOrder, List<Long> segments, long shortCopy,
                Iocb... flags) {
            var profile = Profile.ALL.stream().filter(p -> p.name().equals(kernel)).findFirst().orElseThrow();
            this.maxFolioOrder = maxFolioOrder;
            int ki_flags = word(profile.iocb(), flags);
            var io = new Io(1, 1, Io.Submission.SYNC, 0, Io.Op.WRITE, pos, count, segments.size(), new Kiocb(pos, ki_flags, false),
                    Content.EMPTY.fill(0, count, Data.request(1, 0xAB)));
            k = new Kernel(profile, world(io), new Bounds(200_000, 100));
            var pages = new PageWriteback(k, absent());
            var filemap = new Filemap(k, new Truncate(k, pages), pages, wbc -> 0, maxFolioOrder);
            fs = new Pages(k, filemap);
            var memory = new UserBuffer.Memory(segments.stream().map(n -> new UserBuffer.Iovec(0, n)).toList(), List.of(), 1, 1, readable,
                    0, shortCopy);
            write = FilemapWrite.of(k,
                    new FilemapWrite.Parts(new UserBuffer(k, Map.of(1, memory)), filemap, fs, new BalanceDirty(k, () -> {}) {
                        @Override
                        public void balance_dirty_pages_ratelimited() {
                            k.enter("balance").close();
                        }
                    }));
            iocb = new Request(k, 1);
        }

        Rig(String kernel, long pos, long count, Readable readable) {
            this(kernel, pos, count, readable, kernel.equals("7.2") ? 9 : 0, List.of(count));
        }

        private static int word(FlagLayout<Iocb> layout, Iocb... flags) {
            int w = 0;
            for (var f : flags) {
                w |= layout.mask(f);
            }
            return w;
        }

        private static World world(Io io) {
            var disk = new Disk(Content.EMPTY, Content.EMPTY, Content.EMPTY);
            return new World(1, OrdMap.empty(), OrdMap.<Io>empty().put(1, io), absent(), OrdMap.empty(), OrdMap.empty(), PageCache.EMPTY,
                    OrdMap.empty(), OrdMap.empty(), Queue.EMPTY, disk, OrdMap.empty(), absent(), absent(),
                    new Wb(1 << 16, 1 << 17, 0, 0, Wb.IoList.NONE));
        }

        @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
        private static <T> T absent() {
            return null;
        }

        Rig run() {
            int task = k.spawn("pwrite", Task.Kind.TASK, () -> {
                if (killed) {
                    Signals.send_sigkill(k, k.current());
                }
                ret = write.generic_perform_write(iocb);
            });
            k.spawn("irq", Task.Kind.IRQ, () -> {});
            k.boot(task);
            Trace t = k.run();
            steps = t.steps();
            return this;
        }

        World end() {
            return steps.getLast().world();
        }

        /// What generic_perform_write asked for, in short.
        String story() {
            return steps.stream().filter(s -> s.kind() == Step.Kind.ENTER).map(s -> switch (s.fn()) {
                case "balance" -> "balance";
                case "iov_iter_fault_in_readable", "fault_in_iov_iter_readable" -> "touch";
                case "write_begin" -> "begin " + s.values().get("len");
                case "iov_iter_copy_from_user_atomic", "copy_page_from_iter_atomic", "copy_folio_from_iter_atomic" -> "copy";
                case "write_end" -> "end " + s.values().get("copied");
                default -> "";
            }).filter(w -> !w.isEmpty()).collect(Collectors.joining(", "));
        }

        /// Folios as `first page+pages`.
        String folios() {
            var out = new StringJoiner(" ");
            for (var e : k.world().pageCache().pages()) {
                out.add(e.key() + "+" + e.value().pages());
            }
            return out.toString();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5.10 | touch, begin 4096, copy, end 4096, balance, touch, begin 100, copy, end 100, balance
            6.1  | touch, begin 4096, copy, end 4096, balance, touch, begin 100, copy, end 100, balance
            6.12 | balance, touch, begin 4096, copy, end 4096, balance, touch, begin 100, copy, end 100
            7.2  | balance, begin 4196, copy, end 4096, balance, begin 100, copy, end 100
            """)
    void row29_memoryAndThrottleAreAskedInTheOrderOfTheKernel(String kernel, String story) {
        var r = new Rig(kernel, 8192, 4196, Readable.ALL).run();
        assertThat(r.story()).isEqualTo(story);
        assertThat(r.ret).isEqualTo(4196);
    }

    @ParameterizedTest
    @CsvSource({"5.10, 8192", "6.1, 12388", "6.12, 12388", "7.2, 12388"})
    void kiPosMovesHereOrIsLeftToTheCaller(String kernel, long pos) {
        assertThat(new Rig(kernel, 8192, 4196, Readable.ALL).run().iocb.kiocb().pos()).isEqualTo(pos);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5.10 | touch
            6.1  | touch
            6.12 | balance, touch
            7.2  | balance, begin 8192, copy, end 0, touch
            """)
    void row28_unreadableMemoryIsNoticedBeforeTheFileSystemHearsOfItOrBehind(String kernel, String story) {
        var r = new Rig(kernel, 8192, 8192, Readable.NONE).run();
        assertThat(r.story()).isEqualTo(story);
        assertThat(r.ret).isEqualTo(-EFAULT);
        assertThat(r.iocb.iter().done()).isZero();
    }

    /// The buffer begins on a page, its second page cannot be read, and the write straddles two pages of the file.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5.10 | touch, begin 3096, copy, end 3096, balance, touch | 3096
            6.1  | touch, begin 3096, copy, end 3096, balance, touch, begin 4096, copy, end 1000, touch, begin 1000, copy, end 1000, balance, touch | 4096
            6.12 | balance, touch, begin 3096, copy, end 3096, balance, touch, begin 4096, copy, end 1000, balance, touch, begin 1000, copy, end 1000, balance, touch | 4096
            """)
    void aPageThatCannotBeReadCostsTheWholeChunkOrOnlyItself(String kernel, String story, long ret) {
        var r = new Rig(kernel, 9192, 8192, Readable.FIRST_PAGE_ONLY).run();
        assertThat(r.story()).isEqualTo(story);
        assertThat(r.ret).isEqualTo(ret);
        assertThat(r.iocb.iter().done()).isEqualTo(ret);
        assertThat(r.end().pageCache().data().pieces(9192, ret).getFirst().data()).isEqualTo(Data.request(1, 0xAB));
    }

    @Test
    void aShortCopyHalvesTheChunkUntilWhatCouldBeCopiedIsTakenOver() {
        var r = new Rig("7.2", 0, 16384, Readable.FIRST_PAGE_ONLY).run();
        assertThat(r.story())
                .isEqualTo("balance, begin 16384, copy, end 4096, balance, begin 4096, copy, end 4096, balance, begin 12288, copy, "
                        + "end 0, touch");
        assertThat(r.ret).isEqualTo(4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void bytesWrittenCountMoreThanTheErrorBehindThem(String kernel) {
        var r = new Rig(kernel, 0, 8192, Readable.ALL, 0, List.of(8192L));
        r.fs.full = 4096;
        assertThat(r.run().ret).isEqualTo(4096);
        var none = new Rig(kernel, 0, 8192, Readable.ALL, 0, List.of(8192L));
        none.fs.full = 0;
        assertThat(none.run().ret).isEqualTo(-ENOSPC);
    }

    @ParameterizedTest
    @CsvSource({"0, 1048576, 0+256", "4096, 12288, 1+1 2+2", "8192, 12288, 2+2 4+1", "8192, 4096, 2+1",
            "1048576, 4194304, 256+256 512+512 1024+256",
            "0, 6144, 0+1 1+1", "12288, 100, 3+1"})
    void row27_aNewFolioIsAsLargeAsTheWriteAndItsIndexAllow(long pos, long count, String folios) {
        assertThat(new Rig("7.2", pos, count, Readable.ALL).run().folios()).isEqualTo(folios);
    }

    /// Memory that was touched has gone when it is to be copied: 1000 bytes of it are still there, or none.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5.10 | 1000 | touch, begin 4096, copy, end 1000, touch, begin 4096, copy, end 4096, balance
            6.1  | 1000 | touch, begin 4096, copy, end 1000, touch, begin 1000, copy, end 1000, balance, touch, begin 3096, copy, end 3096, balance
            6.12 | 1000 | balance, touch, begin 4096, copy, end 1000, balance, touch, begin 1000, copy, end 1000, balance, touch, begin 3096, copy, end 3096
            7.2  | 1000 | balance, begin 4096, copy, end 1000, balance, begin 1000, copy, end 1000, balance, begin 3096, copy, end 0, touch, balance, begin 3096, copy, end 3096
            5.10 | 0    | touch, begin 4096, copy, end 0, touch, begin 4096, copy, end 4096, balance
            6.1  | 0    | touch, begin 4096, copy, end 0, touch, begin 4096, copy, end 4096, balance
            6.12 | 0    | balance, touch, begin 4096, copy, end 0, balance, touch, begin 4096, copy, end 4096
            7.2  | 0    | balance, begin 4096, copy, end 0, touch, balance, begin 4096, copy, end 4096
            """)
    void aShortCopyIsTriedAgain(String kernel, long shortCopy, String story) {
        var r = new Rig(kernel, 0, 4096, Readable.ALL, 0, List.of(4096L), shortCopy).run();
        assertThat(r.story()).isEqualTo(story);
        assertThat(r.ret).isEqualTo(4096);
        assertThat(r.end().pageCache().data().pieces(0, 4096)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aKilledTaskWritesNothingMore(String kernel) {
        var r = new Rig(kernel, 0, 8192, Readable.ALL, 0, List.of(8192L));
        r.fs.killAt = 0;
        assertThat(r.run().ret).isEqualTo(4096);
        assertThat(r.end().pageCache().nrpages()).isEqualTo(1);
        var before = new Rig(kernel, 0, 8192, Readable.ALL, 0, List.of(8192L));
        before.killed = true;
        assertThat(before.run().ret).isEqualTo(-EINTR);
    }

    @Test
    void aNewFolioDoesNotCoverAnotherOne() {
        var r = new Rig("7.2", 0, 32768, Readable.ALL);
        r.k.prepare(w -> w.withPageCache(w.pageCache().with(new Page(3, 1, false, false, false,
                Page.Mapping.NONE))));
        assertThat(r.run().folios()).isEqualTo("0+2 2+1 3+1 4+4");
    }

    @Test
    void anUncachedWriteMarksTheFoliosItAddsAndTakesTheMarkOfNone() {
        var cached = new Page(0, 1, false, false, false, Page.Mapping.NONE);
        var r = new Rig("7.2", 0, 8192, Readable.ALL, 9, List.of(8192L), Iocb.IOCB_DONTCACHE);
        r.k.prepare(w -> w.withPageCache(w.pageCache().with(cached)));
        r.run();
        assertThat(r.end().pageCache().pages().at(0).dropbehind()).isFalse();
        assertThat(r.end().pageCache().pages().at(1).dropbehind()).isTrue();

        var later = new Rig("7.2", 0, 4096, Readable.ALL);
        later.k.prepare(w -> w.withPageCache(w.pageCache().with(cached.withDropbehind(true))));
        assertThat(later.run().end().pageCache().pages().at(0).dropbehind()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12"})
    void segmentsOfAVectorArePutTogetherInAPage(String kernel) {
        var r = new Rig(kernel, 0, 4096, Readable.ALL, 0, List.of(1000L, 96L, 3000L)).run();
        assertThat(r.ret).isEqualTo(4096);
        assertThat(r.story()).startsWith(kernel.equals("6.12") ? "balance, touch, begin 4096" : "touch, begin 4096");
    }
}
