package dioscope.model.fsx;

/// The first thing that cannot be.
///
/// @param call the call, 1 for the first
/// @param kind what is wrong, without numbers: two mismatches of a kind may have one cause
/// @param words what is wrong, for people
record Mismatch(int call, String kind, String words) {}
