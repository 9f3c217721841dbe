package dioscope.model.kernel.fs.iomap;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Bits;
import dioscope.model.profile.DioArg;
import dioscope.model.profile.IomapFlag;
import dioscope.model.profile.Profile;
import dioscope.model.state.Iomap;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a file system may ask of fs/iomap/direct-io.c and ext4 never does. It lies over what ext4 asks: the rest of the run is ext4's.
///
/// @param dioFlags added to the dio_flags argument of iomap_dio_rw
/// @param iomapFlags added to the flags of each mapping
/// @param type what each mapping says it is, null for what ext4 says
/// @param submitIo what `dops->submit_io` does with a bio
/// @param bioSet bios come from a pool of the file system (`dops->bio_set`), from 6.1 on
/// @param maxBioBytes the longest transfer the device can protect (max_integrity_io_size), bytes; 0 for no limit
/// @param doneBefore bytes that were transferred before by other means (`done_before`)
public record FilesystemAsks(Set<DioArg> dioFlags, Set<IomapFlag> iomapFlags, Iomap.@Nullable Type type, SubmitIo submitIo,
        boolean bioSet, long maxBioBytes, long doneBefore) {
    /// `iomap_dio_ops.submit_io`.
    ///
    /// NONE: the file system has none; PLAIN: it hands the bio to submit_bio as it is; IOEND: it wraps the bio into an ioend, whose completion runs in a
    /// workqueue and ends the direct I/O from there (iomap_finish_ioend_direct).
    public enum SubmitIo { NONE, PLAIN, IOEND }

    /// Nothing beyond ext4.
    public static final FilesystemAsks NOTHING = new FilesystemAsks(Set.of(), Set.of(), null, SubmitIo.NONE, false, 0, 0);

    public FilesystemAsks {
        dioFlags = Set.copyOf(dioFlags);
        iomapFlags = Set.copyOf(iomapFlags);
    }

    /// Without what a kernel does not know. IOMAP_DIO_FORCE_WAIT stays: 5.10 has an argument for it.
    FilesystemAsks knownTo(Profile profile) {
        return new FilesystemAsks(
                dioFlags.stream().filter(f -> f == DioArg.IOMAP_DIO_FORCE_WAIT || profile.dioArg().exists(f)).collect(Collectors.toSet()),
                iomapFlags.stream().filter(profile.iomap()::exists).collect(Collectors.toSet()), type, submitIo, bioSet, maxBioBytes,
                doneBefore);
    }

    boolean forceWait() {
        return dioFlags.contains(DioArg.IOMAP_DIO_FORCE_WAIT);
    }

    int dioArgs(Profile profile) {
        int w = 0;
        for (var f : dioFlags) {
            w |= profile.dioArg().mask(f);
        }
        return w;
    }

    /// `ops` with what is asked for laid over each mapping.
    IomapOps over(Kernel k, IomapOps ops) {
        if (iomapFlags.isEmpty() && type == null) {
            return ops;
        }
        int flags = 0;
        for (var f : iomapFlags) {
            flags |= k.profile().iomap().mask(f);
        }
        return new Over(k, ops, flags, type);
    }

    private record Over(Kernel k, IomapOps ops, int flags, Iomap.@Nullable Type type) implements IomapOps {
        @Override
        public Begun iomap_begin(long offset, long length, int iter) {
            var begun = ops.iomap_begin(offset, length, iter);
            if (begun.ret() < 0) {
                return begun;
            }
            var m = Objects.requireNonNull(begun.iomap());
            try (var fn = k.enter("iomap_begin of the file system", "flags", new Bits(k.profile().iomap(), flags), "type",
                    type == null ? m.type() : type)) {
                var asked = new Iomap(m.offset(), m.length(), type == null ? m.type() : type, m.flags() | flags, m.addr());
                return fn.ret(new Begun(0, asked), 0);
            }
        }

        @Override
        public boolean has_iomap_end() {
            return ops.has_iomap_end();
        }

        @Override
        public int iomap_end(long offset, long length, long written, int iter) {
            return ops.iomap_end(offset, length, written, iter);
        }
    }
}
