package dioscope.model.scenario;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A JSON text as a tree without the data binding, which takes longer to set up than a shipped scenario takes to read.
final class JsonTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonTree() {}

    /// @throws tools.jackson.core.JacksonException when the text is no JSON
    static JsonNode of(String json) {
        try (var p = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            return node(p, p.nextToken());
        }
    }

    private static JsonNode node(JsonParser p, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                var o = NODES.objectNode();
                while (p.nextToken() == JsonToken.PROPERTY_NAME) {
                    var name = p.currentName();
                    o.set(name, node(p, p.nextToken()));
                }
                yield o;
            }
            case START_ARRAY -> {
                var a = NODES.arrayNode();
                for (var t = p.nextToken(); t != JsonToken.END_ARRAY; t = p.nextToken()) {
                    a.add(node(p, t));
                }
                yield a;
            }
            case VALUE_STRING -> NODES.stringNode(p.getString());
            case VALUE_NUMBER_INT ->
                p.getLongValue() == (int) p.getLongValue() ? NODES.numberNode(p.getIntValue()) : NODES.numberNode(p.getLongValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(p.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("not a value: " + token);
        };
    }
}
