package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;

/// The lanes of the device: what is only in its volatile cache, and what a power cut leaves; the file's bytes over the file's axis, the journal's blocks beside
/// them.
final class FlowDisk {
    private final Kit k;
    private final Moment m;
    private final FileAxis axis;
    private final FlowRows rows;
    private final Bytes bytes;
    private final int block;
    private final List<Content.Piece> cached;

    FlowDisk(Kit k, Moment m, FileAxis axis, FlowRows rows, Bytes bytes) {
        this.k = k;
        this.m = m;
        this.axis = axis;
        this.rows = rows;
        this.bytes = bytes;
        block = k.view.study().setting().blockSize();
        cached = pieces(m.world().disk().cache(), false);
    }

    void draw() {
        for (var p : cached) {
            piece(p, rows.cache(), rows.bios(), "c", p.data().whose().equals("zero") || Bytes.writer(p.data()) > 0);
        }
        for (var p : pieces(m.world().disk().media(), true)) {
            piece(p, rows.medium(), rows.cache(), "m", true);
        }
        if (rows.side() > 0) {
            journal();
        }
    }

    /// Where a flush goes down: in the middle of what is in the cache.
    double flushAt() {
        if (cached.isEmpty()) {
            return axis.x() + axis.width() / 2;
        }
        return (axis.clamped(cached.getFirst().start()) + axis.clamped(cached.getFirst().end())) / 2;
    }

    private void piece(Content.Piece p, FlowRows.Lane lane, FlowRows.Lane from, String where, boolean travels) {
        double a = axis.clamped(p.start());
        double b = axis.clamped(p.end());
        double width = Math.max(1, b - a - Math.min(2 * k.s, (b - a) / 4));
        boolean safe = where.equals("m");
        CellId id = null;
        if (travels && Bytes.writer(p.data()) > 0) {
            id = CellId.of("disk.held." + where + p.start() + "." + Bytes.key(p.data()));
            // a device without a volatile cache, or a bio with FUA, leaves nothing in between
            var start = safe && m.before().disk().cache() == m.world().disk().cache() ? rows.bios() : from;
            k.pen.origin(id, new Bounds(a, start.y(), width, start.h()));
        }
        String name = bytes.name(p.data());
        boolean cut = p.start() <= axis.from() && axis.from() > 0 || p.end() >= axis.to();
        String size = cut ? "in sight " + Units.size(p.length()) : Units.size(p.length());
        bytes.box(id, p.data(), a, lane.y(), width, lane.h(), safe,
                safe ? name + ", " + size : name + ", " + size + ", not safe yet", safe ? name + ", " + size : name + ", not safe");
    }

    /// What stands at the file's bytes in sight, by file offset; equal neighbours as one.
    ///
    /// @param all where nothing was ever written, what was there before
    private List<Content.Piece> pieces(Content c, boolean all) {
        var out = new ArrayList<Content.Piece>();
        if (!all && c.runs().isEmpty()) {
            return out;
        }
        long first = axis.from() / block;
        var before = m.world().extents().floor(first);
        var it = m.world().extents().from(before == null ? first : before.key());
        double last = -1;
        while (it.hasNext()) {
            var e = it.next().value();
            long a = Math.max(axis.from(), e.lblk() * block);
            long b = Math.min(axis.to(), e.end() * block);
            if (a >= axis.to()) {
                break;
            }
            if (b <= a || axis.px(b) - last < 0.5) {
                continue;
            }
            last = axis.px(b);
            long shift = a - (e.pblk() * block + a - e.lblk() * block);
            long at = a;
            for (var p : c.pieces(a - shift, b - a)) {
                if (all && p.start() + shift > at) {
                    add(out, at, p.start() + shift, Data.STALE);
                }
                add(out, p.start() + shift, p.end() + shift, p.data());
                at = p.end() + shift;
            }
            if (all && at < b) {
                add(out, at, b, Data.STALE);
            }
        }
        return out;
    }

    private void add(List<Content.Piece> out, long from, long to, Data d) {
        var last = out.isEmpty() ? null : out.getLast();
        if (last != null && last.end() == from && last.data().equals(d)) {
            out.set(out.size() - 1, new Content.Piece(last.start(), to - last.start(), d));
        } else if (last == null || (to - from) * axis.perByte() >= 0.5 || (from - last.end()) * axis.perByte() >= 0.5) {
            out.add(new Content.Piece(from, to - from, d));
        }
    }

    // ---- the journal's place on the device

    /// The journal's blocks that this run wrote, by where they are now.
    private void journal() {
        double x = rows.side();
        double width = rows.reach() - x - 2 * k.s;
        for (var lane : List.of(rows.cache(), rows.medium())) {
            k.pen.line(x - 10 * k.s, lane.y() - 3 * k.s, x - 10 * k.s, lane.bottom() + 3 * k.s,
                    Style.stroke(Token.PANEL_BORDER, 1.2 * k.s));
        }
        var inCache = new ArrayList<Bio>();
        var onMedium = new ArrayList<Bio>();
        for (var e : m.world().bios()) {
            var b = e.value();
            var index = k.view.study().timeline();
            if (b.via() != Bio.Via.JOURNAL || b.op() != Bio.Op.WRITE || b.bytes() == 0 || b.status() < 0
                    || !index.journalDone(b.id(), m.index())) {
                continue;
            }
            boolean through = !k.view.study().setting().writeCache() || m.trace().profile().req().has(b.opf(), Req.REQ_FUA);
            (through || index.flushedSince(b.id(), m.index()) ? onMedium : inCache).add(b);
        }
        blocks(inCache, rows.cache(), x, width, "c", false);
        blocks(onMedium, rows.medium(), x, width, "m", true);
    }

    private void blocks(List<Bio> all, FlowRows.Lane lane, double x, double width, String where, boolean safe) {
        if (all.isEmpty()) {
            String t = safe ? "journal" : "journal: nothing";
            k.text(k.fit(width, FontRole.SANS, 12, t, "journal"), x, k.baseline(lane.middle(), FontRole.SANS, 12), 12, FontRole.SANS,
                    Token.TEXT_FAINT, width);
            return;
        }
        double each = Math.min(18 * k.s, width / all.size());
        double base = lane.y() + (lane.h() > 34 * k.s ? 16 * k.s : 0);
        for (int i = 0; i < all.size(); i++) {
            var b = all.get(i);
            var id = CellId.of("disk.held." + where + "j" + b.id());
            k.pen.origin(id, safe
                    ? new Bounds(x, rows.cache().y(), each, rows.cache().h())
                    : new Bounds(x, rows.queue().y(), each,
                            rows.queue().h()));
            var look = Style.fill(Token.DATA_JOURNAL);
            k.pen.rect(id, x + i * each, base, Math.max(1, each - 2 * k.s), lane.bottom() - base, Math.min(3 * k.s, each / 4),
                    safe ? look : look.withOpacity(0.5).withStroke(Token.DATA_JOURNAL, 1.2 * k.s));
        }
        if (base > lane.y()) {
            long commits = all.stream().filter(b -> b.kind() == Bio.Kind.COMMIT_BLOCK).count();
            String t = "journal: " + all.size() + (all.size() == 1 ? " block" : " blocks");
            String more = commits == 0 ? ", no commit block" : commits == 1 ? ", 1 a commit block" : ", " + commits + " commit blocks";
            String said = k.fit(width, FontRole.SANS, 12, t + more, t);
            k.text(said, x, k.baseline(lane.y() + 7 * k.s, FontRole.SANS, 12), 12, FontRole.SANS, Token.TEXT_DIM, width);
        }
    }
}
