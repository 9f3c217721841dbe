package dioscope.app.session;

/// Why a value cannot be.
///
/// @param path the field, as the scenario file names it, such as `request.offset`
/// @param sentence one sentence for the reader
public record Problem(String path, String sentence) {}
