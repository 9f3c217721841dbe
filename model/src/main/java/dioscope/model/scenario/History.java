package dioscope.model.scenario;

import java.util.List;

/// How a recording's state came about: what was done to the file before the request, `setup.steps` of a start state. It tells what the other fields do not:
/// how writes cut the cached pages into folios, which blocks of a page were written, what the running transaction has of them.
///
/// @param steps in order; before the request, or where a `--` stands, there is a sync
public record History(List<Step> steps) {
    /// Nothing is known.
    public static final History NONE = new History(List.of());

    public History {
        steps = List.copyOf(steps);
    }

    /// What can be done to a file. `SYNCED` is the `--` after which nothing is synced any more; `OTHER` is what is done to its neighbours and its device.
    public enum Kind {
        WRITE, DIRECT_WRITE, READ, TRUNCATE, SYNC, DROP, SYNCED, MMAP_WRITE, MMAP_READ, FALLOCATE, FALLOCATE_KEEP, PUNCH, ZERO_RANGE, SHUTDOWN, OTHER
    }

    /// One of them.
    ///
    /// @param kind what
    /// @param offset first byte; the new size of TRUNCATE
    /// @param length bytes
    /// @param value the byte that a write writes
    /// @param text as the recording has it
    public record Step(Kind kind, long offset, long length, int value, String text) {
        private static final int SETUP_BYTE = 0x11;
        private static final int MAPPED_BYTE = 0x22;

        /// Reads `write 0 8192 0x44` and the like; what cannot be read is OTHER.
        public static Step of(String text) {
            var words = text.strip().split("\\s+");
            var kind = switch (words[0]) {
                case "write" -> Kind.WRITE;
                case "dwrite" -> Kind.DIRECT_WRITE;
                case "read" -> Kind.READ;
                case "truncate" -> Kind.TRUNCATE;
                case "sync", "fsync" -> Kind.SYNC;
                case "drop" -> Kind.DROP;
                case "--" -> Kind.SYNCED;
                case "mmapdirty" -> Kind.MMAP_WRITE;
                case "mmapread" -> Kind.MMAP_READ;
                case "fallocate" -> Kind.FALLOCATE;
                case "fallocate-keep" -> Kind.FALLOCATE_KEEP;
                case "punch" -> Kind.PUNCH;
                case "zerorange" -> Kind.ZERO_RANGE;
                case "shutdown" -> Kind.SHUTDOWN;
                default -> Kind.OTHER;
            };
            int value = kind == Kind.MMAP_WRITE ? MAPPED_BYTE : (int) number(words, 3, SETUP_BYTE) & 0xFF;
            return new Step(kind, number(words, 1, 0), number(words, 2, 0), value, text);
        }

        private static long number(String[] words, int i, long absent) {
            return words.length <= i ? absent : Sizes.parse(words[i]).orElse(absent);
        }

        /// The first byte behind it.
        public long end() {
            return offset + length;
        }
    }
}
