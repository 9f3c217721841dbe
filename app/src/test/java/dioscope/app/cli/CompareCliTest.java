package dioscope.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.ScenarioJson;
import dioscope.model.scenario.ShippedScenarios;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCliTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path dir;

    private int run(Object... args) {
        var words = new String[args.length];
        for (int i = 0; i < args.length; i++) words[i] = args[i].toString();
        out.reset();
        err.reset();
        return Cli.execute(words, stream(out), stream(err), Model.real());
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tellsWhereTwoDevicesPartAndWhyAndHowItEnds() {
        assertThat(run("compare", "03@6.12", "4@6.12")).isZero();
        assertThat(err()).isEmpty();
        assertThat(out()).contains("sends the drive no flush;", "sends the drive one flush, because FUA on this bio is yes in",
                "≠ flushes", "= returned        returns 8192").containsPattern("→ +\\d+ +\\d+  ≠ \\? iomap_dio_bio_iter/fua: yes \\| no")
                .containsPattern("B generic_write_sync .* steps");
    }

    @Test
    void oneScenarioOnTwoKernelsIsNamedByTheKernelsAndAbsentFlagsAreAbsent() {
        assertThat(run("compare", "03@6.12", "@7.2")).as(err()).isZero();
        assertThat(out()).startsWith("A  6.12: 03-odsync-overwrite-fua on Linux 6.12.107").contains("B  7.2: 03-odsync", "not in 7.2",
                "not in 6.12");
    }

    @Test
    void equalRunsDifferInNothing() {
        assertThat(run("compare", "2", "02-overwrite")).isZero();
        assertThat(out()).contains("take every step alike.", " 0 differences");
    }

    @Test
    void filesAreComparedAsDataToo() throws IOException {
        var a = Files.writeString(dir.resolve("a.json"), ScenarioJson.write(ShippedScenarios.read("03-odsync-overwrite-fua")));
        assertThat(run("compare", a, "06", "--kernel", "6.12", "--format", "json", "-o", dir.resolve("out/x.json"))).as(err()).isZero();
        var json = Files.readString(dir.resolve("out/x.json"));
        assertThat(json).contains("\"scenario\": \"a\"", "\"kernel\": \"6.12\"", "\"site\": \"__iomap_dio_rw/only data must be durable\"",
                "\"name\": \"flushes\", \"a\": \"0\", \"b\": \"1\", \"differs\": true", "\"what\": \"ONLY_B\"");
        assertThat(json.chars().filter(c -> c == '{').count()).isEqualTo(json.chars().filter(c -> c == '}').count());
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"03,@9.9,2,no kernel 9.9; there is 5.10", "@6.12,03,2,names a kernel but no scenario",
            "999,03,2,no such file and no shipped scenario",
            "nope.json,03,2,no such file and no shipped scenario", "03,@,2,no kernel after @"})
    void whatIsNotThereIsNamedInOneLine(String a, String b, int code, String why) {
        assertThat(run("compare", a, b)).isEqualTo(code);
        assertThat(err()).startsWith("dioscope: ").contains(why).hasLineCount(1);
        assertThat(out()).isEmpty();
    }

    @Test
    void aMissingSideOrAFolderIsNotUnderstood() {
        assertThat(run("compare", "03")).isEqualTo(2);
        assertThat(err()).contains("'B'").hasLineCount(1);
        assertThat(run("compare", "03", dir)).isEqualTo(2);
        assertThat(err()).hasLineCount(1);
        assertThat(run("compare", "03", "04", "--format", "xml")).isEqualTo(2);
        assertThat(err()).contains("xml").hasLineCount(1);
    }
}
