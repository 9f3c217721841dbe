package dioscope.app.fx;

import dioscope.app.export.ExportException;
import dioscope.app.export.job.ExportChoice;
import dioscope.app.export.job.ExportJob;
import dioscope.app.panel.Study;
import dioscope.model.scenario.Scenario;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.jspecify.annotations.Nullable;

/// Plans, previews and writes exports on threads of its own. Everything it tells, it tells on the toolkit's thread; only the newest wish is worked on.
final class ExportWork {
    /// Told how far the writing is.
    interface Far {
        /// @param leftNanos how long it may still take, -1 where that cannot be said
        void at(double share, long leftNanos);
    }

    private static final int PREVIEW_WIDTH = 1100;
    private static final long EVERY_NANOS = 120_000_000;
    private static final long SOON_NANOS = 1_000_000_000;
    private static final long PATIENCE_SECONDS = 15;

    private final BiConsumer<@Nullable ExportJob, String> planned;
    private final Consumer<Image> previewed;
    private final Far far;
    private final BiConsumer<String, Boolean> ended;
    private final ExecutorService looking = Executors.newSingleThreadExecutor(r -> daemon(r, "export-preview"));
    private volatile int wish;
    private volatile double place;
    private volatile @Nullable ExportJob job;
    private volatile boolean cancelled;
    private volatile boolean wanted;
    private volatile boolean stale;
    private volatile @Nullable CountDownLatch writing;

    ExportWork(BiConsumer<@Nullable ExportJob, String> planned, Consumer<Image> previewed, Far far, BiConsumer<String, Boolean> ended) {
        this.planned = planned;
        this.previewed = previewed;
        this.far = far;
        this.ended = ended;
    }

    /// Plans, and then draws a frame.
    ///
    /// @param at where in the film, 0 to 1
    void plan(Scenario scenario, Study study, ExportChoice choice, double at) {
        int mine = ++wish;
        place = at;
        job = null;
        looking.execute(() -> {
            if (mine != wish) {
                return;
            }
            try {
                var made = ExportJob.plan(scenario, study, choice);
                Platform.runLater(() -> {
                    if (mine == wish) {
                        job = made;
                        planned.accept(made, "");
                        if (wanted) {
                            write();
                        }
                    }
                });
                draw(made, mine);
            } catch (ExportException e) {
                Platform.runLater(() -> {
                    if (mine == wish) {
                        boolean was = wanted;
                        wanted = false;
                        if (was) {
                            ended.accept(String.valueOf(e.getMessage()), true);
                        }
                        planned.accept(null, String.valueOf(e.getMessage()));
                    }
                });
            }
        });
    }

    /// There is nothing to plan.
    void forget() {
        wish++;
        job = null;
    }

    /// Draws another frame of what is planned.
    void preview(double at) {
        place = at;
        var j = job;
        int mine = wish;
        if (j != null && !stale) {
            stale = true;
            looking.execute(() -> {
                stale = false;
                if (mine == wish) {
                    draw(j, mine);
                }
            });
        }
    }

    private void draw(ExportJob j, int mine) {
        var image = small(j.preview(Math.round(place * (j.frames() - 1))));
        Platform.runLater(() -> {
            if (mine == wish) {
                previewed.accept(image);
            }
        });
    }

    /// As the toolkit wants it, and no larger than it is seen.
    private static Image small(BufferedImage from) {
        double s = Math.min(1, (double) PREVIEW_WIDTH / Math.max(from.getWidth(), from.getHeight()));
        int w = (int) Math.max(1, Math.round(from.getWidth() * s));
        int h = (int) Math.max(1, Math.round(from.getHeight() * s));
        var to = new BufferedImage(w, h, BufferedImage.TYPE_INT_ARGB);
        var g = to.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.drawImage(from, 0, 0, w, h, null);
        g.dispose();
        var image = new WritableImage(w, h);
        image.getPixelWriter().setPixels(0, 0, w, h, PixelFormat.getIntArgbInstance(), to.getRGB(0, 0, w, h, null, 0, w), 0, w);
        return image;
    }

    boolean writing() {
        return wanted || writing != null;
    }

    /// Writes what is planned, as soon as it is.
    void write() {
        cancelled = false;
        var j = job;
        if (j == null) {
            wanted = true;
            return;
        }
        wanted = false;
        var done = new CountDownLatch(1);
        writing = done;
        daemon(() -> {
            var sentence = "";
            boolean wrong = false;
            try {
                sentence = j.write(this::at);
            } catch (CancellationException e) {
                // the reader wanted it so
            } catch (ExportException e) {
                sentence = String.valueOf(e.getMessage());
                wrong = true;
            } catch (RuntimeException | Error e) {
                sentence = String.valueOf(e);
                wrong = true;
            } finally {
                done.countDown();
                var text = sentence;
                boolean failed = wrong;
                Platform.runLater(() -> {
                    writing = null;
                    ended.accept(text, failed);
                });
            }
        }, "export").start();
        began = System.nanoTime();
        told = 0;
    }

    private volatile long began;
    private long told;

    private boolean at(long done, long of) {
        long now = System.nanoTime();
        if (now - told >= EVERY_NANOS) {
            told = now;
            long spent = now - began;
            long left = done == 0 || spent < SOON_NANOS ? -1 : Math.round((double) spent / done * (of - done));
            double share = (double) done / Math.max(1, of);
            Platform.runLater(() -> {
                if (writing != null) {
                    far.at(share, left);
                }
            });
        }
        return !cancelled;
    }

    void cancel() {
        cancelled = true;
        if (wanted) {
            wanted = false;
            ended.accept("", false);
        }
    }

    /// Cancels, and returns when nothing is written any more.
    void cancelAndWait() {
        cancel();
        var w = writing;
        if (w != null) {
            try {
                w.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void close() {
        cancel();
        wish++;
    }

    private static Thread daemon(Runnable r, String name) {
        var t = new Thread(r, name);
        t.setDaemon(true);
        return t;
    }
}
