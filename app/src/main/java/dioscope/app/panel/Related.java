package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.model.profile.Profile;
import dioscope.model.state.Bio;
import dioscope.model.state.World;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which things belong together: a page, the extent under it, the bio that carries it, its block request, its place on the disk.
public final class Related {
    private static final int PAGE = 4096;
    private static final int SECTOR = 512;
    /// More of one kind than this say nothing to an eye.
    private static final int MOST = 4096;

    private final World w;
    private final int blockSize;
    private final Set<CellId> out = new LinkedHashSet<>();

    private Related(World w, int blockSize) {
        this.w = w;
        this.blockSize = blockSize;
    }

    /// `cell`, the thing it is a part of, and all that belong to that: the same file bytes in the page cache, the extents, the disk, the bios and
    /// the requests. A cell that has no place in the file is only itself.
    ///
    /// @param blockSize of the file system, bytes
    public static Set<CellId> of(World w, CellId cell, int blockSize) {
        var r = new Related(w, blockSize);
        r.out.add(cell);
        String thing = Subject.thing(cell.path());
        r.out.add(CellId.of(thing));
        r.collect(thing.split("\\."));
        return r.out;
    }

    /// The thing that a mark on the screen is of: of the bytes a bio holds, the bio.
    public static CellId thing(CellId cell) {
        return CellId.of(Subject.thing(cell.path()));
    }

    /// The name of a thing in a few words: `page 16`, `transaction 8`, `WRITE_THROUGH`.
    public static String name(CellId cell, Profile profile) {
        var path = Subject.thing(cell.path());
        if (path.startsWith("journal.tx")) {
            return "transaction " + path.substring("journal.tx".length());
        }
        int dot = path.lastIndexOf('.');
        var layout = dot < 0 ? null : Told.layout(path.substring(0, dot), profile);
        if (layout != null && path.substring(dot + 1).matches("\\d+")) {
            var flag = layout.at(Integer.parseInt(path.substring(dot + 1)));
            return flag == null ? "bit " + path.substring(dot + 1) : flag.shortName();
        }
        return Told.cell(new dioscope.model.state.CellId(path));
    }

    /// The path of the page at `index`.
    public static CellId page(long index) {
        return CellId.of("pageCache.pages." + index);
    }

    public static CellId extent(long lblk) {
        return CellId.of("extents." + lblk);
    }

    public static CellId bio(long id) {
        return CellId.of("bios." + id);
    }

    public static CellId request(long id) {
        return CellId.of("requests." + id);
    }

    private void collect(String[] path) {
        switch (path[0]) {
            case "pageCache" -> {
                long page = number(path, 2);
                var e = page < 0 ? null : w.pageCache().pages().get(page);
                if (page >= 0) {
                    file(page * PAGE, (e == null ? 1 : e.pages()) * (long) PAGE, null);
                }
            }
            case "extents" -> {
                var e = number(path, 1) < 0 ? null : w.extents().get(number(path, 1));
                if (e != null) {
                    file(e.lblk() * blockSize, (long) e.len() * blockSize, null);
                }
            }
            case "bios" -> {
                var b = number(path, 1) < 0 ? null : w.bios().get(number(path, 1));
                if (b != null) {
                    bio(b);
                }
            }
            case "requests" -> {
                var q = number(path, 1) < 0 ? null : w.requests().get(number(path, 1));
                if (q != null) {
                    out.add(request(q.id()));
                    for (int id : q.bios()) {
                        var b = w.bios().get(id);
                        if (b != null) {
                            bio(b);
                        }
                    }
                }
            }
            case "io" -> {
                var io = path.length == 2 && number(path, 1) >= 0 ? w.io().get(number(path, 1)) : null;
                if (io != null) {
                    file(io.pos(), io.count(), null);
                }
            }
            default -> {
            }
        }
    }

    private void bio(Bio b) {
        out.add(bio(b.id()));
        requestsOf(b);
        if (b.fileOffset() >= 0) {
            file(b.fileOffset(), b.bytes(), b);
        }
    }

    /// Everything that stands for the file bytes from `from`; for a bio, no other bios.
    private void file(long from, long length, @Nullable Bio only) {
        long to = from + Math.max(1, length);
        var first = w.pageCache().pages().floor(from / PAGE);
        var pages = w.pageCache().pages().from(first == null ? from / PAGE : first.key());
        for (int n = 0; pages.hasNext() && n < MOST; n++) {
            var p = pages.next();
            if (p.key() * PAGE >= to) {
                break;
            }
            if ((p.key() + p.value().pages()) * PAGE > from) {
                out.add(page(p.key()));
            }
        }
        var e = w.extents().floor(from / blockSize);
        var extents = w.extents().from(e == null ? from / blockSize : e.key());
        for (int n = 0; extents.hasNext() && n < MOST; n++) {
            var x = extents.next();
            if (x.key() * blockSize >= to) {
                break;
            }
            if (x.value().end() * blockSize > from) {
                out.add(extent(x.key()));
                out.add(extent(x.key()).part("pblk"));
            }
        }
        if (only != null) {
            return;
        }
        for (var b : w.bios()) {
            var v = b.value();
            if (v.fileOffset() >= 0 && v.fileOffset() < to && v.fileOffset() + v.bytes() > from || carries(v, from, to)) {
                out.add(bio(b.key()));
                requestsOf(v);
            }
        }
    }

    /// A bio without a file offset may still touch the place where these bytes are.
    private boolean carries(Bio b, long from, long to) {
        if (b.fileOffset() >= 0 || b.bytes() == 0) {
            return false;
        }
        var e = w.extents().floor(from / blockSize);
        if (e == null || e.value().end() * blockSize <= from) {
            return false;
        }
        long start = e.value().pblk() * blockSize + from - e.value().lblk() * blockSize;
        long end = start + Math.min(to, e.value().end() * blockSize) - from;
        return b.sector() * SECTOR < end && b.endSector() * SECTOR > start;
    }

    private void requestsOf(Bio b) {
        for (var q : w.requests()) {
            if (q.value().bios().contains(b.id())) {
                out.add(request(q.key()));
            }
        }
    }

    private static long number(String[] path, int i) {
        if (i >= path.length) {
            return -1;
        }
        try {
            return Long.parseLong(path[i]);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
