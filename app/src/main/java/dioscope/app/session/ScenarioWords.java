package dioscope.app.session;

import dioscope.app.panel.Question;
import dioscope.app.panel.Words;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Step;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The words of a kernel, opened by the words of a scenario: its question and what to watch stand where the story begins.
record ScenarioWords(Scenario scenario, Words words) implements Words {
    @Override
    public @Nullable String why(Step step) {
        if (step.kind() != Step.Kind.START || scenario.question().isBlank()) {
            return words.why(step);
        }
        var watch = scenario.watch().stream().map(w -> "\n\n" + w).collect(Collectors.joining());
        return "**" + scenario.question().strip() + "**" + watch;
    }

    @Override
    public List<Line> code(String fn) {
        return words.code(fn);
    }

    @Override
    public List<Question> questions() {
        return words.questions();
    }

    @Override
    public String source(Step step) {
        return words.source(step);
    }
}
