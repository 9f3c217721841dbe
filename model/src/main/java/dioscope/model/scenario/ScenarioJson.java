package dioscope.model.scenario;

import dioscope.model.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A scenario as text: a scenario file, or a recording's start state.
public final class ScenarioJson {
    /// Made when a text from outside is first read.
    private static final class Mapper {
        static final JsonMapper STRICT = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    }

    private ScenarioJson() {
    }

    /// What the text says. It need not be inside the model: a run of it may still stop at what is not modelled.
    ///
    /// @param sourceName what error messages call the text, such as its file name
    /// @throws ScenarioException when the text is no JSON or no scenario, with every problem found
    public static Scenario read(String json, String sourceName) {
        return read(json, sourceName, null);
    }

    /// The same, to run on `kernel` whatever the text says.
    public static Scenario readFor(Profile kernel, String json, String sourceName) {
        return read(json, sourceName, kernel);
    }

    /// A text that the build has held against the schema already, which takes longer than all else at start.
    static Scenario readShipped(String json, String sourceName) {
        return read(JsonTree.of(json), sourceName, null);
    }

    private static Scenario read(String json, String sourceName, @Nullable Profile kernel) {
        var root = parse(json, sourceName);
        refuse(sourceName, ScenarioSchema.problems(root));
        return read(root, sourceName, kernel);
    }

    private static Scenario read(JsonNode root, String sourceName, @Nullable Profile kernel) {
        var errors = new ArrayList<ScenarioError>();
        var scenario = ScenarioReader.read(new JsonPart(root, "", errors), kernel);
        refuse(sourceName, errors);
        refuse(sourceName, ScenarioRules.problems(scenario));
        return scenario;
    }

    /// The text of a scenario: equal scenarios give equal texts, and reading it gives the scenario back.
    public static String write(Scenario scenario) {
        return ScenarioWriter.write(scenario);
    }

    private static void refuse(String sourceName, List<ScenarioError> errors) {
        if (!errors.isEmpty()) throw new ScenarioException(sourceName, errors);
    }

    private static JsonNode parse(String json, String sourceName) {
        try {
            var root = Mapper.STRICT.readTree(json);
            if (root.isObject()) return root;
            throw new ScenarioException(sourceName, List.of(new ScenarioError("", "must be one JSON object", "{}")));
        } catch (JacksonException e) {
            var at = e.getLocation();
            var where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new ScenarioException(sourceName, List.of(new ScenarioError(where, "is not JSON: " + firstLine(e.getOriginalMessage()))));
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
