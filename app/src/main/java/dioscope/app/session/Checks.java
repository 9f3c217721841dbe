package dioscope.app.session;

import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioRules;
import java.util.List;

/// The rules of scenario files, asked about an edit.
public final class Checks {
    private Checks() {}

    /// Why a scenario cannot be run: what a file that says the same would be refused for.
    public static List<Problem> of(Scenario s) {
        return ScenarioRules.problems(s).stream().map(x -> new Problem(x.path(), sentence(x.rule(), x.nearest()))).toList();
    }

    private static String sentence(String rule, String nearest) {
        return nearest.isEmpty() ? rule : rule + " (nearest: " + nearest + ")";
    }
}
