package dioscope.model.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The scenarios that come with the program, in the order of `assets/scenarios/index.txt`; the window opens with the first.
public final class ShippedScenarios {
    private static final String FOLDER = "/assets/scenarios/";

    private ShippedScenarios() {}

    /// Their names, without `.json`.
    public static List<String> names() {
        return text("index.txt").lines().filter(line -> !line.isBlank()).toList();
    }

    public static Scenario read(String name) {
        return ScenarioJson.readShipped(text(name + ".json"), name);
    }

    public static List<Scenario> all() {
        return names().stream().map(ShippedScenarios::read).toList();
    }

    private static String text(String file) {
        try (var in = ShippedScenarios.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) throw new IllegalStateException(FOLDER + file + " is not on the class path");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
