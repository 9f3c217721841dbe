package dioscope.model.trace;

import dioscope.model.state.CellId;
import org.jspecify.annotations.Nullable;

/// One cell that differs between two worlds.
///
/// @param cell which
/// @param before its value there, null when the cell did not exist
/// @param after its value here, null when it no longer exists
public record Change(CellId cell, @Nullable Object before, @Nullable Object after) {}
