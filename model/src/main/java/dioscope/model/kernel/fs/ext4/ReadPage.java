package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.BioIov;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.fs.BufferRead;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.kernel.mm.Readahead.Ractl;
import dioscope.model.profile.Feature;
import dioscope.model.profile.MapFlag;
import dioscope.model.profile.Req;
import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// fs/ext4/readpage.c: folios are filled from the device, neighbours on it with one bio.
final class ReadPage {
    /// What it works with.
    record Parts(Kernel k, Mount fs, Block block, PageWriteback pages, BlockMap blocks, BufferRead buffers, Inline inline) {}

    private final Kernel k;
    private final Mount fs;
    private final Parts p;
    private final int blkbits;

    ReadPage(Parts parts) {
        this.k = parts.k;
        this.fs = parts.fs;
        this.p = parts;
        this.blkbits = Integer.numberOfTrailingZeros(parts.fs.blockSize());
    }

    /// What goes on from folio to folio.
    private final class Reading {
        final @Nullable Ractl rac;
        final MapBlocks map = new MapBlocks(0, 0);
        int bio;
        final List<Part> parts = new ArrayList<>();
        int vecs;
        int maxVecs;
        long last_block_in_bio;
        int relative_block;

        Reading(@Nullable Ractl rac) {
            this.rac = rac;
            map.m_len = 0;
        }

        void submit() {
            int id = bio;
            bio = 0;
            var list = List.copyOf(parts);
            parts.clear();
            p.block.bio().onEndIo(id, () -> mpage_end_io(id, list));
            p.block.core().submit_bio(id);
        }
    }

    /// A folio of a bio.
    ///
    /// @param at its first byte in the bio
    /// @param bytes how many of its bytes the bio has
    private record Part(long index, long at, long bytes) {}

    /// fs/ext4/inode.c, ext4_read_folio; since 7.1 fs/ext4/readpage.c; ext4_readpage before 5.19
    ///
    /// @return 0 or -errno
    int ext4_read_folio(long index) {
        try (var fn = k.enter(k.has(Feature.FOLIOS) ? "ext4_read_folio" : "ext4_readpage", "page", index)) {
            if (fn.taken("inline data", k.world().inode().inlineData())) {
                int ret = p.inline.ext4_readpage_inline(index);
                if (fn.taken("still inline", ret != -EAGAIN, "ret", ret)) {
                    return fn.ret(ret);
                }
            }
            return fn.ret(ext4_mpage_readpages(null, p.pages.page(index)));
        }
    }

    /// fs/ext4/inode.c, ext4_readahead; since 7.1 fs/ext4/readpage.c
    void ext4_readahead(Ractl rac) {
        try (var fn = k.enter("ext4_readahead", "index", rac.readahead_index(), "pages", rac.readahead_count())) {
            if (fn.taken("inline data", k.world().inode().inlineData())) {
                return;
            }
            ext4_mpage_readpages(rac, null);
        }
    }

    /// fs/ext4/readpage.c, ext4_mpage_readpages, 7.2
    ///
    /// @param one the only folio, when there is no readahead
    /// @return 0
    private int ext4_mpage_readpages(@Nullable Ractl rac, @Nullable Page one) {
        if (fs.verity()) {
            throw k.refuse("Reading a file with fs-verity, whose blocks are checked against its hash tree, is not modelled.");
        }
        if (fs.encryption() == Mount.Encryption.SOFTWARE) {
            throw k.refuse("Reading a file that the file system decrypts is not modelled.");
        }
        int nr_pages = rac != null ? rac.readahead_count() : Objects.requireNonNull(one).pages();
        try (var fn = k.enter("ext4_mpage_readpages", "pages", nr_pages)) {
            var r = new Reading(rac);
            while (nr_pages > 0) {
                var folio = Objects.requireNonNull(rac != null ? rac.readahead_folio(k) : one);
                if (fn.taken("has buffers", !folio.buffers().isEmpty(), "page", folio.index()) || !contiguous(fn, r, folio, nr_pages)) {
                    confused(fn, r, folio.index());
                }
                nr_pages -= folio.pages();
            }
            if (fn.taken("a bio is left", r.bio != 0)) {
                r.submit();
            }
            return fn.ret(0);
        }
    }

