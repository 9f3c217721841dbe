package dioscope.model.scenario;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What a file system may ask of the direct path and ext4 never does. A kernel that does not know the question is not asked it.
/// include/linux/iomap.h
public enum Ask {
    /// Mappings are shared, so that a write is told to go elsewhere: IOMAP_F_SHARED.
    SHARED,
    /// Mappings hold data inline: IOMAP_INLINE.
    INLINE_MAPPING,
    /// Mappings are delayed: IOMAP_DELALLOC.
    DELALLOC_MAPPING,
    /// Data carry integrity metadata that the file system handles: IOMAP_F_INTEGRITY.
    INTEGRITY,
    /// Wait whatever the kiocb says: IOMAP_DIO_FORCE_WAIT.
    FORCE_WAIT,
    /// Only blocks that are written already: IOMAP_DIO_OVERWRITE_ONLY.
    OVERWRITE_ONLY,
    /// What was done before a fault counts: IOMAP_DIO_PARTIAL.
    PARTIAL,
    /// The caller makes the data durable: IOMAP_DIO_NOSYNC.
    NOSYNC,
    /// Everything is aligned to file system blocks: IOMAP_DIO_FSBLOCK_ALIGNED.
    FSBLOCK_ALIGNED,
    /// The data go through pages of the kernel: IOMAP_DIO_BOUNCE.
    BOUNCE,
    /// The place of the data is known only when they are written: IOMAP_F_ANON_WRITE.
    ANON_WRITE,
    /// Writes are appended to zones of the device: IOMAP_F_ZONE_APPEND.
    ZONE_APPEND,
    /// Submits bios itself: iomap_dio_ops.submit_io.
    SUBMIT_IO,
    /// Wraps bios into ioends when it submits them, so that the direct I/O ends from their workqueue: iomap_finish_ioend_direct.
    IOEND,
    /// Takes bios from a pool of its own: iomap_dio_ops.bio_set.
    BIO_SET;

    /// Its name in a scenario file.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// An unchangeable set in the order of this list.
    static Set<Ask> sorted(Collection<Ask> asks) {
        return asks.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(asks));
    }
}
