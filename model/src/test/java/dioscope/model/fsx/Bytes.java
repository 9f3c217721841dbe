package dioscope.model.fsx;

import java.util.Arrays;

/// The bytes of one file: for each the set of tokens that a read may find there, and where a device fails also the set that may be on it.
final class Bytes {
    private final Sets sets;
    private final boolean faulty;
    private final int zero;
    private int[] now = new int[1 << 16];
    private int[] device = new int[1 << 16];
    /// What was stored through a mapping behind the end of the file, in its last page: it may show when the file grows.
    private int[] behind = new int[1 << 16];
    private int size;

    /// @param faulty the device fails at times: what was written may not get there
    Bytes(Sets sets, boolean faulty) {
        this.sets = sets;
        this.faulty = faulty;
        this.zero = sets.of(Token.ZERO);
        Arrays.fill(now, zero);
        Arrays.fill(device, zero);
        Arrays.fill(behind, zero);
    }

    int size() {
        return size;
    }

    private void room(int to) {
        int had = now.length;
        if (to > had) {
            now = Arrays.copyOf(now, Math.max(to, 2 * had));
            device = Arrays.copyOf(device, now.length);
            behind = Arrays.copyOf(behind, now.length);
            Arrays.fill(behind, had, behind.length, zero);
            Arrays.fill(now, had, now.length, zero);
            Arrays.fill(device, had, device.length, zero);
        }
    }

    /// The file ends there now: what is cut off is gone, what is new reads as zeros.
    void resize(int to) {
        if (to == size) {
            return;
        }
        room(to);
        for (int i = Math.min(size, to); i < Math.max(size, to); i++) {
            now[i] = faulty ? sets.union(behind[i], device[i]) : behind[i];
        }
        Arrays.fill(behind, to > size ? size : 0, to > size ? to : behind.length, zero);
        size = to;
    }

    /// `[from, to)` holds `token` now; the file is as large already.
    void put(int from, int to, int token) {
        if (from >= to) {
            return;
        }
        Arrays.fill(now, from, to, sets.of(token));
        if (faulty) {
            onTheWay(from, to, token);
        }
    }

    /// A store reached `[from, to)` behind the end of the file: inside its last page it may stay, the rest is nobody's.
    void putBehind(int from, int to, int token) {
        int end = Math.min(to, (size + 4095) & ~4095);
        room(end);
        for (int i = from; i < end; i++) {
            behind[i] = sets.union(zero, sets.of(token));
        }
    }

    /// `[from, to)` of what is inside the file holds `token` or what it held.
    void putPerhaps(int from, int to, int token) {
        int set = sets.of(token);
        for (int i = from; i < Math.min(to, size); i++) {
            now[i] = sets.union(now[i], set);
        }
        // What got to the device behind the end stays there where the write of the zeros that ext4_block_truncate_page put over it fails
        int end = Math.min(to, (size + 4095) & ~4095);
        if (faulty && from < end) {
            room(end);
            onTheWay(from, end, token);
        }
    }

    /// Blocks are left at `[from, to)` behind the end of the file that nobody wrote: they show when the file grows.
    void leftBehind(int from, int to) {
        room(to);
        for (int i = Math.max(from, size); i < to; i++) {
            behind[i] = sets.union(behind[i], sets.of(Token.STALE));
        }
    }

    /// It goes to the device a page at a time, now or later, for what is direct may fall back.
    private void onTheWay(int from, int to, int token) {
        int lost = sets.union(sets.of(Token.STALE), zero);
        int first = from & ~4095;
        int last = Math.min((to + 4095) & ~4095, now.length);
        int set = sets.of(token);
        for (int i = first; i < last; i++) {
            device[i] = sets.union(device[i], i >= from && i < to ? sets.union(set, sets.union(lost, now[i])) : sets.union(lost, now[i]));
        }
    }

    /// All of `[from, to)` is on the device, as it reads now.
    void durable(int from, int to) {
        int end = Math.min(to, size);
        if (from < end) {
            System.arraycopy(now, from, device, from, end - from);
        }
    }

    /// What is cached is gone, or may be.
    void forget() {
        if (faulty) {
            for (int i = 0; i < size; i++) {
                now[i] = sets.union(now[i], device[i]);
            }
        }
    }

    /// A read found `token` in `[from, to)`: the first byte where that cannot be, or -1.
    ///
    /// @param certain what was read is what is there, now that it was seen
    int found(int from, int to, int token, boolean certain) {
        int set = sets.of(token);
        for (int i = from; i < to; i++) {
            if (now[i] != set) {
                if (!sets.has(now[i], token)) {
                    return i;
                }
                if (certain) {
                    now[i] = set;
                }
            }
        }
        return -1;
    }

    /// What the byte may be, for people.
    String words(int at) {
        return sets.words(now[at]);
    }
}
