package dioscope.model.compare;

import dioscope.model.trace.Trace;

/// One of the two runs.
///
/// @param name what a sentence calls it, such as `6.12` or `without FUA`
/// @param trace the run
public record Side(String name, Trace trace) {}
