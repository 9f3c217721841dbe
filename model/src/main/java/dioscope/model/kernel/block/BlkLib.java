package dioscope.model.kernel.block;

import dioscope.model.engine.Kernel;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import java.util.List;

/// block/blk-lib.c, 6.12
public final class BlkLib {
    private final Kernel k;
    private final Block block;

    public BlkLib(Kernel k, Block block) {
        this.k = k;
        this.block = block;
    }

    /// Has the device make a range read as zeros, and waits. block/blk-lib.c, blkdev_issue_zeroout and blkdev_issue_write_zeroes, 6.12, for a device
    /// that knows how to.
    ///
    /// @param deviceByte first byte
    /// @param fileOffset what file byte lies there
    /// @return 0 or -errno
    public int blkdev_issue_zeroout(long deviceByte, long bytes, long fileOffset) {
        try (var fn = k.enter("blkdev_issue_zeroout", "byte", deviceByte, "length", bytes)) {
            int id = block.nextBio();
            k.apply("bio_alloc", k.world().withBios(k.world().bios().put(id, new Bio(id, 0, Bio.Op.WRITE_ZEROES, 0, deviceByte / 512, bytes,
                    Bio.Kind.ZERO_OUT, Bio.Via.ZERO_OUT, fileOffset, List.of(), Bio.State.BUILDING, 0, 0, "submit_bio_wait_endio",
                    Content.EMPTY))));
            return fn.ret(block.bio().submit_bio_wait(id));
        }
    }
}
