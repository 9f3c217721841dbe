package dioscope.model.scenario;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The shape of a scenario file, held against `assets/schema/scenario.schema.json`, with its findings in our own words.
final class ScenarioSchema {
    private static final String RESOURCE = "/assets/schema/scenario.schema.json";
    private static final Pattern INDEX = Pattern.compile("/(\\d+)(?=/|$)");

    private ScenarioSchema() {
    }

    /// Read once, when the first text is.
    private static final class Loaded {
        static final Schema SCHEMA = load();

        private static Schema load() {
            try (var in = ScenarioSchema.class.getResourceAsStream(RESOURCE)) {
                if (in == null) throw new IllegalStateException("the schema " + RESOURCE + " is not on the class path");
                return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(in, InputFormat.JSON);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static List<ScenarioError> problems(JsonNode root) {
        var problems = new LinkedHashSet<ScenarioError>();
        for (var e : Loaded.SCHEMA.validate(root)) problems.add(inOurWords(e));
        return List.copyOf(problems);
    }

    private static ScenarioError inOurWords(Error e) {
        var at = path(e.getInstanceLocation().toString());
        var allowed = e.getSchemaNode();
        return switch (e.getKeyword()) {
            case "additionalProperties" -> {
                var name = String.valueOf(e.getProperty());
                yield new ScenarioError(at.isEmpty() ? name : at + "." + name, "is not a field of " + (at.isEmpty() ? "a scenario" : at),
                        Nearest.of(name, fields(e)));
            }
            case "required" -> new ScenarioError(at, "must have " + e.getProperty());
            case "enum" -> {
                var words = new ArrayList<String>();
                allowed.forEach(w -> words.add(w.isNull() ? "null" : w.stringValue()));
                yield new ScenarioError(at, "must be one of " + String.join(", ", words),
                        Nearest.of(e.getInstanceNode().asString(""), words));
            }
            case "type" -> new ScenarioError(at, "must be " + types(allowed));
            case "pattern" -> new ScenarioError(at, at.endsWith("_byte") || at.matches("content_before.*\\[2]")
                    ? "must be a byte such as \"ab\""
                    : "must be a number of bytes such as 8192, \"0x3000\" or \"4K\"");
            case "minimum" -> new ScenarioError(at, "must be at least " + allowed, allowed.toString());
            case "maximum" -> new ScenarioError(at, "must be at most " + allowed, allowed.toString());
            case "minItems", "maxItems" -> new ScenarioError(at, "must have " + allowed + " elements");
            default -> new ScenarioError(at, e.getMessage());
        };
    }

    /// The names beside the one that is not allowed, without those that mean nothing to the model.
    private static List<String> fields(Error e) {
        var properties = e.getEvaluationPath() == null ? null : Loaded.SCHEMA.getSchemaNode();
        for (var part : e.getInstanceLocation().toString().split("/")) {
            if (properties == null || part.isEmpty()) continue;
            properties = part.matches("\\d+") ? properties.get("items") : properties.path("properties").get(part);
            if (properties != null && properties.has("$ref")) {
                properties = Loaded.SCHEMA.getSchemaNode().at(properties.get("$ref").stringValue().substring(1));
            }
        }
        if (properties == null) return List.of();
        return properties.path("properties").properties().stream().filter(p -> !p.getValue().path("$ref").asString("").endsWith("ignored"))
                .map(p -> p.getKey()).toList();
    }

    private static String types(JsonNode type) {
        var said = new LinkedHashSet<String>();
        for (var t : type.isArray() ? type : List.of(type)) {
            said.add(switch (t.asString("")) {
                case "object" -> "an object";
                case "array" -> "an array";
                case "boolean" -> "true or false";
                case "integer" -> "a whole number";
                case "number" -> "a number";
                case "string" -> "text";
                default -> t.asString("");
            });
        }
        return String.join(" or ", said);
    }

    /// `/inode/extents/1/length` as people say it: `inode.extents[1].length`.
    private static String path(String pointer) {
        return INDEX.matcher(pointer).replaceAll("[$1]").replaceFirst("^/", "").replace('/', '.');
    }
}
