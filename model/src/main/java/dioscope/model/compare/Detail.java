package dioscope.model.compare;

import org.jspecify.annotations.Nullable;

/// One value that differs in one place.
///
/// @param name what it is: an argument, `ret`, `taken`, or the cell of the World that changes
/// @param a in the first run; null where it has none
/// @param b in the second run
public record Detail(String name, @Nullable Object a, @Nullable Object b) {}