    /// The folio's blocks lie where one bio can read them, or are a hole up to its end.
    ///
    /// @return false when they do not: each buffer is read by itself
    private boolean contiguous(Fn fn, Reading r, Page folio, int nr_pages) {
        var map = r.map;
        int blocks_per_folio = (int) (folio.bytes() >> blkbits);
        int first_hole = blocks_per_folio;
        long block_in_file = folio.pos() >> blkbits;
        long last_block = (folio.index() + nr_pages) << 12 - blkbits;
        long last_block_in_file = k.world().inode().iSize() + fs.blockSize() - 1 >> blkbits;
        last_block = Math.min(last_block, last_block_in_file);
        int page_block = 0;
        long first_block = 0;
        if (fn.taken("known from the last mapping", map.has(k, EXT4_MAP_MAPPED) && block_in_file > map.m_lblk
                && block_in_file < map.m_lblk + map.m_len, "block", block_in_file)) {
            int map_offset = (int) (block_in_file - map.m_lblk);
            first_block = map.m_pblk + map_offset;
            int n = advance(r, map.m_len - map_offset, blocks_per_folio - page_block);
            page_block += n;
            block_in_file += n;
        }
        while (page_block < blocks_per_folio) {
            if (fn.taken("inside the file", block_in_file < last_block, "block", block_in_file, "last_block", last_block)) {
                map.m_lblk = block_in_file;
                map.m_len = (int) (last_block - block_in_file);
                int ret = p.blocks.ext4_map_blocks(map, 0);
                if (fn.taken("cannot be mapped", ret < 0, "ret", ret)) {
                    zero(folio, 0);
                    p.pages.folio_unlock(folio.index());
                    return true;
                }
            }
            if (fn.taken("hole", !map.has(k, EXT4_MAP_MAPPED), "block", block_in_file)) {
                if (first_hole == blocks_per_folio) {
                    first_hole = page_block;
                }
                page_block++;
                block_in_file++;
                continue;
            }
            if (fn.taken("blocks behind a hole", first_hole != blocks_per_folio)) {
                return false;
            }
            if (page_block == 0) {
                first_block = map.m_pblk;
            } else if (fn.taken("elsewhere on the device", first_block + page_block != map.m_pblk)) {
                return false;
            }
            int n = advance(r, map.m_len, blocks_per_folio - page_block);
            page_block += n;
            block_in_file += n;
        }
        if (fn.taken("a hole up to its end", first_hole != blocks_per_folio, "first_hole", first_hole)) {
            zero(folio, (long) first_hole << blkbits);
            if (fn.taken("nothing to read", first_hole == 0)) {
                folio_end_read(folio.index(), true);
                return true;
            }
        }
        add(fn, r, folio, nr_pages, first_block, first_hole, blocks_per_folio);
        return true;
    }

    /// Walks over blocks of a mapping until it ends, which forgets it, or the folio does.
    private int advance(Reading r, int last, int left) {
        if (last <= left) {
            r.map.m_flags &= ~k.profile().map().mask(EXT4_MAP_MAPPED);
            r.relative_block = last;
            return last;
        }
        r.relative_block = left;
        return left;
    }

    /// The folio goes to a bio: to the one that is being filled when it follows on the device.
    private void add(Fn fn, Reading r, Page folio, int nr_pages, long first_block, int first_hole, int blocks_per_folio) {
        if (fn.taken("does not follow on the device", r.bio != 0 && r.last_block_in_bio != first_block - 1, "block", first_block)) {
            r.submit();
        }
        long length = (long) first_hole << blkbits;
        while (true) {
            if (fn.taken("no bio yet", r.bio == 0)) {
                r.bio = p.block.nextBio();
                r.maxVecs = Math.min(nr_pages, BioIov.BIO_MAX_VECS);
                r.vecs = 0;
                int opf = r.rac != null ? k.profile().req().mask(Req.REQ_RAHEAD) : 0;
                k.apply("bio_alloc", k.world().withBios(k.world().bios().put(r.bio, new Bio(r.bio, 0, Bio.Op.READ, opf,
                        first_block << blkbits - 9, 0, Bio.Kind.READ, Bio.Via.PAGE_CACHE, folio.pos(), List.of(), Bio.State.BUILDING, 0, 0,
                        "mpage_end_io", Content.EMPTY))));
            }
            if (!fn.taken("bio is full", r.vecs == r.maxVecs && !follows(r.bio, folio.index()))) {
                break;
            }
            r.submit();
        }
        var b = k.world().bios().at(r.bio);
        var vecs = new ArrayList<>(b.vecs());
        if (follows(r.bio, folio.index())) {
            var last = vecs.getLast();
            vecs.set(vecs.size() - 1, new Bio.Bvec(last.phys(), last.len() + (int) length));
        } else {
            vecs.add(new Bio.Bvec(Filemap.memory(folio.index()), (int) length));
            r.vecs++;
        }
        r.parts.add(new Part(folio.index(), b.bytes(), length));
        k.apply("bio_add_folio", k.world().withBios(k.world().bios().put(r.bio, b.withPages(b.bytes() + length, List.copyOf(vecs),
                b.payload()))));
        boolean boundary = r.map.has(k, MapFlag.EXT4_MAP_BOUNDARY) && r.relative_block == r.map.m_len;
        if (fn.taken("nothing follows", boundary || first_hole != blocks_per_folio, "boundary", boundary)) {
            r.submit();
        } else {
            r.last_block_in_bio = first_block + blocks_per_folio - 1;
        }
    }

