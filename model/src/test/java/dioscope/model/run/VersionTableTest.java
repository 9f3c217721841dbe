package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The table of version differences in the README of this module says what is true of the tests: a row, pitfall or correction is held by the test
/// methods that carry its number, or waits for the buffered path.
class VersionTableTest {
    private static final Path TESTS = Path.of("src", "test", "java", "dioscope", "model");
    private static final Path README = Path.of("README.md");
    private static final Map<String, Integer> LAST = Map.of("row", 45, "gotcha", 25, "correction", 13);
    private static final Pattern METHOD = Pattern.compile("    void ((row|gotcha|correction)(\\d+)\\D\\w*)\\(");
    private static final Pattern LINE = Pattern.compile("\\| (row|gotcha|correction) (\\d+) \\|.*\\| ([^|]*) \\|");
    /// Makes no difference to anything else that is modelled: REQ_ALLOC_CACHE.
    private static final String NOT_MODELLED = "correction 4";

    /// Tests by what they claim, such as `row 4`.
    private static Map<String, TreeSet<String>> claims() throws IOException {
        var claims = new TreeMap<String, TreeSet<String>>();
        try (var files = Files.walk(TESTS)) {
            for (var file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                var name = file.getFileName().toString();
                var m = METHOD.matcher(Files.readString(file));
                while (m.find()) {
                    claims.computeIfAbsent(m.group(2) + " " + m.group(3), x -> new TreeSet<>()).add(name.substring(0, name.length() - 5));
                }
            }
        }
        return claims;
    }

    private static List<String> all() {
        return LAST.entrySet().stream()
                .flatMap(e -> IntStream.rangeClosed(1, e.getValue()).mapToObj(n -> e.getKey() + " " + n)).toList();
    }

    @Test
    void everyRowPitfallAndCorrectionHasATestOfItsOwn() throws IOException {
        var claims = claims();
        var wrong = new ArrayList<String>();
        for (var what : all()) {
            boolean excused = what.equals(NOT_MODELLED);
            if (claims.containsKey(what) == excused) {
                wrong.add(what + (excused ? " has a test and is listed as not modelled" : " has no test"));
            }
        }
        claims.keySet().stream().filter(c -> !all().contains(c)).forEach(c -> wrong.add(c + " is claimed by a test and does not exist"));
        assertThat(wrong).isEmpty();
    }

    @Test
    void theTableNamesTheTests() throws IOException {
        var claims = claims();
        var told = new TreeMap<String, String>();
        for (var line : Files.readAllLines(README)) {
            var m = LINE.matcher(line);
            if (m.matches()) {
                told.put(m.group(1) + " " + m.group(2), m.group(3));
            }
        }
        assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(all());
        told.forEach((what, tests) -> {
            var expected = what.equals(NOT_MODELLED) ? "not modelled" : String.join(", ", claims.getOrDefault(what, new TreeSet<>()));
            assertThat(tests).as(what).isEqualTo(expected);
        });
    }
}
