package dioscope.model.run;

import dioscope.model.kernel.fs.iomap.FilesystemAsks;
import dioscope.model.kernel.fs.iomap.FilesystemAsks.SubmitIo;
import dioscope.model.profile.DioArg;
import dioscope.model.profile.IomapFlag;
import dioscope.model.scenario.Ask;
import dioscope.model.scenario.Scenario;
import dioscope.model.state.Iomap;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/// What a scenario's file system asks of iomap, in the words of iomap.
final class Asked {
    private Asked() {
    }

    static FilesystemAsks of(Scenario s) {
        var args = EnumSet.noneOf(DioArg.class);
        var flags = EnumSet.noneOf(IomapFlag.class);
        Iomap.@Nullable Type type = null;
        var submit = SubmitIo.NONE;
        boolean ownBios = false;
        for (var a : s.asks()) {
            switch (a) {
                case SHARED -> flags.add(IomapFlag.IOMAP_F_SHARED);
                case INTEGRITY -> flags.add(IomapFlag.IOMAP_F_INTEGRITY);
                case ANON_WRITE -> flags.add(IomapFlag.IOMAP_F_ANON_WRITE);
                case ZONE_APPEND -> flags.add(IomapFlag.IOMAP_F_ZONE_APPEND);
                case INLINE_MAPPING -> type = Iomap.Type.INLINE;
                case DELALLOC_MAPPING -> type = Iomap.Type.DELALLOC;
                case FORCE_WAIT -> args.add(DioArg.IOMAP_DIO_FORCE_WAIT);
                case OVERWRITE_ONLY -> args.add(DioArg.IOMAP_DIO_OVERWRITE_ONLY);
                case PARTIAL -> args.add(DioArg.IOMAP_DIO_PARTIAL);
                case NOSYNC -> args.add(DioArg.IOMAP_DIO_NOSYNC);
                case FSBLOCK_ALIGNED -> args.add(DioArg.IOMAP_DIO_FSBLOCK_ALIGNED);
                case BOUNCE -> args.add(DioArg.IOMAP_DIO_BOUNCE);
                case SUBMIT_IO -> submit = submit == SubmitIo.IOEND ? submit : SubmitIo.PLAIN;
                case IOEND -> submit = SubmitIo.IOEND;
                case BIO_SET -> ownBios = true;
            }
        }
        return new FilesystemAsks(args, flags, type, submit, ownBios, 0, 0);
    }
}
