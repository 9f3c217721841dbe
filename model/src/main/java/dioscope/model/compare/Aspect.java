package dioscope.model.compare;

/// One part of how a run ended, in both runs.
///
/// @param name `result`, `completion`, `medium`, `flushes`, `lock`, `bios`, `steps`
/// @param a in the first run, a word or number that [Sentences] has words for
/// @param b in the second run
/// @param stepA the step of the first run that settled it, -1 for none
/// @param stepB the step of the second run that settled it, -1 for none
public record Aspect(String name, String a, String b, int stepA, int stepB) {
    public boolean differs() {
        return !a.equals(b);
    }
}
