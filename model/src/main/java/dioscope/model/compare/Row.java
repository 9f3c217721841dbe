package dioscope.model.compare;

/// One place of the aligned runs.
///
/// @param a its step in the first run, -1 when only the second has it
/// @param b its step in the second run, -1 when only the first has it
/// @param what how they differ there
public record Row(int a, int b, What what) {
    public boolean both() {
        return a >= 0 && b >= 0;
    }
}
