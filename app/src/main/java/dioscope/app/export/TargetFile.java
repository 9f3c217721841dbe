package dioscope.app.export;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes a file whole or not at all: into a file beside it, which takes its place when all of it is on the disk.
public final class TargetFile {
    private TargetFile() {}

    /// Writes `bytes`; folders that are missing are made.
    ///
    /// @throws ExportException when that cannot be done; what was there before is then as it was
    public static void write(Path file, byte[] bytes) {
        var made = new ArrayList<Path>();
        Path part = null;
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) folders(folder, made);
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                if (Files.isDirectory(file)) throw new ExportException("cannot write " + file + ": it is a folder");
                Files.write(file, bytes);
                return;
            }
            if (Files.exists(file) && !Files.isWritable(file)) throw new AccessDeniedException(file.toString());
            part = Files.createTempFile(folder, "." + file.getFileName(), ".part");
            Files.write(part, bytes);
            readable(part);
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            if (part != null) delete(part);
            made.reversed().forEach(TargetFile::delete);
            throw new ExportException("cannot write " + file + ": " + reason(e), e);
        }
    }

    private static void folders(Path folder, List<Path> made) throws IOException {
        if (Files.isDirectory(folder)) return;
        var above = folder.getParent();
        if (above != null) folders(above, made);
        try {
            Files.createDirectory(folder);
        } catch (NoSuchFileException e) {
            throw new IOException("the folder " + folder + " cannot be made", e);
        }
        made.add(folder);
    }

    /// Temporary files are for their owner only; a file that was asked for is not.
    private static void readable(Path part) {
        part.toFile().setReadable(true, false);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // it is told already that the file was not written
        }
    }

    /// What went wrong with a file, in a few words and without its name.
    public static String reason(IOException e) {
        var text = String.valueOf(e.getMessage());
        return switch (e) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _,NotDirectoryException _ -> "a file is in the way of a folder";
            default -> text.toLowerCase(Locale.ROOT).contains("no space left")
                    ? "the disk is full"
                    : text.contains("Not a directory") ? "a file is in the way of a folder" : text.replaceFirst("^.*: ", "");
        };
    }
}
