package dioscope.app.cli;

import dioscope.model.profile.Profile;
import dioscope.model.run.Need;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A scenario as one word of the command line: a file, or the number or name of a shipped scenario, each with `@KERNEL` behind it where it is to run
/// on that kernel.
///
/// @param name what it is called
record Named(String name, Scenario scenario) {
    /// The scenario `word` names.
    ///
    /// @param other what is meant where `word` is nothing but `@KERNEL`; null where that is not allowed
    /// @param kernel the kernel for a word that names none; null for the one of the scenario
    static Named of(String word, @Nullable Named other, @Nullable Profile kernel) {
        int at = word.lastIndexOf('@');
        boolean own = at >= 0 && !Files.exists(Path.of(word));
        var profile = own ? kernel(word, word.substring(at + 1)) : kernel;
        var what = own ? word.substring(0, at) : word;
        if (what.isEmpty()) {
            if (other == null) {
                throw Failure.usage(word + ": names a kernel but no scenario");
            }
            return profile == null ? other : new Named(other.name, other.scenario.withKernel(profile));
        }
        var path = Path.of(what);
        if (Files.exists(path)) {
            var sources = Sources.of(List.of(path));
            if (sources.size() != 1 || Files.isDirectory(path)) {
                throw Failure.usage(what + ": give one file");
            }
            return new Named(sources.getFirst().name(), sources.getFirst().read(profile));
        }
        var shipped = ShippedScenarios.read(shipped(what));
        return new Named(shipped(what), profile == null ? shipped : shipped.withKernel(profile));
    }

    private static Profile kernel(String word, String name) {
        for (var p : Profile.ALL) {
            if (p.name().equals(name) || p.release().equals(name)) {
                return p;
            }
        }
        throw Failure.usage(word + ": no kernel " + (name.isEmpty() ? "after @" : name) + "; there is "
                + String.join(", ", Profile.ALL.stream().map(Profile::name).toList()));
    }

    private static String shipped(String word) {
        var names = ShippedScenarios.names();
        for (var n : names) {
            if (n.equals(word.toLowerCase(Locale.ROOT))
                    || word.matches("\\d{1,3}") && n.startsWith(String.format("%02d-", Integer.parseInt(word)))) {
                return n;
            }
        }
        throw Failure.usage(word + ": no such file and no shipped scenario; shipped are " + names.getFirst() + " to " + names.getLast());
    }

    /// Refuses what would take more than this program may use.
    Named runnable() {
        Need.refusal(scenario).ifPresent(why -> {
            throw Failure.failed(name + ": " + why);
        });
        return this;
    }
}
