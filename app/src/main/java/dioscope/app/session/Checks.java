package dioscope.app.session;

import dioscope.model.run.Need;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioRules;
import java.util.List;

/// The rules of scenario files, asked about an edit.
public final class Checks {
    private Checks() {}

    /// Why a scenario cannot be run: what a file that says the same would be refused for, or that it would take more than
    /// this program may use.
    public static List<Problem> of(Scenario s) {
        var broken = ScenarioRules.problems(s).stream().map(x -> new Problem(x.path(), sentence(x.rule(), x.nearest()))).toList();
        return broken.isEmpty() ? Need.refusal(s).map(why -> List.of(new Problem("request.length", why))).orElse(broken) : broken;
    }

    private static String sentence(String rule, String nearest) {
        return nearest.isEmpty() ? rule : rule + " (nearest: " + nearest + ")";
    }
}
