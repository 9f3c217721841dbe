package dioscope.model.kernel.block;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Bio.Bvec;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static QueueLimits limits(int physicalBlock, long maxBytes, int maxSegments, long maxSegmentSize, long virtBoundary) {
        return QueueLimits.of(512, physicalBlock, maxBytes, maxSegments, maxSegmentSize, virtBoundary, false, false, false);
    }

    @Test
    void aRequestEndsOnAPhysicalBlockWhereItCan() {
        var rig = new Rig(limits(4096, 10240, 254, 4294967295L, 0));
        rig.run(r -> r.b.core().submit_bio(r.bio(Bio.Op.WRITE, 3, 16384, Bio.Kind.DATA, r.vecs(16384, 16384))));
        assertThat(rig.commands()).containsExactly("WRITE DATA 6656 @ 1536", "WRITE DATA 8192 @ 8192", "WRITE DATA 1536 @ 16384");
    }

    @Test
    void aRequestTooSmallForAPhysicalBlockEndsOnALogicalOne() {
        var rig = new Rig(limits(4096, 2048, 254, 4294967295L, 0));
        rig.run(r -> r.b.core()
                .submit_bio(r.bio(Bio.Op.WRITE, 1, 3072, Bio.Kind.DATA, List.of(new Bvec(1 << 20, 2048), new Bvec(1 << 21, 1024)))));
        assertThat(rig.commands()).containsExactly("WRITE DATA 2048 @ 512", "WRITE DATA 1024 @ 2560");
    }

    @Test
    void aChunkIsNotCrossed() {
        var rig = new Rig(limits(512, 1310720, 254, 4294967295L, 0).withChunkSectors(16));
        rig.run(r -> r.b.core().submit_bio(r.write(4096, 16384)));
        assertThat(rig.commands()).containsExactly("WRITE DATA 4096 @ 4096", "WRITE DATA 8192 @ 8192", "WRITE DATA 4096 @ 16384");
    }

    @Test
    void aSegmentHasAtMostItsSize() {
        var rig = new Rig(limits(512, 1310720, 3, 8192, 0));
        rig.run(r -> r.b.core().submit_bio(r.bio(Bio.Op.WRITE, 0, 65536, Bio.Kind.DATA, r.vecs(65536, 65536))));
        assertThat(rig.commands()).containsExactly("WRITE DATA 24576 @ 0", "WRITE DATA 24576 @ 24576", "WRITE DATA 16384 @ 49152");
    }

    @Test
    void aGapBetweenSegmentsSplitsOnlyWhereTheDeviceCannotHaveOne() {
        var vecs = List.of(new Bvec(1 << 20, 2048), new Bvec(1 << 21, 2048));
        for (long mask : List.of(0L, 4095L)) {
            var rig = new Rig(limits(512, 1310720, 254, 4294967295L, mask));
            rig.run(r -> r.b.core().submit_bio(r.bio(Bio.Op.WRITE, 0, 4096, Bio.Kind.DATA, vecs)));
            assertThat(rig.commands()).isEqualTo(mask == 0
                    ? List.of("WRITE DATA 4096 @ 0")
                    : List.of("WRITE DATA 2048 @ 0", "WRITE DATA 2048 @ 2048"));
        }
    }

    @Test
    void aBioThatMayNotWaitIsNotSplit() {
        var rig = new Rig(limits(512, 4096, 254, 4294967295L, 0));
        rig.run(r -> r.b.core().submit_bio(r.write(0, 8192, Req.REQ_NOWAIT)));
        assertThat(rig.commands()).isEmpty();
        assertThat(rig.ends).containsExactly("1 -11 task");
    }

    @Test
    void theFrontIsMarkedAndTheWholeEndsAfterAllItsParts() {
        var rig = new Rig(limits(512, 4096, 254, 4294967295L, 0));
        rig.run(r -> r.plugged(r.write(0, 12288, Req.REQ_POLLED)));
        assertThat(rig.ends).isEqualTo(List.of("1 -95 task"));

        rig = new Rig(QueueLimits.of(512, 512, 4096, 254, 4294967295L, 0, false, false, true));
        rig.run(r -> r.plugged(r.write(0, 12288, Req.REQ_POLLED)));
        assertThat(rig.ends).containsExactly("1 0 irq");
        var bios = rig.end().bios();
        assertThat(bios.size()).isEqualTo(3);
        assertThat(rig.b.has(bios.at(2).opf(), Req.REQ_NOMERGE)).isTrue();
        assertThat(rig.b.has(bios.at(1).opf(), Req.REQ_NOMERGE)).isFalse();
        assertThat(rig.b.has(bios.at(1).opf(), Req.REQ_POLLED)).as("a split bio is not polled").isFalse();
        assertThat(bios.at(2).parent()).isEqualTo(1);
        assertThat(rig.end().disk().media().at(12287)).isEqualTo(Rig.NEW);
        assertThat(rig.end().disk().media().at(12288)).isEqualTo(Rig.OLD);
        BlkFlushTest.idle(rig);
    }

    @Test
    void zeroesAreSplitBySizeOnly() {
        var rig = new Rig(limits(512, 8192, 1, 4096, 0));
        rig.run(r -> r.b.core().submit_bio(r.bio(Bio.Op.WRITE_ZEROES, 16, 12288, Bio.Kind.ZERO_OUT, List.of())));
        assertThat(rig.commands()).containsExactly("WRITE_ZEROES ZERO_OUT 8192 @ 8192", "WRITE_ZEROES ZERO_OUT 4096 @ 16384");
        assertThat(rig.end().disk().media().at(8192)).isEqualTo(dioscope.model.state.Data.ZERO);
        assertThat(rig.end().disk().media().at(20480)).isEqualTo(Rig.OLD);
    }
}
