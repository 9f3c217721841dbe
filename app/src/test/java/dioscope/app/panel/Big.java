package dioscope.app.panel;

import dioscope.model.state.Args;
import dioscope.model.state.Bio;
import dioscope.model.state.Extent;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Page;
import dioscope.model.state.Rq;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/// Runs too large to be drawn thing by thing.
final class Big {
    private Big() {}

    /// One step of a file of `extents` extents with holes between, scattered on the disk, and `pages` cached pages of every kind.
    static Trace file(int extents, int pages) {
        var w = Sample.trace().step(20).world();
        var e = OrdMap.<Extent>empty();
        long blocks = Math.max(pages, extents * 4L);
        long each = blocks / extents;
        for (int i = 0; i < extents; i++) {
            e = e.put(i * each,
                    new Extent(i * each, (int) Math.max(1, each - i % 3), 100_000 + (i * 7919L % extents) * (each + 5), i % 5 == 0));
        }
        var p = OrdMap.<Page>empty();
        for (int i = 0; i < pages; i++) {
            if (i % 97 < 60) {
                p = p.put(i, new Page(i, 1, i % 31 == 0, i % 1009 == 0, false, Page.Mapping.NONE));
            }
        }
        var i = w.inode().withISize(blocks * 4096).withIDisksize(blocks * 4096);
        return one(w.withExtents(e).withPageCache(w.pageCache()).withInode(i)
                .withPageCache(new dioscope.model.state.PageCache(p, w.pageCache().data())));
    }

    /// `n` bios in every state, some merged into one request, one split, one failed, one flush and one of the journal.
    static Trace bios(int n) {
        var w = Sample.trace().step(29).world();
        var bios = OrdMap.<Bio>empty();
        var rqs = OrdMap.<Rq>empty();
        var states = Bio.State.values();
        var first = w.bios().at(1);
        for (int i = 1; i <= n; i++) {
            var kind = i % 11 == 3 ? Bio.Kind.COMMIT_BLOCK : i % 7 == 2 ? Bio.Kind.ZERO_PAD : Bio.Kind.DATA;
            bios = bios.put(i, new Bio(i, 1, Bio.Op.WRITE, first.opf(), 278_528 + i * 2, 1024, kind, Bio.Via.DIO, i * 1024L, first.vecs(),
                    states[i % 5 == 0 ? i / 5 % 6 : 3 + i % 3], i % 9 == 8 ? -5 : 0, i % 13 == 6 ? 1 : 0, "iomap_dio_bio_end_io",
                    first.payload()));
        }
        rqs = rqs.put(1, new Rq(1, Bio.Op.WRITE, first.opf(), 0, 4096, List.of(3, 6, 9), Rq.State.QUEUED, 3, List.of()));
        rqs = rqs.put(2, new Rq(2, Bio.Op.FLUSH, 0, 0, 0, List.of(), Rq.State.IN_DEVICE, 4, List.of()));
        var inode = w.inode().withISize(20_000).withIDisksize(8192);
        return one(w.withBios(bios).withRequests(rqs).withInode(inode));
    }

    private static Trace one(World w) {
        return new Trace(Sample.trace().profile(),
                List.of(new Step(Step.Kind.START, 0, 1, w.tasks().at(1).kind(), null, "", false, Args.NONE, w)), null);
    }

    /// A run of `n` steps: the sample over and over.
    static Trace run(int n) {
        var steps = new ArrayList<Step>();
        var sample = Sample.trace();
        for (int i = 0; i < n; i++) {
            var s = sample.step(i % sample.size());
            steps.add(new Step(s.kind(), i * 350L, s.task(), s.ctx(), s.frame(), s.label(), s.taken(), s.values(), s.world()));
        }
        return new Trace(sample.profile(), steps, null);
    }
}
