package dioscope.app.export.ffmpeg;

import dioscope.app.export.ExportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// An ffmpeg that can be started.
///
/// @param bundled whether it is the one that comes along
/// @param version as it says it, such as `8.0.1`
/// @param encoders the names of its encoders
record Ffmpeg(Path program, boolean bundled, String version, Set<String> encoders) {
    private static final Pattern ENCODER = Pattern.compile("(?m)^ [VAS][A-Z.]{5} (\\S+)");
    private static final Pattern VERSION = Pattern.compile("ffmpeg version (\\S+)");
    private static final int PATIENCE_SECONDS = 20;

    /// Asks a program what it can do.
    ///
    /// @throws IOException when it does not start or does not answer as an ffmpeg does
    static Ffmpeg ask(Path program, boolean bundled) throws IOException {
        var version = VERSION.matcher(output(program, bundled, List.of("-version")));
        if (!version.find()) throw new IOException(program + " does not answer as an ffmpeg does");
        var found = ENCODER.matcher(output(program, bundled, List.of("-hide_banner", "-encoders")));
        return new Ffmpeg(program, bundled, version.group(1), found.results().map(m -> m.group(1)).collect(Collectors.toUnmodifiableSet()));
    }

    private static String output(Path program, boolean bundled, List<String> arguments) throws IOException {
        var process = builder(program, bundled, arguments).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            var reader = Thread.ofVirtual().start(() -> {
                try {
                    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
                } catch (InterruptedException e) {
                    process.destroyForcibly();
                }
            });
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            reader.interrupt();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    /// A process of it that is not started yet.
    ProcessBuilder builder(List<String> arguments) {
        return builder(program, bundled, arguments);
    }

    private static ProcessBuilder builder(Path program, boolean bundled, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(arguments);
        var b = new ProcessBuilder(command);
        // its own libraries lie beside it
        if (bundled) b.environment().put("LD_LIBRARY_PATH", program.toAbsolutePath().resolveSibling("").toString());
        return b;
    }

    /// Runs to the end and gives what was written to the output.
    ///
    /// @throws ExportException with what ffmpeg says, when it ends otherwise than with 0
    String run(List<String> arguments, String doing) {
        try {
            var process = builder(arguments).start();
            try {
                process.getOutputStream().close();
                var errors = Errors.of(process);
                var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) throw new ExportException(doing + ": " + errors.last());
                return text;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new ExportException(this + " cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException();
        }
    }

    @Override
    public String toString() {
        return bundled ? "the ffmpeg " + version + " that comes along" : "ffmpeg " + version + " (" + program + ")";
    }
}
