package dioscope.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @Test
    void a_window_is_for_nothing_or_one_scenario_and_a_command_for_the_rest(@TempDir Path dir) throws IOException {
        var file = Files.writeString(dir.resolve("a.json"), "{}").toString();
        assertThat(Main.wantsWindow(new String[0])).isTrue();
        assertThat(Main.wantsWindow(new String[]{file})).isTrue();
        assertThat(Main.wantsWindow(new String[]{"run", file})).isFalse();
        assertThat(Main.wantsWindow(new String[]{"check"})).isFalse();
        assertThat(Main.wantsWindow(new String[]{"--help"})).isFalse();
        assertThat(Main.wantsWindow(new String[]{dir.resolve("none.json").toString()})).isFalse();
    }
}
