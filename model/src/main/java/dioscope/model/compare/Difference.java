package dioscope.model.compare;

/// One thing that differs. A function that only one run calls is one difference with all that happens inside it.
///
/// @param row the place where it stands, an index into [Comparison#rows()]
/// @param what how the runs differ
/// @param steps how many places belong to it
public record Difference(int row, What what, int steps) {}
