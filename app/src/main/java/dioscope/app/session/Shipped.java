package dioscope.app.session;

import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The scenarios that come with the program, in the order of their file names.
public final class Shipped {
    private static final String FOLDER = "/assets/scenarios";

    private Shipped() {}

    /// All of them.
    ///
    /// @throws dioscope.model.scenario.ScenarioException if one is no scenario
    public static List<Scenario> all() {
        try {
            URI uri = Objects.requireNonNull(Shipped.class.getResource(FOLDER), "the scenarios are missing").toURI();
            try (@Nullable
            FileSystem jar = uri.getScheme().equals("jar") ? FileSystems.newFileSystem(uri, Map.of()) : null) {
                var folder = jar == null ? Path.of(uri) : jar.getPath(FOLDER);
                try (var files = Files.list(folder)) {
                    return files.filter(f -> f.toString().endsWith(".json")).sorted().map(Shipped::read).toList();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Scenario read(Path file) {
        try {
            return ScenarioJson.read(Files.readString(file), String.valueOf(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
