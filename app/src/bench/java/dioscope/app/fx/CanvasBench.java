package dioscope.app.fx;

import dioscope.app.bench.Cpu;
import dioscope.app.bench.Row;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import dioscope.app.panel.FilePanel;
import dioscope.app.panel.Inputs;
import dioscope.app.panel.Layout;
import dioscope.app.panel.Setting;
import dioscope.app.panel.Study;
import dioscope.app.panel.View;
import dioscope.app.panel.WindowPicture;
import dioscope.app.panel.Words;
import dioscope.model.run.Runner;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.ContentRun;
import dioscope.model.scenario.Scenario.PageRun;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.stage.Stage;

/// A crowded file on a canvas as large as a window, against a canvas that is only filled: by turns, frame by frame, from the panel to the
/// finished picture.
public final class CanvasBench {
    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;
    private static final int EXTENTS = 1000;
    private static final int PAGES = 25_000;
    private static final int FRAMES = 20;
    private static final int TURNS = 11;
    private static final int WARM_UP = 6;

    /// What is drawn by turns.
    private enum What { BARE, FILE, ALL }

    private CanvasBench() {}

    public static List<Row> measure() throws InterruptedException, ExecutionException {
        var done = new CompletableFuture<double[][]>();
        Platform.setImplicitExit(false);
        Platform.startup(() -> new Turns(done).start());
        var millis = done.get();
        double bare = Row.percentile(millis[What.BARE.ordinal()], 0.5);
        double file = Row.percentile(millis[What.FILE.ordinal()], 0.5);
        double all = Row.percentile(millis[What.ALL.ordinal()], 0.5);
        var what = String.format(Locale.ROOT, "%,d extents and %,d pages: %.1f ms a frame against %.1f of a bare canvas", EXTENTS, PAGES,
                file, bare);
        return List.of(Row.atMost(what, file / bare, 1.5, "times"),
                Row.told("the same with all other panels, every one drawn again", all / bare, "times"));
    }

    /// Frames of the one, then of the next; the CPU of all threads from the first frame of a turn to the first of the next.
    private static final class Turns extends AnimationTimer {
        private final CompletableFuture<double[][]> done;
        private final Canvas canvas = new Canvas(WIDTH, HEIGHT);
        private final CanvasSurface surface = new CanvasSurface(canvas.getGraphicsContext2D());
        private final Theme theme = Theme.dark();
        private final Trace trace;
        private final View view;
        private final double[][] millis = new double[What.values().length][TURNS];
        private int frame;
        private long before;

        Turns(CompletableFuture<double[][]> done) {
            this.done = done;
            Fonts.load();
            var s = crowded();
            trace = Runner.run(s);
            view = View.of(Study.of(trace, Setting.DEFAULT, Words.NONE)).withWindow(new View.Range(0, s.inode().iSize()));
            // the screen of the platform without a display is smaller than the canvas, which is drawn whole all the same
            var stage = new Stage();
            stage.setScene(new Scene(new Group(canvas), 900, 900));
            stage.show();
        }

        @Override
        public void handle(long now) {
            int kinds = What.values().length;
            int turn = frame / FRAMES;
            if (frame % FRAMES == 0) {
                long cpu = Cpu.threads();
                int ended = turn - 1;
                if (ended >= kinds * WARM_UP) millis[ended % kinds][ended / kinds - WARM_UP] = (cpu - before) / 1e6 / FRAMES;
                if (turn == kinds * (WARM_UP + TURNS)) {
                    stop();
                    done.complete(millis);
                    return;
                }
                before = cpu;
            }
            draw(What.values()[turn % kinds], trace.at(frame * 7 % trace.size()));
            frame++;
        }

        private void draw(What what, Moment m) {
            switch (what) {
                case BARE -> fill(canvas.getGraphicsContext2D(), frame);
                case FILE -> {
                    var l = Layout.of(WIDTH, HEIGHT, Layout.editorWidthFor(WIDTH, HEIGHT), 1, view.study().timeline().maxDepth());
                    var pen = Drawing.pen(WIDTH, HEIGHT);
                    pen.drawing(l.file().x(), l.file().y(),
                            FilePanel.draw(m, view.withScale(l.scale()), l.file().width(), l.file().height()));
                    surface.draw(pen.toDrawing(), theme);
                }
                case ALL -> surface.draw(WindowPicture.draw(m, view, new Inputs("", List.of()), WIDTH, HEIGHT), theme);
            }
        }

        private static void fill(GraphicsContext g, int frame) {
            g.clearRect(0, 0, WIDTH, HEIGHT);
            Color[] colors = {Color.STEELBLUE, Color.DARKORANGE, Color.SEAGREEN};
            for (int i = 0; i < 5000; i++) {
                g.setFill(colors[(i + frame) % 3]);
                g.fillRect(i % 100 * 19, i / 100 * 20, 16, 17);
            }
            g.setFill(Color.WHITE);
            g.setFont(Font.font(13));
            for (int i = 0; i < 200; i++) g.fillText("label " + (i + frame), i % 20 * 95, 20 + i / 20 * 100);
        }
    }

    /// A file in a thousand pieces, most of it cached, and a write into its middle.
    private static Scenario crowded() {
        int each = PAGES / EXTENTS;
        var extents = new ArrayList<ExtentRun>();
        var pages = new ArrayList<PageRun>();
        for (int i = 0; i < EXTENTS; i++) {
            long logical = (long) i * (each + 1) * 4096;
            long physical = (64L << 20) + (i * 7919L % EXTENTS) * (each + 3) * 4096;
            extents.add(new ExtentRun(logical, physical, each * 4096L, i % 5 == 0 ? ExtentRun.State.UNWRITTEN : ExtentRun.State.WRITTEN));
            boolean dirty = i % 7 == 3 && (i < 400 || i > 600);
            pages.add(new PageRun((long) i * (each + 1), each, dirty ? PageRun.State.DIRTY : PageRun.State.CLEAN, PageRun.Mapped.NONE));
        }
        long size = (long) EXTENTS * (each + 1) * 4096;
        var s = ScenarioJson.read(
                "{\"title\": \"x\", \"request\": {\"offset\": \"" + 500L * (each + 1) * 4096 + "\", \"length\": \"256K\"}}", "crowded");
        var f = s.inode();
        return s.withInode(new FileState(size, size, extents, f.extentsFormat(), f.inline(), f.mayInlineData(), f.journalData(), f.nosec(),
                f.syncTidCommitted(), f.datasyncTidCommitted())).withPageCache(pages)
                .withContentBefore(List.of(new ContentRun(0, size, 0)));
    }
}
