package dioscope.model.engine;

import java.util.List;

/// In which order the device answers.
public sealed interface CompletionOrder {
    /// Each command is answered when its latency has passed.
    record Natural() implements CompletionOrder {}

    /// The data bios of the run in the order given, by their number: 1 for the first that was made, a bio that was split counted once. A command that is
    /// ready too early is held back until those before it are answered, or until nothing else can happen any more: an order that cannot be had ends no
    /// run. Bios that are not named, and commands without data of the user, are answered when they are ready.
    record Explicit(List<Integer> bios) implements CompletionOrder {
        public Explicit {
            bios = List.copyOf(bios);
        }
    }

    /// Each data bio takes its latency and up to three times that more, drawn from the seed and its number.
    record Seeded(long seed) implements CompletionOrder {
        long nanos(long latency, int bio) {
            long z = seed + bio * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            return latency + (z >>> 1) % (3 * latency + 1);
        }
    }

    /// What one moment gave the device comes back last first: how an emulated disk answers whose host is done with all of them before it looks.
    ///
    /// @param bySector it takes them in the order of their sectors, and neighbours as one, whose parts come back in order (virtio-blk)
    record LastFirst(boolean bySector) implements CompletionOrder {}

    CompletionOrder NATURAL = new Natural();
}
