package dioscope.model.engine;

/// Thrown where the simulated code would go somewhere this program does not follow. The run ends there with the sentence.
public final class NotModelled extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotModelled(String sentence) {
        super(sentence, null, false, false);
    }
}
