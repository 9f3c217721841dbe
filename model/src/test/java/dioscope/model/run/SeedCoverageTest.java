package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Aliases;
import dioscope.model.trace.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The tables of the README that say where each function of the seed documents is, held to the code.
class SeedCoverageTest {
    private static final Path README = Path.of("README.md");
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Path NAMES = Path.of("src", "test", "resources", "seed-names.txt");
    private static final Pattern METHOD = Pattern.compile("(\\w+)#(\\w+)");
    private static final Pattern CLASS = Pattern.compile("\\b[A-Z]\\w+Test\\b");
    private static final String NEXT = "with buffered writes";

    /// A line of the tables of functions.
    private record Line(String function, List<String> seeds, List<String> profiles, String method, String tests) {
        boolean waits() {
            return tests.equals(NEXT);
        }
    }

    private static String section() throws IOException {
        var readme = Files.readString(README);
        int from = readme.indexOf("## What the seed documents show");
        return readme.substring(from, readme.indexOf("\n## ", from + 1));
    }

    private static List<Line> lines() throws IOException {
        var lines = new ArrayList<Line>();
        for (var l : section().split("\n")) {
            var c = l.split("\\|");
            if (c.length == 6 && c[1].strip().startsWith("`")) {
                lines.add(new Line(c[1].strip().replace("`", ""), List.of(c[2].strip().split(" ")), List.of(c[3].strip().split(" ")),
                        c[4].strip(), c[5].strip()));
            }
        }
        return lines;
    }

