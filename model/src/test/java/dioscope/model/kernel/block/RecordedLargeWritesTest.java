package dioscope.model.kernel.block;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.evidence.CaseId;
import dioscope.model.evidence.RecordingStore;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Submits the bios of the recorded large direct writes and expects the commands the real driver got: what was split and merged where.
class RecordedLargeWritesTest {
    private static final RecordingStore STORE = RecordingStore.carried();
    private static final JsonMapper JSON = new JsonMapper();

    static Stream<CaseId> cases() {
        return Stream.of("5.10", "6.1", "6.12", "7.2").flatMap(k -> STORE.cases(k, "dio-write-large").stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theDriverGetsTheRecordedCommands(CaseId id) throws IOException {
        var start = JSON.readTree(STORE.startText(id));
        var facets = JSON.readTree(STORE.recording(id).run().toText()).get("facets");
        var d = start.get("device");
        var lim = QueueLimits.of(d.get("logical_block_size").asInt(), d.get("physical_block_size").asInt(), d.get("max_bytes").asLong(),
                d.get("max_segments").asInt(), d.get("max_segment_size").asLong(), d.get("virt_boundary_mask").asLong(),
                d.get("write_cache").asBoolean(), d.get("fua").asBoolean(), d.get("io_poll").asBoolean());
        long run = start.get("request").get("page_runs").get("first_run_lengths").get(0).asLong() * 4096;
        var extent = start.get("inode").get("extents").get(0);
        long physical = extent.get("physical").asLong() - extent.get("logical").asLong();

        var rig = new Rig(Rig.profile(id.kernel()), lim);
        rig.run(r -> {
            var bios = new ArrayList<Integer>();
            for (var bio : facets.get("bios")) {
                assertThat(bio.get("kind").asString()).isEqualTo("data");
                long bytes = bio.get("length").asLong();
                bios.add(r.bio(Bio.Op.WRITE, (physical + bio.get("offset").asLong()) / 512, bytes, Bio.Kind.DATA, r.vecs(bytes, run),
                        flags(bio)));
            }
            r.plugged(bios.stream().mapToInt(Integer::intValue).toArray());
        });

        var expected = new ArrayList<String>();
        for (var c : facets.get("commands")) {
            expected.add(c.get("op").asString() + (fua(c) ? " FUA " : " ") + "DATA " + c.get("length").asLong() + " @ "
                    + (physical + c.get("offset").asLong()));
        }
        assertThat(rig.commands()).isEqualTo(expected);
        assertThat(rig.ends).as("every bio ends once").hasSize(facets.get("bios").size()).allMatch(e -> e.endsWith(" 0 irq"));
    }

    private static Req[] flags(JsonNode bio) {
        var out = new ArrayList<Req>();
        for (var f : bio.get("flags")) {
            out.add(Req.valueOf("REQ_" + f.asString()));
        }
        return out.toArray(Req[]::new);
    }

    private static boolean fua(JsonNode command) {
        return List.copyOf(command.get("flags").valueStream().map(JsonNode::asString).toList()).contains("FUA");
    }
}
