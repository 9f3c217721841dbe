package dioscope.app.panel;

import dioscope.model.state.Args;
import dioscope.model.state.Extent;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Page;
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
