package dioscope.model.run;

import dioscope.model.scenario.History;
import dioscope.model.scenario.Scenario.ContentRun;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// A file as steps of a history leave it, as far as it does not depend on the kernel.
final class FileOnPaper {
    /// What a block is; absent blocks are holes.
    enum Block { WRITTEN, UNWRITTEN }

    private static final int PAGE = 4096;
    private final int blockSize;
    private long size;
    private Content content = Content.EMPTY;
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private final TreeSet<Long> pages = new TreeSet<>();
    private final TreeSet<Long> delayed = new TreeSet<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private boolean cut;
    private boolean freed;

    /// Blocks that were allocated together, whatever became of them: by writeback or a direct write, and by fallocate once a group of blocks is there to
    /// take them from. fs/ext4/mballoc.c, ext4_mb_use_preallocated, 6.12
    ///
    /// @param first first logical block
    /// @param end the one behind the last
    record Chunk(long first, long end) {}

    FileOnPaper(int blockSize) {
        this.blockSize = blockSize;
    }

    long size() {
        return size;
    }

    TreeMap<Long, Block> blocks() {
        return blocks;
    }

    /// Cached pages.
    TreeSet<Long> pages() {
        return pages;
    }

    /// Whether its end has been moved into a block that has data: the rest of the block was zeroed, in a transaction that had to write it.
    /// fs/ext4/inode.c, __ext4_block_zero_page_range, 6.12
    boolean cut() {
        return cut;
    }

    /// Whether blocks behind a new end were given back.
    boolean freed() {
        return freed;
    }

    /// In order.
    List<Chunk> chunks() {
        return chunks;
    }

    private void writeBack() {
        long first = -1;
        long end = -1;
        for (long b : delayed) {
            if (b != end) {
                chunk(first, end);
                first = b;
            }
            end = b + 1;
        }
        chunk(first, end);
        delayed.clear();
    }

    private void chunk(long first, long end) {
        if (first >= 0) {
            chunks.add(new Chunk(first, end));
        }
    }

    /// What an application would read.
    List<ContentRun> content() {
        var out = new ArrayList<ContentRun>();
        long at = 0;
        for (var p : content.pieces(0, size)) {
            zeros(out, at, p.start());
            out.add(new ContentRun(p.start(), p.length(), p.data().value()));
            at = p.end();
        }
        zeros(out, at, size);
        return out;
    }

    private static void zeros(List<ContentRun> out, long from, long to) {
        if (from < to) {
            out.add(new ContentRun(from, to - from, 0));
        }
    }

    void apply(History.Step t) {
        switch (t.kind()) {
            case WRITE, DIRECT_WRITE -> {
                written(t);
                size = Math.max(size, t.end());
            }
            case MMAP_WRITE -> {
                for (long at = t.offset(); at < t.end(); at += PAGE) {
                    content = content.fill(at, 1, Data.old(t.value()));
                    written(at, PAGE, Block.WRITTEN, true);
                }
                cached(t, true);
            }
            case READ, MMAP_READ -> cached(t, true);
            case TRUNCATE -> {
                cut |= t.offset() < size && t.offset() % blockSize != 0 && blocks.get(t.offset() / blockSize) == Block.WRITTEN;
                content = content.clear(t.offset(), Long.MAX_VALUE - t.offset());
                var behind = blocks.tailMap((t.offset() + blockSize - 1) / blockSize);
                freed |= !behind.isEmpty();
                behind.clear();
                delayed.tailSet((t.offset() + blockSize - 1) / blockSize).clear();
                pages.tailSet((t.offset() + PAGE - 1) / PAGE).clear();
                size = t.offset();
            }
            case FALLOCATE, FALLOCATE_KEEP -> {
                if (!chunks.isEmpty()) {
                    allocated(t);
                }
                written(t.offset(), t.length(), Block.UNWRITTEN, false);
                size = t.kind() == History.Kind.FALLOCATE ? Math.max(size, t.end()) : size;
            }
            case PUNCH, ZERO_RANGE -> {
                content = content.clear(t.offset(), t.length());
                for (long b = (t.offset() + blockSize - 1) / blockSize; b < t.end() / blockSize; b++) {
                    if (t.kind() == History.Kind.PUNCH) {
                        blocks.remove(b);
                        delayed.remove(b);
                    } else {
                        blocks.put(b, Block.UNWRITTEN);
                    }
                }
                size = t.kind() == History.Kind.ZERO_RANGE ? Math.max(size, t.end()) : size;
                pages.subSet((t.offset() + PAGE - 1) / PAGE, Math.max((t.offset() + PAGE - 1) / PAGE, t.end() / PAGE)).clear();
            }
            case DROP -> {
                writeBack();
                pages.clear();
            }
            case SYNC, SYNCED -> writeBack();
            case SHUTDOWN, OTHER -> {
            }
        }
    }

    private void written(History.Step t) {
        content = content.fill(t.offset(), t.length(), Data.old(t.value()));
        if (t.kind() == History.Kind.DIRECT_WRITE) {
            allocated(t);
        }
        written(t.offset(), t.length(), Block.WRITTEN, true);
        cached(t, t.kind() == History.Kind.WRITE);
    }

    /// The holes of the range are allocated at once.
    private void allocated(History.Step t) {
        var waiting = new TreeSet<>(delayed);
        delayed.clear();
        for (long b = t.offset() / blockSize; b * blockSize < t.end(); b++) {
            if (!blocks.containsKey(b) || waiting.remove(b)) {
                delayed.add(b);
            }
        }
        writeBack();
        delayed.addAll(waiting);
    }

    private void written(long offset, long length, Block state, boolean always) {
        for (long b = offset / blockSize; b * blockSize < offset + length; b++) {
            if (state == Block.UNWRITTEN) {
                delayed.remove(b);
            } else if (!blocks.containsKey(b)) {
                delayed.add(b);
            }
            if (always || !blocks.containsKey(b)) {
                blocks.put(b, state);
            }
        }
    }

    private void cached(History.Step t, boolean is) {
        for (long p = t.offset() / PAGE; p * PAGE < t.end(); p++) {
            if (is) {
                pages.add(p);
            } else {
                pages.remove(p);
            }
        }
    }
}