    /// Whether a folio's memory follows the last piece of a bio. block/bio.c, bio_add_folio and bvec_try_merge_page
    private boolean follows(int bio, long index) {
        var vecs = k.world().bios().at(bio).vecs();
        return !vecs.isEmpty() && vecs.getLast().phys() + vecs.getLast().len() == Filemap.memory(index);
    }

    /// One bio cannot read the folio: its blocks are read one by one.
    private void confused(Fn fn, Reading r, long index) {
        if (fn.taken("a bio goes first", r.bio != 0)) {
            r.submit();
        }
        if (fn.taken("not up to date", !Objects.requireNonNull(p.pages.page(index)).uptodate(), "page", index)) {
            p.buffers.block_read_full_folio(index, fs.blockSize(), this::ext4_get_block);
        } else {
            p.pages.folio_unlock(index);
        }
    }

    /// Where a block lies, without allocating it. fs/ext4/inode.c, ext4_get_block and _ext4_get_block, 7.2
    private Bh ext4_get_block(long iblock, Bh bh) {
        try (var fn = k.enter("ext4_get_block", "iblock", iblock)) {
            var map = new MapBlocks(iblock, 1);
            int ret = p.blocks.ext4_map_blocks(map, 0);
            if (!fn.taken("mapped", ret > 0, "ret", ret, "m_flags", map.flags(k))) {
                return bh;
            }
            var now = bh.clear(Bh.MAPPED | Bh.UNWRITTEN | Bh.NEW).at(map.m_pblk);
            now = map.has(k, EXT4_MAP_MAPPED) ? now.set(Bh.MAPPED) : now;
            return map.has(k, MapFlag.EXT4_MAP_UNWRITTEN) ? now.set(Bh.UNWRITTEN) : now;
        }
    }

    /// Zeroes the folio from byte `from` of it to its end. include/linux/highmem.h, folio_zero_segment
    private void zero(Page folio, long from) {
        var cache = k.world().pageCache();
        k.apply("zero what is not on the device",
                k.world().withPageCache(cache.withData(cache.data().fill(folio.pos() + from, folio.bytes() - from, Data.ZERO))));
    }

    /// The bytes of a bio's folios are there, or could not be read. fs/ext4/readpage.c, mpage_end_io and __read_end_io, 7.2
    private void mpage_end_io(int bio, List<Part> parts) {
        int status = k.world().bios().at(bio).status();
        try (var fn = k.enter("mpage_end_io", "bio", bio, "status", status)) {
            boolean ok = !fn.taken("failed", status != 0, "status", status);
            var got = ok ? p.block.bio().read(bio) : Content.EMPTY;
            for (var part : parts) {
                var cache = k.world().pageCache();
                if (ok) {
                    k.apply("the folio's bytes", k.world()
                            .withPageCache(cache.withData(cache.data().copy(got, part.at, part.index << 12, part.bytes))));
                }
                folio_end_read(part.index, ok);
            }
        }
    }

    /// mm/filemap.c, folio_end_read, 7.2; SetPageUptodate and unlock_page before 6.7
    private void folio_end_read(long index, boolean success) {
        var folio = p.pages.page(index);
        if (success) {
            p.pages.set("PG_uptodate", Objects.requireNonNull(folio).withUptodate(true));
        }
        p.pages.folio_unlock(index);
    }

    /// fs/buffer.c, block_is_partially_uptodate, 7.2
    ///
    /// @param from first byte inside the folio
    /// @param count bytes
    boolean block_is_partially_uptodate(Page folio, long from, long count) {
        try (var fn = k.enter("block_is_partially_uptodate", "page", folio.index(), "from", from, "count", count)) {
            if (fn.taken("no buffers", folio.buffers().isEmpty())) {
                return fn.ret(false);
            }
            long to = from + Math.min(folio.bytes() - from, count);
            if (fn.taken("all of it", from < fs.blockSize() && to > folio.bytes() - fs.blockSize())) {
                return fn.ret(false);
            }
            for (long b = from >> blkbits; b << blkbits < to; b++) {
                if (fn.taken("a buffer is not up to date", !folio.buffers().get((int) b).has(Bh.UPTODATE), "buffer", b)) {
                    return fn.ret(false);
                }
            }
            return fn.ret(true);
        }
    }
}
