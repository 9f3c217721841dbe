package dioscope.app.export.ffmpeg;

import dioscope.app.export.ExportException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// An ffmpeg process that takes frames.
final class Encoder implements Pump.Sink, AutoCloseable {
    private static final int LOOK_MILLIS = 20;
    private static final int END_SECONDS = 5;
    private static final int SAMPLE = 64;

    private final FfmpegFinder.Choice choice;
    private final String target;
    private final Process process;
    private final OutputStream in;
    private final Errors errors;
    private byte[] last = new byte[0];
    private long written;
    private volatile long cpuNanos;

    /// Starts it.
    ///
    /// @param target what is written, for the user
    Encoder(FfmpegFinder.Choice choice, List<String> arguments, String target) {
        this.choice = choice;
        this.target = target;
        try {
            process = choice.ffmpeg().builder(arguments).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new ExportException(choice.ffmpeg() + " cannot be started: " + e.getMessage(), e);
        }
        in = process.getOutputStream();
        errors = Errors.of(process);
    }

    Process process() {
        return process;
    }

    /// CPU time that it has taken, nanoseconds; 0 where the system does not tell.
    long cpuNanos() {
        return cpuNanos;
    }

    @Override
    public void frame(byte[] bytes) throws IOException {
        last = bytes;
        again();
    }

    @Override
    public void again() throws IOException {
        in.write(last);
        if (++written % SAMPLE == 0) sample();
    }

    private void sample() {
        process.info().totalCpuDuration().ifPresent(d -> cpuNanos = Math.max(cpuNanos, d.toNanos()));
    }

    /// Tells it that all frames are there and waits for its end.
    ///
    /// @param goOn asked again and again
    /// @throws CancellationException when `goOn` says no
    void finish(BooleanSupplier goOn) {
        try {
            in.close();
        } catch (IOException e) {
            // then it ends by itself, and says why
        }
        try {
            do {
                sample();
                if (!goOn.getAsBoolean()) throw new CancellationException();
            } while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
        if (process.exitValue() != 0) throw failure();
    }

    @Override
    public void abort() {
        process.destroyForcibly();
    }

    @Override
    public ExportException failed(IOException e) {
        return failure();
    }

    private ExportException failure() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException i) {
            Thread.currentThread().interrupt();
        }
        if (errors.say("No space left on device") || errors.say("There is not enough space")) {
            return new ExportException("the disk is full: " + target + " was not written");
        }
        if (errors.say("Disk quota exceeded")) return new ExportException("the disk quota is used up: " + target + " was not written");
        var code = process.isAlive() ? "" : " with code " + process.exitValue();
        return new ExportException(target + " was not written: " + choice.ffmpeg() + " ended" + code + ": " + errors.last());
    }

    /// Ends it if it still runs; afterwards it is gone.
    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor(END_SECONDS, TimeUnit.SECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
