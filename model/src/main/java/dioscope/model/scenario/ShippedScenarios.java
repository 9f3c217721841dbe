package dioscope.model.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The scenarios that come with the program, in the order of `assets/scenarios/index.txt`; the window opens with the first.
public final class ShippedScenarios {
    private static final String FOLDER = "/assets/scenarios/";

    private ShippedScenarios() {}

    /// Those under one heading of the index, a line that begins with `#`.
    public record Shelf(String heading, List<Scenario> scenarios) {}

    /// Their names, without `.json`.
    public static List<String> names() {
        return text("index.txt").lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }

    /// All of them under their headings.
    public static List<Shelf> shelves() {
        var out = new ArrayList<Shelf>();
        for (var line : text("index.txt").lines().filter(l -> !l.isBlank()).toList()) {
            if (line.startsWith("#")) out.add(new Shelf(line.substring(1).strip(), new ArrayList<>()));
            else if (out.isEmpty()) throw new IllegalStateException("index.txt: " + line + " stands under no heading");
            else out.getLast().scenarios().add(read(line));
        }
        return List.copyOf(out);
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
