package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultyRangeTest {
    @Test
    void whatFailsIsOneRunOfTheDeviceFromWhereTheRangeBegins() {
        var t = AllocationRulesTest.run(
                "\"extents\": [{\"logical\": 0, \"physical\": 8192000, \"length\": 4096, \"state\": \"written\"},"
                        + " {\"logical\": 4096, \"physical\": 12288000, \"length\": 4096, \"state\": \"written\"}]",
                "\"offset\": 4096, \"length\": 4096", ", \"faults\": {\"eio_file_ranges\": [[0, 8192]]}");
        var w = t.steps().getLast().world();
        assertThat(w.disk().bad().pieces(0, 1L << 30)).singleElement().satisfies(p -> {
            assertThat(p.start()).isEqualTo(8192000);
            assertThat(p.length()).isEqualTo(8192);
        });
        assertThat(w.io().at(1).result()).isEqualTo(4096L);
    }
}
