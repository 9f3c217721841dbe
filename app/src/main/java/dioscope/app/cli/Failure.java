package dioscope.app.cli;

/// Ends a command with one line on the error stream.
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The command line asked for something that is not there.
    static final int USAGE = 2;
    /// What was asked for could not be done, or was done and disagrees.
    static final int FAILED = 1;

    private final int exitCode;

    private Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static Failure usage(String message) {
        return new Failure(USAGE, message);
    }

    static Failure failed(String message) {
        return new Failure(FAILED, message);
    }

    int exitCode() {
        return exitCode;
    }
}
