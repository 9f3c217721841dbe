package dioscope.app.export.page;

import dioscope.app.panel.Study;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;

/// A shipped scenario and its run.
record Shipped(Scenario scenario, Study study) {
    static Shipped of(String name) {
        var s = ShippedScenarios.read(name);
        return new Shipped(s, Studies.of(s, Runner.run(s), TextWords.carried(s.kernel())));
    }

    int last() {
        return study.trace().size() - 1;
    }
}
