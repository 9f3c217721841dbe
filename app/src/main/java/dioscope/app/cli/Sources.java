package dioscope.app.cli;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The scenario files and start states a command line names.
final class Sources {
    private static final String START = ".start.json";
    private static final String JSON = ".json";

    private Sources() {}

    /// One file to run.
    ///
    /// @param file where it is
    /// @param folder the folder below the one named on the command line, empty for none: `6.12`
    /// @param name its case name: the file's name without `.start.json` or `.json`
    record Source(Path file, Path folder, String name) {
        Scenario read(@Nullable Profile kernel) {
            try {
                var text = Files.readString(file);
                return kernel == null ? ScenarioJson.read(text, file.toString()) : ScenarioJson.readFor(kernel, text, file.toString());
            } catch (IOException e) {
                throw Failure.failed(file + ": cannot be read: " + Output.reason(e));
            }
        }

        /// Where its result goes below `out`.
        Path in(Path out, String suffix) {
            return out.resolve(folder).resolve(name + suffix);
        }
    }

    /// The files named and those in the folders named, sorted within each folder.
    static List<Source> of(List<Path> named) {
        var sources = new ArrayList<Source>();
        for (var path : named) {
            if (Files.isDirectory(path)) {
                sources.addAll(within(path));
            } else if (Files.exists(path)) {
                sources.add(new Source(path, Path.of(""), name(path)));
            } else {
                throw Failure.usage(path + ": no such file");
            }
        }
        return sources;
    }

    private static List<Source> within(Path folder) {
        try (var files = Files.walk(folder)) {
            var found = files.filter(Files::isRegularFile).filter(f -> isScenario(f.getFileName().toString())).sorted()
                    .map(f -> new Source(f, below(folder, f), name(f))).toList();
            if (found.isEmpty()) throw Failure.usage(folder + ": holds no scenario and no start state");
            return found;
        } catch (IOException e) {
            throw Failure.failed(folder + ": cannot be read: " + Output.reason(e));
        }
    }

    private static Path below(Path folder, Path file) {
        var parent = folder.relativize(file).getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static boolean isScenario(String name) {
        return name.endsWith(JSON) && !name.endsWith(".run.json") && !name.endsWith(".steps.json") && !name.endsWith(".schema.json");
    }

    private static String name(Path file) {
        var name = file.getFileName().toString();
        for (var ending : List.of(START, JSON)) {
            if (name.endsWith(ending)) return name.substring(0, name.length() - ending.length());
        }
        return name;
    }

    /// A kernel by its name on the command line, null when none was given.
    static @Nullable Profile kernel(@Nullable String name) {
        if (name == null) return null;
        for (var p : Profile.ALL) {
            if (p.name().equals(name) || p.release().equals(name)) return p;
        }
        throw Failure.usage(
                "--kernel " + name + ": not modelled; there is " + String.join(", ", Profile.ALL.stream().map(Profile::name).toList()));
    }
}
