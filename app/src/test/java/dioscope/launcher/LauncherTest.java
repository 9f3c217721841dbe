package dioscope.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    /// Class files of Java 17 (JVM specification, table 4.1-A).
    private static final int CLASS_FILE_OF_17 = 61;

    @Test
    void isCompiledForJava17() throws IOException {
        try (var in = new DataInputStream(Launcher.class.getResourceAsStream("Launcher.class"))) {
            in.readInt();
            in.readUnsignedShort();
            assertThat(in.readUnsignedShort()).isEqualTo(CLASS_FILE_OF_17);
        }
    }

    @Test
    void findsAnInstallationThatIsNewEnough(@TempDir Path folder) throws IOException {
        install(folder, "a-17", "JAVA_VERSION=\"17.0.15\"");
        assertThat(Launcher.newerJava(folder)).isEmpty();
        install(folder, "b-26", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"26\"");
        Files.createDirectory(folder.resolve("c-empty"));
        assertThat(Launcher.newerJava(folder)).hasValue(folder.resolve("b-26/bin/java"));
        assertThat(Launcher.newerJava(folder.resolve("absent"))).isEmpty();
    }

    @Test
    void refusesInOneLineThatNamesTheNeededJava() {
        assertThat(Launcher.refusal(17, Optional.empty())).contains("needs Java 25", "this is Java 17", "install a JDK 25").hasLineCount(1);
        assertThat(Launcher.refusal(17, Optional.of(Path.of("/x/bin/java")))).contains("/x/bin/java").hasLineCount(1);
    }

    private static void install(Path folder, String name, String release) throws IOException {
        Files.createDirectory(folder.resolve(name));
        Files.writeString(folder.resolve(name).resolve("release"), release);
    }
}