    /// Classes of a source folder by their simple names, those inside others too.
    private static Map<String, Class<?>> classes(Path root) throws IOException {
        var found = new HashMap<String, Class<?>>();
        try (var files = Files.walk(root)) {
            for (var f : files.filter(f -> f.toString().endsWith(".java") && !f.endsWith("package-info.java")).toList()) {
                var name = root.relativize(f).toString().replace('/', '.').replaceAll("\\.java$", "");
                try {
                    var c = Class.forName(name, false, SeedCoverageTest.class.getClassLoader());
                    found.merge(c.getSimpleName(), c,
                            (a, b) -> a.getName().contains(".kernel.") ? a : b.getName().contains(".scenario.") ? a : b);
                    for (var inner : c.getDeclaredClasses()) {
                        found.putIfAbsent(inner.getSimpleName(), inner);
                    }
                } catch (ClassNotFoundException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return found;
    }

    private static boolean declares(Class<?> c, String method) {
        return Arrays.stream(c.getDeclaredMethods()).anyMatch(m -> m.getName().equals(method));
    }

    @Test
    void eachMethodExistsInTheClassThatIsNamed() throws IOException {
        var classes = classes(SOURCES);
        var wrong = new ArrayList<String>();
        var m = METHOD.matcher(section());
        int count = 0;
        while (m.find()) {
            count++;
            var c = classes.get(m.group(1));
            if (c == null || !declares(c, m.group(2))) {
                wrong.add(m.group());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(count).isGreaterThan(150);
    }

    @Test
    void eachTestExists() throws IOException {
        var tests = classes(TESTS).keySet();
        for (var l : lines()) {
            var named = CLASS.matcher(l.tests).results().map(r -> r.group()).toList();
            assertThat(named.isEmpty()).as(l.function).isEqualTo(l.waits());
            assertThat(tests).as(l.function).containsAll(named);
        }
    }

    @Test
    void nothingThatTheDocumentsNameIsMissing() throws IOException {
        var told = new TreeMap<String, Set<String>>();
        for (var l : lines()) {
            told.computeIfAbsent(l.function, x -> new TreeSet<>()).addAll(l.seeds);
        }
        var words = new TreeSet<>(List.of(section().split("[^\\w]+")));
        var wrong = new ArrayList<String>();
        for (var line : Files.readAllLines(NAMES)) {
            if (!line.startsWith("#")) {
                var part = List.of(line.split(" "));
                var seeds = told.get(part.getFirst());
                if (seeds != null ? !seeds.containsAll(part.subList(1, part.size())) : !words.contains(part.getFirst())) {
                    wrong.add(line);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /// A function that makes a step of its own is entered by a run of each profile it is told for.
    @Test
    void whatMakesAStepIsEnteredOnTheProfileThatIsNamed() throws IOException {
        var code = new StringBuilder();
        try (var files = Files.walk(SOURCES)) {
            for (var f : files.filter(f -> f.toString().contains("kernel") && f.toString().endsWith(".java")).toList()) {
                code.append(Files.readString(f));
            }
        }
        var entered = new HashMap<String, Set<String>>();
        var wrong = new ArrayList<String>();
        int checked = 0;
        for (var l : lines()) {
            if (!l.waits() && code.indexOf("enter(\"" + l.function + "\"") >= 0) {
                for (var kernel : l.profiles) {
                    checked++;
                    if (!entered.computeIfAbsent(kernel, SeedCoverageTest::entered).contains(Aliases.newest(l.function))) {
                        wrong.add(l.function + " on " + kernel);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(checked).isGreaterThan(80);
    }

    private static Set<String> entered(String kernel) {
        var fns = new TreeSet<String>();
        for (var r : runs(kernel)) {
            r.trace().steps().stream().filter(s -> s.kind() == Step.Kind.ENTER).forEach(s -> fns.add(Aliases.newest(s.fn())));
        }
        return fns;
    }

    /// Few runs that go through much.
    private static List<DioRun> runs(String kernel) {
        var part = "\"i_size\": 65536, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 65536, \"state\": \"unwritten\"}]";
        var block = "\"offset\": 8192, \"length\": 4096";
        var read = "\"op\": \"read\", ";
        var dsync = ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]";
        var aio = ", \"submission\": \"aio\"";
        var nofua = ", \"device\": {\"preset\": \"nvme-nofua\"}";
        var dirty = ", \"page_cache\": [{\"page\": 2, \"pages\": 1, \"state\": \"dirty\"}, {\"page\": 9, \"pages\": 1, \"state\": \"clean\"}]";
        return List.of(
                DioRun.of(kernel, DioRun.WRITTEN, block + dsync, nofua),
                DioRun.of(kernel, DioRun.WRITTEN, block + aio, dirty),
                DioRun.of(kernel, DioRun.WRITTEN, read + block, dirty),
                DioRun.of(kernel, DioRun.HOLE, "\"offset\": 8704, \"length\": 512" + dsync),
                DioRun.of(kernel, DioRun.HOLE, read + block),
                DioRun.of(kernel, part, block + aio),
                DioRun.of(kernel, DioRun.WRITTEN, "\"offset\": 65536, \"length\": 4096"),
                DioRun.of(kernel, DioRun.WRITTEN,
                        "\"offset\": 65536, \"length\": 4096, \"iovecs\": [{\"base_mod_4096\": 1, \"len\": 4096}]"),
                DioRun.of(kernel, DioRun.WRITTEN, block + ", \"rwf\": [\"RWF_NOWAIT\"]"),
                DioRun.of(kernel, DioRun.WRITTEN, block + ", \"submission\": \"uring-iopoll\""),
                DioRun.of(kernel, DioRun.WRITTEN, read + block + aio, ", \"faults\": {\"fail_bio\": 1}"),
                DioRun.of(kernel, DioRun.WRITTEN, block, dirty.replace("\"dirty\"", "\"clean\"") + ", \"faults\": {\"stuck_pages\": [2]}"),
                DioRun.of(kernel, DioRun.WRITTEN, read + block, ", \"asks\": [\"bounce\"]"),
                DioRun.of(kernel, DioRun.WRITTEN, block + aio, ", \"asks\": [\"ioend\"]"),
                DioRun.of(kernel,
                        "\"i_size\": 4096, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 4096, \"state\": \"written\"}]",
                        read + "\"offset\": 0, \"length\": 4096", ", \"asks\": [\"inline-mapping\"]"),
                DioRun.of(kernel,
                        "\"i_size\": 4096, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 4096, \"state\": \"written\"}]",
                        "\"offset\": 0, \"length\": 4096", ", \"asks\": [\"inline-mapping\"]"),
                DioRun.of(kernel, DioRun.WRITTEN, "\"offset\": 0, \"length\": 4194304, \"open_flags\": []",
                        ", \"writeback\": {\"dirty_background_bytes\": 262144, \"dirty_bytes\": 524288}"));
    }
}
