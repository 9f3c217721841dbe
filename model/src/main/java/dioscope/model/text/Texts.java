package dioscope.model.text;

import dioscope.model.profile.Aliases;
import dioscope.model.profile.Profile;
import dioscope.model.profile.Version;
import dioscope.model.trace.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The words for the steps of one kernel: why, our reading of the code, and where the real code stands.
///
/// A function is written of once for all kernels, in the file of the source that the newest of them keeps it in; one that was renamed shares what
/// is written under its newest name, where nothing is written under its own.
///
/// A text is looked for under the step's function and label; changes and returns that many functions share are under the function `*`. Where
/// nothing is written of a site, what is written of its function's entry stands in, with a sentence that names the decision.
///
/// Texts may carry `**bold**`, `` `code` `` and `[words](token)`.
public final class Texts {
    /// One line of our reading of a function.
    ///
    /// @param label the label of the sites this line stands for, empty for none
    /// @param text the line, indented by spaces
    public record Line(String label, String text) {}

    private static final String ASSETS = "/assets/";
    private static final String GENERAL = "general";
    private static final String SHARED = "*";

    private final Profile profile;
    private final @Nullable Path folder;
    /// By text file; each is read when the first of its functions is asked for, so that a start does not wait for all of them.
    private final Map<String, Map<String, TextFile.Function>> files = new ConcurrentHashMap<>();
    /// The source maps of the kernels, by number; each is read when it is first asked for.
    private final Map<String, Sources> maps = new ConcurrentHashMap<>();

    private Texts(Profile profile, @Nullable Path folder) {
        this.profile = profile;
        this.folder = folder;
    }

    private Sources map(String kernel) {
        return maps.computeIfAbsent(kernel, n -> {
            String map = "sources/" + n + ".json";
            return Sources.parse(read(folder, map).orElseThrow(() -> new IllegalStateException("there is no " + ASSETS + map)));
        });
    }

    /// The texts carried with the program. A text file that is not well formed is told when it is first asked for, by file and line.
    public static Texts carried(Profile profile) {
        return new Texts(profile, null);
    }

    /// The same, with the files of `folder` (`texts/NAME.md`, `sources/KERNEL.json`) in place of those carried, where it has them.
    ///
    /// @throws UncheckedIOException when a file cannot be read
    public static Texts of(Profile profile, Path folder) {
        return new Texts(profile, folder);
    }

    /// `fs/iomap/direct-io.c` is written of in `fs.iomap.direct-io`.
    static String textName(String sourceFile) {
        return sourceFile.replaceFirst("\\.[ch]$", "").replace('/', '.');
    }

    /// What a text file says, by function; a function is written of in the file of its source, and all that has no source in the general one.
    Map<String, TextFile.Function> file(String name) {
        return files.computeIfAbsent(name, n -> {
            String file = "texts/" + n + ".md";
            return read(folder, file).map(content -> TextFile.parse(file, content)).orElse(Map.of());
        });
    }

    private TextFile.@Nullable Function function(String fn) {
        String source = home(fn);
        return file(source.isEmpty() ? GENERAL : textName(source)).get(fn);
    }

    /// The source file that the newest kernel that has `fn` keeps it in; empty when no kernel is known to have it.
    String home(String fn) {
        if (sources().file(fn).isEmpty() && !Aliases.renamed(fn)) {
            return "";
        }
        for (var p : Profile.ALL.reversed()) {
            String file = p.recorded() ? map(p.name()).file(fn) : "";
            if (!file.isEmpty()) {
                return file;
            }
        }
        return "";
    }

    /// Every source file of any kernel.
    Set<String> allSources() {
        var out = new TreeSet<String>();
        Profile.ALL.stream().filter(Profile::recorded).forEach(p -> out.addAll(map(p.name()).files()));
        return out;
    }

    /// The version of the file that `fn` stands in.
    private Version version(String fn) {
        return profile.version(sources().file(fn));
    }

    /// What texts may name at `step`.
    Facts facts(Step step) {
        return new Facts(profile, version(step.fn()), step);
    }

    private static Optional<String> read(@Nullable Path folder, String name) {
        try {
            if (folder != null && Files.exists(folder.resolve(name))) {
                return Optional.of(Files.readString(folder.resolve(name)));
            }
            try (var in = Texts.class.getResourceAsStream(ASSETS + name)) {
                return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Why `step` went as it did, its values filled in; empty only when nothing is known of its function either.
    public Optional<String> why(Step step) {
        var facts = facts(step);
        return own(step).flatMap(s -> s.text(facts)).or(() -> standIn(step, facts));
    }

    /// What is written of this very site, or of what many functions share.
    Optional<Section> own(Step step) {
        return switch (step.kind()) {
            case START -> section("@start", TextFile.ENTRY);
            case ENTER -> section(step.fn(), TextFile.ENTRY);
            case BRANCH -> section(step.fn(), step.label());
            case CHANGE -> section(step.fn(), step.label()).filter(s -> !s.onlyOfBranches()).or(() -> section(SHARED, step.label()));
            case RETURN -> section(step.fn(), "@return").or(() -> section(SHARED, "@return"));
            case SWITCH -> section("@switch", step.label()).or(() -> section("@switch", TextFile.ENTRY));
            case NOTE -> section("@note", step.label());
        };
    }

    private Optional<String> standIn(Step step, Facts facts) {
        var entry = section(step.fn(), TextFile.ENTRY).flatMap(s -> s.text(facts));
        var generic = section(SHARED, "@" + step.kind().name().toLowerCase(java.util.Locale.ROOT)).flatMap(s -> s.text(facts));
        return entry.isEmpty() ? generic : entry.map(e -> e + generic.map(g -> "\n\n" + g).orElse(""));
    }

    /// The section of a label, or of the prefix it begins with (`wake *`); of the newest name where nothing is written of this one.
    private Optional<Section> section(String fn, String label) {
        var own = sectionOf(fn, label);
        String newest = Aliases.newest(fn);
        return own.isPresent() || newest.equals(fn) ? own : sectionOf(newest, label);
    }

    private Optional<Section> sectionOf(String fn, String label) {
        var f = function(fn);
        if (f == null) {
            return Optional.empty();
        }
        var s = f.sections().get(label);
        int space = label.indexOf(' ');
        return Optional.ofNullable(s == null && space > 0 ? f.sections().get(label.substring(0, space) + " *") : s);
    }

    /// Our reading of `fn` as this kernel has it; none when nobody has written it.
    public List<Line> code(String fn) {
        var f = function(fn);
        var lines = f == null ? List.<TextFile.Code>of() : f.code();
        String newest = Aliases.newest(fn);
        if (lines.isEmpty() && !newest.equals(fn)) {
            var n = function(newest);
            lines = n == null ? lines : n.code();
        }
        var version = version(fn);
        return lines.stream().filter(l -> l.kernels().has(version)).map(TextFile.Code::line).toList();
    }

    /// Where the real source of this step is, such as `fs/iomap/direct-io.c:264`; empty when not known.
    public String source(Step step) {
        return step.frame() == null ? "" : sources().of(step.fn(), step.label());
    }

    Profile profile() {
        return profile;
    }

    Sources sources() {
        return map(profile.rest().number());
    }
}
