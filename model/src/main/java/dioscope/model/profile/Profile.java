package dioscope.model.profile;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/// One kernel version: which version each source file is taken from, which features that gives, where its flags are.
///
/// A profile is known by the kernel it is; its parts are the data of [#ALL].
public final class Profile {
    private static final List<Profile> PROFILES = List.of(recorded(Version.V5_10), recorded(Version.V6_1),
            // Of 6.6 the direct I/O of iomap was read; the rest is that of 6.12, which it is nearest to.
            new Profile(Version.V6_6, Version.V6_12, Part.IOMAP_DIRECT_IO), recorded(Version.V6_12),
            // Of 6.14 the direct I/O of iomap and of ext4 was read.
            new Profile(Version.V6_14, Version.V6_12, Part.IOMAP_DIRECT_IO, Part.EXT4_FILE),
            // Of 7.1 the direct I/O of iomap was read.
            new Profile(Version.V7_1, Version.V7_2, Part.IOMAP_DIRECT_IO), recorded(Version.V7_2));

    /// Every profile, oldest first.
    public static final List<Profile> ALL = PROFILES;
    /// Linux 5.10.262, as Debian ships it.
    public static final Profile V5_10 = of(Version.V5_10);
    /// Linux 6.1.192, as Debian ships it.
    public static final Profile V6_1 = of(Version.V6_1);
    /// Linux 6.12.107, as Debian ships it.
    public static final Profile V6_12 = of(Version.V6_12);
    /// Linux 7.2.13, as Debian ships it.
    public static final Profile V7_2 = of(Version.V7_2);

    private final Version version;
    private final Version rest;
    private final Map<Part, Version> parts = new EnumMap<>(Part.class);
    private final EnumSet<Feature> features = EnumSet.noneOf(Feature.class);
    private final FlagLayout<DioFlag> dio;
    private final FlagLayout<DioArg> dioArg;
    private final FlagLayout<IterFlag> iter;
    private final FlagLayout<IomapFlag> iomap;
    private final FlagLayout<Iocb> iocb;
    private final FlagLayout<Req> req;
    private final FlagLayout<GetBlocks> getBlocks;
    private final FlagLayout<MapFlag> map;

    private Profile(Version version, Version rest, Part... own) {
        this.version = version;
        this.rest = rest;
        for (var p : Part.values()) {
            parts.put(p, rest);
        }
        for (var p : own) {
            parts.put(p, version);
        }
        for (var f : Feature.values()) {
            if (f.in(version(f.part()))) {
                features.add(f);
            }
        }
        dio = FlagTables.layout("dio->flags", DioFlag.class, FlagTables.DIO, version);
        dioArg = FlagTables.layout("dio_flags", DioArg.class, FlagTables.DIO_ARG, version);
        iter = FlagTables.layout("iomap_iter.flags", IterFlag.class, FlagTables.ITER, version);
        iomap = FlagTables.layout("iomap.flags", IomapFlag.class, FlagTables.IOMAP, version);
        iocb = FlagTables.layout("ki_flags", Iocb.class, FlagTables.IOCB, version);
        req = FlagTables.layout("bi_opf", Req.class, FlagTables.REQ, version);
        getBlocks = FlagTables.layout("EXT4_GET_BLOCKS", GetBlocks.class, FlagTables.GET_BLOCKS, version);
        map = FlagTables.layout("m_flags", MapFlag.class, FlagTables.MAP, version);
    }

    private static Profile recorded(Version v) {
        return new Profile(v, v);
    }

    /// The profile of `version`.
    public static Profile of(Version version) {
        return PROFILES.get(version.ordinal());
    }

    /// What users call it, such as `6.12`.
    public String name() {
        return version.number();
    }

    /// The point release its facts were read from.
    public String release() {
        return version.release();
    }

    /// The version of the files that were not read in this profile's own: its own when all were.
    public Version rest() {
        return rest;
    }

    /// Runs of this very kernel were recorded, so that all its files are its own.
    public boolean recorded() {
        return rest == version;
    }

    /// Which version `part` is taken from.
    public Version version(Part part) {
        return parts.getOrDefault(part, rest);
    }

    /// Which version a kernel source file is taken from: that of the nearest part it belongs to.
    ///
    /// @param file its path in the kernel tree; that of no part for what belongs to none
    public Version version(String file) {
        Part nearest = null;
        for (var p : Part.values()) {
            boolean in = file.equals(p.path()) || file.startsWith(p.path() + "/");
            if (in && (nearest == null || p.path().length() > nearest.path().length())) {
                nearest = p;
            }
        }
        return nearest == null ? rest : version(nearest);
    }

    public boolean has(Feature f) {
        return features.contains(f);
    }

    /// Layout of dio->flags.
    public FlagLayout<DioFlag> dio() {
        return dio;
    }

    /// Layout of the dio_flags argument of iomap_dio_rw.
    public FlagLayout<DioArg> dioArg() {
        return dioArg;
    }

    /// Layout of the iomap_begin flags.
    public FlagLayout<IterFlag> iter() {
        return iter;
    }

    /// Layout of the mapping flags.
    public FlagLayout<IomapFlag> iomap() {
        return iomap;
    }

    /// Layout of ki_flags.
    public FlagLayout<Iocb> iocb() {
        return iocb;
    }

    /// Layout of bi_opf.
    public FlagLayout<Req> req() {
        return req;
    }

    /// Layout of the EXT4_GET_BLOCKS word.
    public FlagLayout<GetBlocks> getBlocks() {
        return getBlocks;
    }

    /// Layout of m_flags.
    public FlagLayout<MapFlag> map() {
        return map;
    }

    @Override
    public String toString() {
        return name();
    }
}
