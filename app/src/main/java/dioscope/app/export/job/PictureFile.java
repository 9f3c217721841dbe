package dioscope.app.export.job;

import dioscope.app.export.ExportException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes a picture beside its place first, so that a failure leaves what was there.
final class PictureFile {
    private PictureFile() {}

    /// @throws ExportException when it cannot be written
    static void write(Path file, byte[] bytes) {
        var target = file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new ExportException(file + " is a folder");
        }
        var part = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            Files.write(part, bytes);
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(part);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw new ExportException("cannot write " + file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such folder";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : String.valueOf(e.getMessage());
        };
    }
}
