package dioscope.app.export;

/// Something cannot be exported; the message is one sentence for the user. Nothing half-written is left behind.
public final class ExportException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ExportException(String sentence) {
        super(sentence);
    }

    public ExportException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
