package dioscope.app.export.ffmpeg;

import dioscope.app.export.ExportException;
import dioscope.app.export.Frames;
import dioscope.app.export.Progress;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Draws frames and hands them to a sink that works in a thread of its own: one frame is drawn while those before it are written. Only what a frame
/// changes is converted, and a frame that changes nothing is the one before it, written again.
final class Pump {
    /// Where frames go, one after the other, by one thread.
    interface Sink {
        /// @param bytes of a frame, to be read until the next call only
        void frame(byte[] bytes) throws IOException;

        /// The last frame once more.
        void again() throws IOException;

        /// Lets go whoever waits in this sink.
        void abort();

        /// What to tell the user of what went wrong in it.
        ExportException failed(IOException e);
    }

    private static final int BUFFERS = 3;
    /// So many frames wait at most, those that are the same as the one before them among them.
    private static final int WAITING = 6;
    private static final int LOOK_MILLIS = 50;

    /// A frame on its way.
    private static final class Slot {
        final byte[] bytes;
        /// Rows that are older than the last frame drawn.
        int top;
        int bottom;

        Slot(int size, int rows) {
            bytes = new byte[size];
            bottom = rows;
        }

        void changed(Rectangle r) {
            top = top < bottom ? Math.min(top, r.y) : r.y;
            bottom = Math.max(bottom, r.y + r.height);
        }

        void current() {
            top = 0;
            bottom = 0;
        }
    }

    private static final Slot AGAIN = new Slot(0, 0);
    private static final Slot END = new Slot(0, 0);

    private final Frames frames;
    private final Pixels pixels;
    private final Sink sink;
    private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Slot> full = new ArrayBlockingQueue<>(WAITING);
    private volatile @Nullable IOException failure;

    Pump(Frames frames, Pixels pixels, Sink sink) {
        this.frames = frames;
        this.pixels = pixels;
        this.sink = sink;
    }

    /// Writes all frames.
    ///
    /// @return CPU time of drawing and converting, nanoseconds
    long all(Progress progress) {
        return some(n -> n, frames.count(), progress);
    }

    /// Writes `count` frames, the n-th of them the frame `which(n)`.
    ///
    /// @throws CancellationException when the progress says so or the thread is interrupted
    /// @throws ExportException when the sink fails
    long some(LongUnaryOperator which, long count, Progress progress) {
        int width = frames.width();
        int height = frames.height();
        var slots = new ArrayList<Slot>(BUFFERS);
        for (int i = 0; i < BUFFERS; i++) slots.add(new Slot(pixels.size(width, height), height));
        free.addAll(slots);
        var writer = Thread.ofPlatform().daemon().name("film-writer").start(this::write);
        boolean done = false;
        try {
            long cpu = draw(which, count, slots, progress);
            put(END);
            writer.join();
            check();
            done = true;
            return cpu;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        } finally {
            if (!done) {
                sink.abort();
                writer.interrupt();
            }
        }
    }

    private long draw(LongUnaryOperator which, long count, List<Slot> slots, Progress progress) throws InterruptedException {
        int width = frames.width();
        int height = frames.height();
        var threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] rgb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        var whole = new Rectangle(width, height);
        byte[] last = new byte[pixels.size(width, height)];
        for (long n = 0; n < count; n++) {
            if (Thread.interrupted()) throw new InterruptedException();
            if (!progress.at(n, count)) throw new CancellationException();
            var changed = frames.draw(which.applyAsLong(n), image);
            if (n == 0) changed = whole;
            changed = changed.intersection(whole);
            if (changed.isEmpty()) {
                put(AGAIN);
                continue;
            }
            pixels.convert(rgb, width, height, changed, last);
            for (var s : slots) s.changed(changed);
            var slot = take();
            pixels.copy(last, slot.bytes, width, height, slot.top, slot.bottom);
            slot.current();
            put(slot);
        }
        return threads.getCurrentThreadCpuTime() - began;
    }

    private Slot take() throws InterruptedException {
        while (true) {
            var slot = free.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            check();
            if (slot != null) return slot;
        }
    }

    private void put(Slot slot) throws InterruptedException {
        while (!full.offer(slot, LOOK_MILLIS, TimeUnit.MILLISECONDS)) check();
        check();
    }

    private void check() {
        var e = failure;
        if (e != null) throw sink.failed(e);
    }

    private void write() {
        Slot held = null;
        try {
            for (var slot = full.take(); slot != END; slot = full.take()) {
                if (slot == AGAIN) {
                    sink.again();
                    continue;
                }
                if (held != null) free.add(held);
                held = slot;
                sink.frame(slot.bytes);
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            // nobody waits for more
        }
    }
}
