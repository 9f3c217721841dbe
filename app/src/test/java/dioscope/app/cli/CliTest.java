package dioscope.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.ShippedScenarios;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private static final String FSYNC = "{\"request\": {\"op\": \"fsync\", \"length\": 0}}";

    @TempDir
    private Path dir;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(Model model, Object... args) {
        var words = new String[args.length];
        for (int i = 0; i < args.length; i++) words[i] = args[i].toString();
        out.reset();
        err.reset();
        return Cli.execute(words, stream(out), stream(err), model);
    }

    private int run(Object... args) {
        return run(TinyModel.MODEL, args);
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

    private Path file(String name, String text) throws IOException {
        var f = dir.resolve(name);
        Files.createDirectories(f.getParent());
        return Files.writeString(f, text);
    }

    // ---- the command line itself

    @Test
    void help_and_version_are_answers() {
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("Usage: dioscope", "run", "check", "render", "Exit codes:");
        assertThat(run("--version")).isZero();
        assertThat(out()).contains("dioscope", "Linux 5.10.262, ", "6.12.107");
        for (var command : new String[]{"run", "check", "render"}) {
            assertThat(run(command, "--help")).isZero();
            assertThat(out()).contains("Usage: dioscope " + command);
        }
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "runn", "run", "run --fromat text x.json", "run no-such-file.json", "run --format pdf x.json", "--nothing",
            "render x.json", "check no-such-folder"})
    void what_is_not_understood_is_one_line_and_exit_code_2(String line) {
        assertThat(run((Object[]) (line.isEmpty() ? new String[0] : line.split(" ")))).isEqualTo(2);
        assertThat(err()).startsWith("dioscope: ").hasLineCount(1);
        assertThat(out()).isEmpty();
    }

    @Test
    void a_word_that_is_neither_file_nor_command_is_named() {
        run("story.json");
        assertThat(err()).isEqualTo("dioscope: story.json: no such file and no such command (try --help)\n");
    }

    // ---- run

    @Test
    void run_tells_the_steps_as_text() throws IOException {
        assertThat(run("run", file("a.json", "{\"title\": \"A story\", \"request\": {\"offset\": \"4K\"}}"))).isZero();
        assertThat(out()).startsWith("# A story\n# Linux 6.12.107, 5 steps\n").contains("""
                       0.000 µs  task    start
                       0.010 µs  task    ext4_file_write_iter(pos=4096, name=a "b")
                       0.020 µs  task      ? direct: yes  (direct=true)
                       0.030 µs  task      ! inode.iSize: 65536 → 65537
                       1.234 µs  task    = ext4_file_write_iter: 4096
                """);
        assertThat(err()).isEmpty();
    }

    @Test
    void what_would_take_more_than_there_is_is_not_begun() throws IOException {
        var text = "{\"requests\": [{\"offset\": 0, \"length\": \"1G\", \"open_flags\": []}]}";
        assertThat(run("run", file("big.json", text))).isEqualTo(1);
        assertThat(err()).contains("big.json: Running a buffered write of 1 GiB on 6.12 would take about ")
                .contains("this program may use")
                .hasLineCount(1);
        assertThat(out()).isEmpty();
    }

    @Test
    void run_tells_the_steps_as_json() throws IOException {
        assertThat(run("run", "--format", "json", file("a.json", "{}"))).isZero();
        assertThat(out()).contains("{\"step\": 2, \"nanos\": 20, \"task\": 1, \"ctx\": \"task\", \"kind\": \"BRANCH\", "
                + "\"site\": \"ext4_file_write_iter/direct\", \"taken\": true, \"values\": {\"direct\": true}, \"changes\": []},\n")
                .contains("\"name\": \"a \\\"b\\\"\"")
                .contains("{\"cell\": \"inode.iSize\", \"before\": 65536, \"after\": 65537}");
        assertThat(dioscope.model.evidence.JsonFiles.parse(out())).isNotNull();
    }

    @Test
    void run_writes_one_file_where_it_is_told() throws IOException {
        var to = dir.resolve("new").resolve("a.run.json");
        assertThat(run("run", "--format", "run", file("a.start.json", "{}"), "-o", to)).isZero();
        assertThat(to).content().contains("\"case\":\"a\"");
        assertThat(out()).isEmpty();
    }

    @Test
    void run_takes_folders_and_keeps_the_folder_of_a_kernel() throws IOException {
        file("rec/6.12/a.start.json", "{}");
        file("rec/6.12/a.run.json", "not ours to read");
        file("rec/6.12/r.start.json", FSYNC);
        file("rec/7.2/b.start.json", "{}");
        var to = dir.resolve("out");
        assertThat(run("run", "--format", "run", dir.resolve("rec"), "-o", to)).isZero();
        assertThat(to.resolve("6.12/a.run.json")).exists();
        assertThat(to.resolve("7.2/b.run.json")).exists();
        assertThat(to.resolve("6.12/r.run.json")).doesNotExist();
        assertThat(err()).contains("r.start.json: fsync is not modelled.\n")
                .contains("dioscope: 2 written to " + to + ", 1 outside the model, 0 failed\n");
    }

    @Test
    void a_scenario_named_and_refused_fails() throws IOException {
        assertThat(run("run", file("r.json", FSYNC))).isEqualTo(1);
        assertThat(err()).isEqualTo("dioscope: " + dir.resolve("r.json")
                + ": fsync is not modelled.\n");
    }

    @Test
    void a_broken_scenario_is_told_by_field_and_the_others_still_run() throws IOException {
        var bad = file("bad.json", "{\"device\": {\"queue_depth\": 0}}");
        assertThat(run("run", bad, file("good.json", "{}"))).isEqualTo(1);
        assertThat(err()).isEqualTo("dioscope: " + bad + ": device.queue_depth: must be from 1 to 10240; nearest valid value 1\n");
        assertThat(out()).contains("5 steps");
    }

    @Test
    void a_run_that_stops_tells_how_far_it_came() throws IOException {
        assertThat(run(TinyModel.STOPPING, "run", file("a.json", "{}"))).isEqualTo(1);
        assertThat(out()).endsWith("# stopped: Dirty pages are not modelled yet.\n");
        assertThat(err()).endsWith("a.json: Dirty pages are not modelled yet.\n");
        assertThat(run(TinyModel.STOPPING, "run", "--format", "run", dir, "-o", dir.resolve("out"))).isZero();
        assertThat(dir.resolve("out/a.run.json")).doesNotExist();
    }

    @Test
    void a_run_that_breaks_is_one_line() throws IOException {
        assertThat(run(TinyModel.BROKEN, "run", file("a.json", "{}"))).isEqualTo(1);
        assertThat(err()).contains("a hole in the floor").hasLineCount(1);
    }

    @Test
    void several_runs_need_a_folder() throws IOException {
        var taken = file("taken.txt", "x");
        assertThat(run("run", file("a.json", "{}"), file("b.json", "{}"), "-o", taken)).isEqualTo(2);
        assertThat(taken).hasContent("x");
    }

    @Test
    void the_kernel_on_the_command_line_wins() throws IOException {
        var old = file("old.json", "{\"kernel\": \"2.4\"}");
        assertThat(run("run", old)).isEqualTo(1);
        assertThat(run("run", "--kernel", "6.12", old)).isZero();
        assertThat(run("run", "--kernel", "2.4", old)).isEqualTo(2);
        assertThat(err()).isEqualTo("dioscope: --kernel 2.4: not modelled; there is 5.10, 6.1, 6.6, 6.12, 6.14, 7.1, 7.2\n");
    }

    // ---- check

    @Test
    void check_tells_a_disagreement_by_facet_and_fails() {
        assertThat(run("check", "--kernel", "6.12", "--group", "dio-write-nowait")).isEqualTo(1);
        assertThat(out()).contains("dio-write-nowait").contains("cases agree on every facet").contains("6.12/dw-nowait-hole");
    }

    @Test
    void check_agrees_with_the_simulated_kernel_where_its_run_is_the_recorded_one() {
        assertThat(run(Model.real(), "check", "--group", "dio-write-nowait")).as(out()).isZero();
        assertThat(out()).contains("24 of 24 cases agree on every facet\n0 more cases lie outside the model\n");
    }

    @Test
    void check_counts_what_lies_outside_the_model() {
        assertThat(run(TinyModel.STOPPING, "check", "--group", "writeback", "--skipped")).isZero();
        assertThat(out()).contains("0 of 0 cases agree").contains("6.12/fs-hole: Dirty pages are not modelled yet.");
        assertThat(run("check", "--group", "nothing")).isEqualTo(2);
    }

    // ---- render

    @Test
    void render_draws_svg_and_png_of_the_size_asked_for() throws IOException {
        var a = file("a.json", "{}");
        var svg = dir.resolve("x.svg");
        assertThat(run("render", a, "--step", 3, "-o", svg, "--theme", "light")).isZero();
        assertThat(svg).content().contains("<svg");
        var png = dir.resolve("x.png");
        assertThat(run("render", a, "--step", -1, "-o", png, "--size", "1280x720")).isZero();
        var image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(1280);
        assertThat(image.getHeight()).isEqualTo(720);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--step 5 -o x.svg", "--step -6 -o x.svg", "-o x.bmp", "-o x.svg --theme blue", "-o x.svg --size big",
            "-o x.svg --size 20x20", "-o x.svg --step one", "-o x.svg --fps 30", "-o x.png --steps 1..2", "-o x.mp4 --steps 1..9",
            "-o x.mp4 --steps 3..2", "-o x.mp4 --steps 2", "-o x.mp4 --step 2", "-o x.mp4 --aspect 4:3", "-o x.mp4 --fps 31",
            "-o x.mp4 --size 641x361", "-o x.mp4 --size 8k", "-o x.mp4 --size 1280x720 --aspect 1:1", "-o x.mp4 --panels file,none",
            "-o x.mp4 --captions none,srt", "-o x.mp4 --captions loud", "-o x.mp4 --speed 0", "-o x.mp4 --detail much",
            "-o x.webm --view flow", "-o x.gif --compare @7.2", "-o x.gif --fps 60"})
    void render_says_what_it_cannot_draw(String options) throws IOException {
        var a = file("a.json", "{}");
        assertThat(run((Object[]) ("render " + a + " " + options).split(" "))).isEqualTo(2);
        assertThat(err()).startsWith("dioscope: ").hasLineCount(1);
    }

    @Test
    void render_makes_a_film() throws IOException {
        var a = file("a.json", "{}");
        var film = dir.resolve("frames/a-%03d.png");
        assertThat(run("render", a, "-o", film, "--size", "640x360", "--steps", "1..3", "--detail", "every", "--speed", "10", "--no-cards",
                "--captions", "burned,srt,vtt", "--panels", "stack,why", "--theme", "light")).isZero();
        assertThat(out()).contains(" frames, ").contains("by PNG").hasLineCount(1);
        assertThat(err()).isEmpty();
        var image = ImageIO.read(dir.resolve("frames/a-001.png").toFile());
        assertThat(image.getWidth()).isEqualTo(640);
        assertThat(image.getHeight()).isEqualTo(360);
        assertThat(dir.resolve("frames/captions.srt")).exists();
        assertThat(dir.resolve("frames/captions.vtt")).content().startsWith("WEBVTT");
    }

    @Test
    void render_leaves_no_film_that_failed() throws IOException {
        var a = file("a.json", "{}");
        for (var wrong : new String[]{"--ffmpeg,none", "--narration,none.wav", "--encoder,none"}) {
            var option = wrong.split(",");
            assertThat(run("render", a, "-o", dir.resolve("x.mp4"), option[0], option[1])).isEqualTo(1);
            assertThat(err()).startsWith("dioscope: ").hasLineCount(1);
        }
        try (var left = Files.list(dir)) {
            assertThat(left).containsExactly(a);
        }
    }

    @Test
    void progress_is_told() {
        assertThat(ProgressLine.line(0, 3600, 0)).isEqualTo("frame 0 of 3,600, 0 %");
        assertThat(ProgressLine.line(1200, 3600, 20_000_000_000L)).isEqualTo("frame 1,200 of 3,600, 33 %, 40 s left");
        assertThat(ProgressLine.line(1, 100, 1_500_000_000L)).isEqualTo("frame 1 of 100, 1 %, 2:29 min left");
        assertThat(ProgressLine.line(100, 100, 1_500_000_000L)).isEqualTo("frame 100 of 100, 100 %, finishing");
    }

    @Test
    void every_shipped_scenario_runs_to_its_end() {
        var to = dir.resolve("out");
        var scenarios = Path.of("..", "assets", "scenarios");
        assertThat(run(Model.real(), "run", scenarios, "-o", to)).isZero();
        assertThat(err())
                .isEqualTo("dioscope: " + ShippedScenarios.names().size() + " written to " + to + ", 0 outside the model, 0 failed\n");
        assertThat(to.resolve("03-odsync-overwrite-fua.txt")).content()
                .contains("? fua: yes").contains("[WRITE_THROUGH, NEED_SYNC, WRITE] → 0x50000000 [WRITE_THROUGH, WRITE]");
    }

    // ---- without a window

    @Test
    void without_a_window_the_first_scenario_is_told_and_drawn() {
        assertThat(WithoutWindow.run(Optional.empty(), dir, stream(out), stream(err), TinyModel.MODEL)).isZero();
        assertThat(out()).startsWith("# O_DSYNC write over a written and an unwritten extent\n");
        assertThat(dir.resolve("01-odsync-mixed-dark.png")).isNotEmptyFile();
        assertThat(dir.resolve("01-odsync-mixed.svg")).isNotEmptyFile();
    }

    @Test
    void without_a_window_a_scenario_named_is_told() throws IOException {
        var mine = file("mine.json", "{\"title\": \"Mine\"}");
        assertThat(WithoutWindow.run(Optional.of(mine), dir, stream(out), stream(err), TinyModel.MODEL)).isZero();
        assertThat(out()).startsWith("# Mine\n");
        var broken = file("b.json", "{\"device\": {\"queue_depth\": 0}}");
        assertThat(WithoutWindow.run(Optional.of(broken), dir, stream(out), stream(err), TinyModel.MODEL)).isEqualTo(1);
    }
}
