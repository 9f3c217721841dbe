package dioscope.model.scenario;

import java.util.List;

/// A text that is no scenario. Its message is one line: the source, the first problem, and how many more there are.
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // never sent anywhere
    private final List<ScenarioError> errors;

    public ScenarioException(String sourceName, List<ScenarioError> errors) {
        super(sourceName + ": " + errors.getFirst() + more(errors.size() - 1));
        this.errors = List.copyOf(errors);
    }

    private static String more(int others) {
        return switch (others) {
            case 0 -> "";
            case 1 -> " (and 1 more problem)";
            default -> " (and " + others + " more problems)";
        };
    }

    /// Every problem found, at least one.
    public List<ScenarioError> errors() {
        return errors;
    }
}
