package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Dash;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Bio;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The bios that carry bytes of the file, over the bytes they carry: between the page cache and the device. Of several over the same bytes the last one is to
/// be seen.
record FlowBios(Kit k, Moment m, FileAxis axis, FlowRows rows, Bytes bytes) {
    private static final int PAGE = 4096;
    /// More pages than these travel as one.
    private static final int APART = 64;
    private static final double SIZE = 11.5;
    /// Bios before the last so many are long done, and below others.
    private static final int MOST = 2000;

    void draw() {
        var taken = new ArrayList<double[]>();
        var all = m.world().bios().values();
        for (int pass = 0; pass < 2; pass++) {
            for (int i = all.size() - 1; i >= Math.max(0, all.size() - MOST); i--) {
                var b = all.get(i);
                boolean done = b.state() == Bio.State.DONE;
                if (done != (pass == 1) || b.fileOffset() < 0 || b.bytes() == 0 || b.lower()
                        || !axis.shows(b.fileOffset(), b.fileOffset() + b.bytes())) {
                    continue;
                }
                double x = axis.clamped(b.fileOffset()) + 1 * k.s;
                double end = Math.max(x + 2, axis.clamped(b.fileOffset() + b.bytes()) - 1 * k.s);
                if (free(taken, x, end)) {
                    taken.add(new double[]{x, end});
                    bio(b, x, end - x);
                }
            }
        }
        if (taken.isEmpty()) {
            k.middle("no bio carries bytes of the file now", axis.x() + axis.width() / 2,
                    k.baseline(rows.bios().middle(), FontRole.SANS, 12), 12, FontRole.SANS, Token.TEXT_FAINT, axis.width());
        }
    }

    private static boolean free(List<double[]> taken, double a, double b) {
        for (var t : taken) {
            if (t[0] < b - 0.5 && t[1] > a + 0.5) {
                return false;
            }
        }
        return true;
    }

    private void bio(Bio b, double x, double width) {
        var lane = rows.bios();
        var id = Related.bio(b.id()).part("lane");
        boolean done = b.state() == Bio.State.DONE;
        double r = Math.min(5 * k.s, width / 4);
        var token = BioLook.token(b);
        var edge = Style.fill(Token.PANEL).withStroke(token, Math.min(2, width / 5) * k.s);
        k.pen.rect(id, x, lane.y(), width, lane.h(), r, (b.state() == Bio.State.BUILDING ? edge.withDash(Dash.LONG) : edge)
                .withOpacity(done ? 0.55 : 1));
        double band = Math.clamp(lane.h() * 0.42, 8 * k.s, 24 * k.s);
        if (k.view.least() > 0) {
            // the name comes first
            band = Math.clamp(lane.h() - k.px(SIZE) * 0.95 - 6 * k.s, 4 * k.s, band);
        }
        data(b, lane.bottom() - band - 3 * k.s, band, done);
        String name = "bio " + b.id();
        String op = b.op().name() + " " + Units.size(b.bytes());
        String state = b.status() < 0 ? "-" + Units.error(b.status()) : b.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String flags = String.join(" ", m.trace().profile().req().names(b.opf()));
        String t = k.fit(width - 8 * k.s, FontRole.MONO_BOLD, SIZE, name + " · " + op + " {" + flags + "} · " + state,
                name + " · " + op + " · " + state, name + " · " + state, name + " " + state, name, String.valueOf(b.id()));
        if (!t.isEmpty()) {
            double pad = Math.min(8 * k.s, (width - k.width(t, FontRole.MONO_BOLD, SIZE)) / 2);
            double cy = lane.y() + (lane.h() - band - 3 * k.s) / 2;
            k.text(t, x + pad, k.baseline(cy, FontRole.MONO_BOLD, SIZE), SIZE, FontRole.MONO_BOLD,
                    b.status() < 0 ? Token.BIO_FAILED : done ? Token.TEXT_DIM : Token.TEXT, width);
        }
        if (k.lit(Related.bio(b.id()))) {
            k.pen.rect(x - 1 * k.s, lane.y() - 1 * k.s, width + 2 * k.s, lane.h() + 2 * k.s, r, Style.stroke(Token.HOVER, 2.4 * k.s));
        }
    }

    /// The bytes it carries, page by page as long as they are few, so that each can be seen to come.
    private void data(Bio b, double y, double h, boolean done) {
        // from the part of the folio where its bytes are
        var folios = new FlowRows.Lane(rows.pages().y() + 3 * k.s, FlowPages.band(k, rows.pages()));
        var above = b.via() == Bio.Via.DIO ? rows.user() : folios;
        var from = b.op() == Bio.Op.READ ? rows.medium() : above;
        int n = (int) Math.min(APART + 1, b.bytes() / PAGE + 2);
        for (var p : b.payload().pieces(0, b.bytes())) {
            long at = p.start();
            while (at < p.end()) {
                long end = n > APART ? p.end() : Math.min(p.end(), (Math.floorDiv(b.fileOffset() + at, PAGE) + 1) * PAGE - b.fileOffset());
                double a = Math.max(axis.x(), axis.px(b.fileOffset() + at) + 3 * k.s);
                double z = Math.min(axis.right(), axis.px(b.fileOffset() + end) - 3 * k.s);
                if (z > a) {
                    var id = Related.bio(b.id()).part("held." + at + "." + Bytes.key(p.data()));
                    k.pen.origin(id, new Bounds(a, from.y(), z - a, from.h()));
                    if (done) {
                        k.pen.rect(id, a, y, z - a, h, 0, Bytes.style(p.data(), true, k.s).withOpacity(0.3));
                    } else {
                        bytes.band(id, p.data(), a, y, z - a, h, true);
                    }
                }
                at = end;
            }
        }
    }
}
