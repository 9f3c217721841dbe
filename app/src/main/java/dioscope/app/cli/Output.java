package dioscope.app.cli;

import dioscope.app.export.ExportException;
import dioscope.app.export.TargetFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a command writes.
///
/// @param out results
/// @param err one line for each thing that went wrong
record Output(PrintStream out, PrintStream err) {
    private static final int BUFFER = 1 << 16;

    void complain(String line) {
        err.println("dioscope: " + line);
    }

    /// For results that are long: they are not kept until all of them are there. Closing it leaves what it writes to open.
    Writer writer() {
        return new BufferedWriter(new OutputStreamWriter(out, out.charset()), BUFFER) {
            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    /// The same into a file, which and whose folders are made.
    static Writer writer(Path file) {
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            return Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw Failure.failed("cannot write " + file + ": " + reason(e));
        }
    }

    static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static void write(Path file, byte[] bytes) {
        try {
            TargetFile.write(file, bytes);
        } catch (ExportException e) {
            throw Failure.failed(String.valueOf(e.getMessage()));
        }
    }

    /// What went wrong with a file, without repeating its name.
    static String reason(IOException e) {
        return TargetFile.reason(e);
    }
}
