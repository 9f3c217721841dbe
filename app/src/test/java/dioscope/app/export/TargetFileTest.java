package dioscope.app.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetFileTest {
    private static final byte[] NEW = {1, 2, 3};

    @TempDir
    private Path dir;

    @Test
    void takesThePlaceOfWhatWasThereAndMakesFolders() throws IOException {
        var file = dir.resolve("a/b/x.pdf");
        TargetFile.write(file, new byte[]{9});
        TargetFile.write(file, NEW);
        assertThat(file).hasBinaryContent(NEW);
        try (var all = Files.list(file.getParent())) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void aFileInTheWayOfAFolderIsOneSentenceAndLeavesAllAsItWas() throws IOException {
        var way = Files.writeString(dir.resolve("way"), "mine");
        assertThatThrownBy(() -> TargetFile.write(way.resolve("deep/x.pdf"), NEW)).isInstanceOf(ExportException.class)
                .hasMessageContaining("x.pdf").hasMessageEndingWith("a file is in the way of a folder");
        assertThat(way).hasContent("mine");
        try (var all = Files.list(dir)) {
            assertThat(all).containsExactly(way);
        }
    }

    @Test
    void aFolderIsNoFile() {
        assertThatThrownBy(() -> TargetFile.write(dir, NEW)).isInstanceOf(ExportException.class).hasMessageContaining("is a folder");
    }

    @Test
    void aFullDiskIsToldAsOne() {
        var full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        assertThatThrownBy(() -> TargetFile.write(full, NEW)).isInstanceOf(ExportException.class)
                .hasMessage("cannot write /dev/full: the disk is full");
    }

    @Test
    void reasonsAreToldWithoutTheName() {
        assertThat(TargetFile.reason(new FileSystemException("/x/y.pdf", null, "No space left on device"))).isEqualTo("the disk is full");
        assertThat(TargetFile.reason(new NoSuchFileException("/x/y.pdf"))).isEqualTo("no such file");
        assertThat(TargetFile.reason(new FileSystemException("/x/y.pdf", null, "Read-only file system")))
                .isEqualTo("Read-only file system");
    }
}
