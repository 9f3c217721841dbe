package dioscope.app.session;

import dioscope.model.scenario.Modelled;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioRules;
import java.util.List;
import java.util.regex.Pattern;

/// The rules of scenario files, asked about an edit.
public final class Checks {
    /// A refusal names its field in brackets.
    private static final Pattern FIELD = Pattern.compile("\\(([a-z_]+(?:\\.[a-z_]+)?)");

    private Checks() {}

    /// Why a scenario cannot be run: what a file that says the same would be refused for, or what is not modelled.
    public static List<Problem> of(Scenario s) {
        var broken = ScenarioRules.problems(s);
        if (!broken.isEmpty()) return broken.stream().map(x -> new Problem(x.path(), sentence(x.rule(), x.nearest()))).toList();
        return Modelled.refusal(s).map(sentence -> {
            var m = FIELD.matcher(sentence);
            return List.of(new Problem(m.find() ? m.group(1) : "", sentence));
        }).orElse(List.of());
    }

    private static String sentence(String rule, String nearest) {
        return nearest.isEmpty() ? rule : rule + " (nearest: " + nearest + ")";
    }
}
