package dioscope.model.kernel.block;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.engine.Device.Range;
import dioscope.model.evidence.CaseId;
import dioscope.model.evidence.RecordingStore;
import dioscope.model.profile.Req;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Submits the bios of the recorded direct writes over a mapper with faulty ranges: what reaches the device, and in which context the bio fails.
class RecordedMapperErrorsTest {
    private static final RecordingStore STORE = RecordingStore.carried();
    private static final JsonMapper JSON = new JsonMapper();

    private static JsonNode start(CaseId id) {
        try {
            return JSON.readTree(STORE.startText(id));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonNode facets(CaseId id) {
        try {
            return JSON.readTree(STORE.recording(id).run().toText()).get("facets");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<CaseId> cases() {
        return Stream.of("5.10", "6.1", "6.12", "7.2").flatMap(k -> STORE.cases(k, "dio-write-error").stream())
                .filter(id -> start(id).get("device").get("device_mapper").asBoolean())
                .filter(id -> !facets(id).get("bios").isEmpty())
                .filter(id -> facets(id).get("bios").valueStream().allMatch(b -> b.get("via").asString().equals("dio")));
    }

    @Test
    void thereAreSuchRecordings() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(16);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theDeviceGetsTheGoodPartsAndTheBioFailsWhereItDid(CaseId id) {
        var start = start(id);
        var facets = facets(id);
        var d = start.get("device");
        var lim = QueueLimits.of(d.get("logical_block_size").asInt(), d.get("physical_block_size").asInt(), d.get("max_bytes").asLong(),
                d.get("max_segments").asInt(), d.get("max_segment_size").asLong(), d.get("virt_boundary_mask").asLong(),
                d.get("write_cache").asBoolean(), d.get("fua").asBoolean(), d.get("io_poll").asBoolean());
        var bad = new ArrayList<Range>();
        for (var r : start.get("faults").get("eio_file_ranges")) {
            bad.add(new Range(physical(start, r.get(0).asLong()), r.get(1).asLong()));
        }
        var rig = new Rig(Rig.profile(id.kernel()), new Block.Setup(lim, 32, true, true, bad), List.of(), 0,
                dioscope.model.engine.CompletionOrder.NATURAL);
        rig.run(r -> {
            var bios = new ArrayList<Integer>();
            for (var bio : facets.get("bios")) {
                var flags = bio.get("flags").valueStream().map(f -> Req.valueOf("REQ_" + f.asString())).toArray(Req[]::new);
                bios.add(r.write(physical(start, bio.get("offset").asLong()), bio.get("length").asLong(), flags));
            }
            r.plugged(bios.stream().mapToInt(Integer::intValue).toArray());
        });

        var commands = new ArrayList<String>();
        for (var c : facets.get("commands")) {
            commands.add(c.get("op").asString() + " DATA " + c.get("length").asLong() + " @ " + physical(start, c.get("offset").asLong()));
        }
        assertThat(rig.commands()).isEqualTo(commands);
        var ends = facets.get("calls").valueStream().filter(c -> c.get("fn").asString().equals("iomap_dio_bio_end_io"))
                .map(c -> (c.get("args").get("status").asString().equals("OK") ? "0 " : "-5 ") + c.get("ctx").asString()).toList();
        assertThat(rig.ends.stream().map(e -> e.substring(e.indexOf(' ') + 1))).isEqualTo(ends);
        for (var r : bad) {
            assertThat(rig.end().disk().at(r.offset())).isEqualTo(Rig.OLD);
        }
    }

    private static long physical(JsonNode start, long offset) {
        for (var e : start.get("inode").get("extents")) {
            long logical = e.get("logical").asLong();
            if (offset >= logical && offset < logical + e.get("length").asLong()) {
                return e.get("physical").asLong() + offset - logical;
            }
        }
        throw new IllegalArgumentException("nothing mapped at " + offset);
    }
}
