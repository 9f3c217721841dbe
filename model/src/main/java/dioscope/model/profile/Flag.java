package dioscope.model.profile;

/// One bit of a register, by name. The bit it has is the profile's business ([FlagLayout]).
public interface Flag {
    /// The identifier in the kernel's source.
    String name();

    /// The name recordings and panels use: the identifier without its prefix.
    String shortName();

    int ordinal();
}
