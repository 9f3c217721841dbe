package dioscope.model.state;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One struct buffer_head: what is known of one block of a cached folio. include/linux/buffer_head.h
///
/// @param blocknr b_blocknr, the block on the device; -1 while none is known
/// @param state b_state, bits as this record numbers them
public record Bh(long blocknr, int state) {
    /// BH_Uptodate: the block's bytes in the folio are valid.
    public static final int UPTODATE = 1;
    /// BH_Dirty: they are newer than the device's.
    public static final int DIRTY = 2;
    /// BH_Mapped: `blocknr` counts, or the block is delayed.
    public static final int MAPPED = 4;
    /// BH_New: just allocated.
    public static final int NEW = 8;
    /// BH_Delay: only reserved, allocated at writeback.
    public static final int DELAY = 16;
    /// BH_Unwritten: allocated, and read as zeros until converted.
    public static final int UNWRITTEN = 32;
    /// BH_Async_Write: on its way to the device.
    public static final int ASYNC_WRITE = 64;
    /// BH_Async_Read: on its way from the device.
    public static final int ASYNC_READ = 128;
    /// BH_JBD: a transaction that has not committed has it.
    public static final int JBD = 256;
    /// BH_JBDDirty: and has changed it; it becomes dirty when that has committed.
    public static final int JBD_DIRTY = 512;

    private static final List<String> NAMES = List.of("Uptodate", "Dirty", "Mapped", "New", "Delay", "Unwritten", "Async_Write",
            "Async_Read", "JBD", "JBDDirty");
    /// The names for each state: a run has hundreds of thousands of blocks.
    private static final List<List<String>> STATES = IntStream.range(0, 1 << NAMES.size()).mapToObj(Bh::names).toList();

    /// Whether any of `flags` is set.
    public boolean has(int flags) {
        return (state & flags) != 0;
    }

    public Bh set(int flags) {
        return (state | flags) == state ? this : new Bh(blocknr, state | flags);
    }

    public Bh clear(int flags) {
        return (state & flags) == 0 ? this : new Bh(blocknr, state & ~flags);
    }

    public Bh at(long block) {
        return new Bh(block, state);
    }

    /// The names of the bits that are set.
    public List<String> names() {
        return STATES.get(state & (1 << NAMES.size()) - 1);
    }

    private static List<String> names(int state) {
        var out = new ArrayList<String>();
        for (int i = 0; i < NAMES.size(); i++) {
            if ((state & 1 << i) != 0) {
                out.add(NAMES.get(i));
            }
        }
        return List.copyOf(out);
    }
}
