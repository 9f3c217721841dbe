package dioscope.model.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Scenario.ContentRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioJsonTest {
    static String start(String name) {
        try (var in = ScenarioJsonTest.class.getResourceAsStream("/starts/" + name + ".start.json")) {
            if (in == null) throw new AssertionError("no such test resource: " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario read(String json) {
        return ScenarioJson.read(json, "t.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dw-mixed-odsync-wb-fua", "dw-delalloc-dirty", "dw-enospc-partial", "dw-mmapped-dirty", "dw-1m-huge-small-max",
            "dw-eio-extend", "dw-writev-misaligned-second", "dw-shutdown", "dw-nojournal-overwrite-odsync", "dw-inline-4k",
            "fs-sync-file-range", "bw-1m-empty", "dw-efault-tail"})
    void a_recorded_start_state_reads_back_what_was_written(String name) {
        var s = read(start(name));
        assertThat(read(ScenarioJson.write(s))).isEqualTo(s);
        assertThat(ScenarioJson.write(read(ScenarioJson.write(s)))).isEqualTo(ScenarioJson.write(s));
    }

    @Test
    void what_an_author_says_of_the_film_reads_back_what_was_written() {
        var s = read("""
                {"film": {"title": "T", "subtitle": "S", "end": ["a", "b"],
                  "cues": [{"at": 443, "hold_seconds": 2.5, "speed": 0.5, "chapter": "C", "focus": "flow", "caption": "", "notes": "N"},
                           {"at": "dio_complete#2", "skip": true}, {"at": "copy_to_iter/user memory", "focus": "all"}],
                  "narration": {"file": "voice.opus", "marks": [{"at": "dio_complete", "seconds": 12.25}]}}}""");
        assertThat(s.film().cues().getFirst()).isEqualTo(
                new Film.Cue(new Film.Place("", 443), 2_500_000_000L, false, 0.5, "C", "flow", "", "N"));
        assertThat(s.film().cues().get(1)).isEqualTo(new Film.Cue(new Film.Place("dio_complete", 2), -1, true, 0, "", "", null, ""));
        assertThat(s.film().cues().get(2).at()).isEqualTo(new Film.Place("copy_to_iter/user memory", 1));
        assertThat(read(ScenarioJson.write(s))).isEqualTo(s);
    }

    @Test
    void a_recorded_start_state_means_what_it_says() {
        var s = read(start("dw-enospc-partial"));
        assertThat(s.title()).isEqualTo("dw-enospc-partial");
        assertThat(s.faults().freeBytes()).isEqualTo(65536);
        assertThat(s.faults().reserved()).isTrue();
        assertThat(s.inode().extents()).containsExactly(new ExtentRun(0, 8462336, 65536, ExtentRun.State.WRITTEN));
        assertThat(s.request().length()).isEqualTo(1048576);
        assertThat(s.request().pageRuns()).hasSize(256).containsOnly(1);
        assertThat(s.device().maxSegments()).isEqualTo(254);
        assertThat(s.contentBefore()).containsExactly(new ContentRun(0, 65536, 0x11));
        assertThat(read(start("dw-shutdown")).faults().shutdownMode()).isEqualTo(Faults.Shutdown.NO_LOG_FLUSH);
        assertThat(read(start("dw-efault-tail")).faults().buffer()).isEqualTo(Faults.Buffer.BAD_FROM_PAGE_1);
        assertThat(read(start("dw-delalloc-dirty")).inode().extents().getFirst().physical()).isEqualTo(-1);
        assertThat(read(start("dw-nojournal-overwrite-odsync")).fs().dataMode()).isEqualTo(FileSystem.DataMode.NONE);
        assertThat(read(start("bw-1m-empty")).request().pageRuns()).hasSize(255).last().isEqualTo(2);
        assertThat(read(start("fs-sync-file-range")).request().op()).isEqualTo(Request.Op.SYNC_FILE_RANGE);
    }

    @Test
    void an_empty_file_is_a_plain_write_to_a_written_file() {
        var s = read("{}");
        assertThat(s.inode().iSize()).isEqualTo(65536);
        assertThat(s.inode().extents()).singleElement().extracting(ExtentRun::state).isEqualTo(ExtentRun.State.WRITTEN);
        assertThat(s.request().openFlags()).containsExactly(OpenFlag.O_DIRECT);
        assertThat(s.request().iovecs()).containsExactly(new Request.Iovec(0, 4096));
        assertThat(s.device()).isEqualTo(DeviceSpec.NVME_FUA);
        assertThat(read(ScenarioJson.write(s))).isEqualTo(s);
    }

    @Test
    void several_requests_keep_their_order_and_the_first_is_the_request() {
        var s = read("""
                {"requests": [{"length": "8K"}, {"op": "read", "submission": "aio", "buffer": "bad", "start_nanos": 5000}]}""");
        assertThat(s.request().length()).isEqualTo(8192);
        assertThat(s.requests()).extracting(Scenario.Call::startNanos).containsExactly(0L, 5000L);
        assertThat(s.requests().get(1).request().submission()).isEqualTo(Request.Submission.AIO);
        assertThat(read(ScenarioJson.write(s))).isEqualTo(s);
        assertThat(ScenarioJson.write(s)).doesNotContain("\"request\":");
        assertThat(s.withRequest(s.requests().get(1).request()).request().op()).isEqualTo(Request.Op.READ);
    }

    @Test
    void one_request_is_a_list_of_one() {
        assertThat(read("{\"requests\": [{\"offset\": 512}]}")).isEqualTo(read("{\"request\": {\"offset\": 512}}"));
        assertThat(ScenarioJson.write(read("{\"requests\": [{}]}"))).doesNotContain("requests");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'decisions': {'completions': [3, 1, 2]}}", "{'decisions': {'seed': -7}}", "{'asks': ['bounce', 'shared']}",
            "{'page_cache': [{'page': 2}], 'faults': {'stuck_pages': [2], 'short_pin': 3, 'short_copy': 100, 'kill_nanos': 5000, 'shutdown_mode': 'log flush'}}",
            "{'device': {'preset': 'nvme-atomic', 'atomic_write_boundary': '64K', 'capacity_bytes': '1G', 'io_poll': false}}",
            "{'kernel': '5.10'}",
            "{'kernel': '7.1', 'fs': {'mount_options': ['data=journal', 'nobarrier', 'nodelalloc', 'dioread_lock', 'ro']}}",
            "{'device': {'completes_before_submit_returns': 'no'}}"})
    void what_was_chosen_reads_back_what_was_written(String json) {
        var s = read(json.replace('\'', '"'));
        assertThat(s).isNotEqualTo(read("{}"));
        assertThat(read(ScenarioJson.write(s))).isEqualTo(s);
    }

    @Test
    void what_was_chosen_means_what_it_says() {
        var s = read("""
                {"decisions": {"completions": [2, 1]}, "asks": ["bounce", "shared", "bounce"], "faults": {"shutdown": true},
                 "fs": {"mount_options": ["nobarrier", "nodelalloc"]}, "device": {"completes_before_submit_returns": "no"}}""");
        assertThat(s.decisions()).isEqualTo(new Decisions(List.of(2, 1), null));
        assertThat(s.asks()).containsExactly(Ask.SHARED, Ask.BOUNCE);
        assertThat(s.faults().shutdownMode()).isEqualTo(Faults.Shutdown.NO_LOG_FLUSH);
        assertThat(s.fs().barrier()).isFalse();
        assertThat(s.fs().dioreadNolockEffective()).isFalse();
        assertThat(s.latency()).isEqualTo(new Scenario.Latency(1_000_000, 1_000_000, 1_000_000));
        assertThat(read("{\"decisions\": {\"seed\": 7}}").decisions().seed()).isEqualTo(7);
    }

    @Test
    void sizes_take_units_and_content_follows_the_extents() {
        var s = read("""
                {"inode": {"i_size": "48K", "extents": [
                   {"logical": 0, "length": "16K"},
                   {"logical": "16KiB", "length": "20K", "state": "unwritten"},
                   {"logical": "0xb000", "length": 4096}]},
                 "request": {"offset": "0x3000", "length": "24K", "open_flags": ["O_DIRECT", "O_DSYNC"]}}""");
        assertThat(s.request().offset()).isEqualTo(12288);
        assertThat(s.request().length()).isEqualTo(24576);
        assertThat(s.contentBefore()).containsExactly(new ContentRun(0, 16384, 0x11), new ContentRun(16384, 28672, 0),
                new ContentRun(45056, 4096, 0x11));
    }

    @Test
    void explicit_fields_override_the_preset() {
        var d = read("{\"device\": {\"preset\": \"sata\", \"max_bytes\": \"64K\"}}").device();
        assertThat(d.fua()).isFalse();
        assertThat(d.physicalBlockSize()).isEqualTo(4096);
        assertThat(d.maxBytes()).isEqualTo(65536);
        for (var preset : DevicePreset.values()) {
            assertThat(read("{\"device\": {\"preset\": \"" + preset.word() + "\"}}").device()).isEqualTo(preset.spec());
        }
    }

    @Test
    void a_text_that_is_no_json_names_the_place() {
        assertThatThrownBy(() -> read("{\n \"fs\": }")).isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("t.json: line 2, column ")
                .hasMessageContaining("is not JSON");
        assertThatThrownBy(() -> read("[]")).hasMessage("t.json: must be one JSON object; nearest valid value {}");
        assertThatThrownBy(() -> read("{\"title\": \"a\", \"title\": \"b\"}")).hasMessageContaining("is not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4K", "4KiB", "4kb", "0x1000", "4096", " 4096 ", "4096B"})
    void one_size_many_spellings(String text) {
        assertThat(Sizes.parse(text)).hasValue(4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "4X", "0x", "1.5K", "99999999T", "99999999999999999999"})
    void not_a_size(String text) {
        assertThat(Sizes.parse(text)).isEmpty();
    }

    @Test
    void sizes_show_in_the_largest_unit_that_is_exact() {
        assertThat(List.of(0L, 512L, 4096L, 24576L, 1048576L, 1536L).stream().map(Sizes::show)).containsExactly("0 B", "512 B", "4 KiB",
                "24 KiB", "1 MiB", "1536 B");
    }
}
