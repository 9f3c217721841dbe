package dioscope.app.bench;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.panel.BioPanel;
import dioscope.app.panel.CodePanel;
import dioscope.app.panel.DioPanel;
import dioscope.app.panel.FilePanel;
import dioscope.app.panel.Layout;
import dioscope.app.panel.StackPanel;
import dioscope.app.panel.Study;
import dioscope.app.panel.TimelinePanel;
import dioscope.app.panel.View;
import dioscope.app.panel.WhyPanel;
import dioscope.app.panel.Words;
import dioscope.app.session.Checks;
import dioscope.app.session.Intent;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/// What the window does between an intent and what it shows, without a window.
final class Desk implements AutoCloseable {
    private static final double WIDTH = 1920;
    private static final double HEIGHT = 1080;

    private interface Painter {
        Drawing draw(Moment m, View v, double width, double height);
    }

    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private final LinkedBlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
    private final Session session;
    private final Words words;
    private Trace studied;
    private Study study;

    Desk(Scenario first) {
        session = new Session(new Session.Engine(Runner::run, Checks::of), background, later::add, first);
        words = TextWords.carried(first.kernel());
        studied = session.state().trace();
        study = study(session.state());
    }

    SessionState state() {
        return session.state();
    }

    /// Does it, and waits for a run it asks for.
    void dispatch(Intent intent) throws InterruptedException {
        session.dispatch(intent);
        while (session.state().running()) later.take().run();
    }

    /// All panels as the session stands.
    List<Drawing> draw() {
        var s = session.state();
        if (s.trace() != studied) {
            studied = s.trace();
            study = study(s);
        }
        var l = Layout.of(WIDTH, HEIGHT, Layout.editorWidthFor(WIDTH, HEIGHT), 1, study.timeline().maxDepth());
        var edited = s.marks().cells(s.index()).stream().map(c -> CellId.of(c.path())).collect(Collectors.toSet());
        var v = View.of(study).withScale(l.scale()).withSelected(s.selected()).withEdited(edited);
        var m = s.moment();
        return List.of(draw(FilePanel::draw, m, v, l.file()), draw(BioPanel::draw, m, v, l.bio()), draw(DioPanel::draw, m, v, l.dio()),
                draw(StackPanel::draw, m, v, l.stack()), draw(CodePanel::draw, m, v, l.code()), draw(WhyPanel::draw, m, v, l.why()),
                draw(TimelinePanel::draw, m, v, l.timeline()));
    }

    @Override
    public void close() {
        background.shutdown();
    }

    private static Drawing draw(Painter p, Moment m, View v, Bounds b) {
        return p.draw(m, v, b.width(), b.height());
    }

    private Study study(SessionState s) {
        return Studies.of(s.scenario(), s.trace(), words);
    }
}
