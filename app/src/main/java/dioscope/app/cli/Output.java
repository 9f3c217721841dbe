package dioscope.app.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a command writes.
///
/// @param out results
/// @param err one line for each thing that went wrong
record Output(PrintStream out, PrintStream err) {
    void complain(String line) {
        err.println("dioscope: " + line);
    }

    static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static void write(Path file, byte[] bytes) {
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw Failure.failed("cannot write " + file + ": " + reason(e));
        }
    }

    /// What went wrong with a file, without repeating its name.
    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "no such file";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileAlreadyExistsException _ -> "a file is in the way of a folder";
            default -> String.valueOf(e.getMessage());
        };
    }
}
