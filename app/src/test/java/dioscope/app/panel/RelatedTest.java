package dioscope.app.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.paint.CellId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelatedTest {
    private static List<String> of(int step, String path) {
        return Related.of(Sample.trace().step(step).world(), CellId.of(path), 4096).stream().map(CellId::path).sorted().toList();
    }

    @Test
    void aPageLightsItsExtentAndItsPlaceOnTheDisk() {
        assertThat(of(0, "pageCache.pages.1")).containsExactly("extents.0", "extents.0.pblk", "pageCache.pages.1");
    }

    @Test
    void aBioLightsItsExtentAndNoOtherBio() {
        assertThat(of(22, "bios.2")).containsExactly("bios.2", "extents.4", "extents.4.pblk");
    }

    @Test
    void anExtentLightsItsBioAndItsRequest() {
        assertThat(of(30, "extents.4.pblk")).contains("extents.4", "bios.2", "requests.2").doesNotContain("bios.1");
    }

    @Test
    void aRequestLightsWhatItCoversAndNothingBesides() {
        assertThat(of(30, "io.1")).contains("extents.0", "extents.4", "bios.1", "bios.2").doesNotContain("extents.11", "pageCache.pages.1");
    }

    @Test
    void aCellWithoutAPlaceInTheFileIsOnlyItself() {
        assertThat(of(22, "io.1.dio.flags.28")).containsExactly("io.1.dio.flags.28");
    }
}
