package dioscope.model.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON text into [Json] with Jackson, keeping the order of fields and every digit of an integer.
public final class JsonFiles {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private JsonFiles() {
    }

    /// @throws IOException if there is no such file, it cannot be read, or it is not one JSON value in UTF-8
    public static Json read(Path file) throws IOException {
        return parse(Files.readAllBytes(file));
    }

    public static Json parse(String text) throws IOException {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static Json parse(byte[] utf8) throws IOException {
        try (JsonParser p = MAPPER.createParser(utf8)) {
            JsonToken first = p.nextToken();
            if (first == null) {
                throw new IOException("empty");
            }
            Json value = value(p, first);
            if (p.nextToken() != null) {
                throw new IOException("more text after the end of the value");
            }
            return value;
        } catch (JacksonException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
    }

    /// The text field of the outermost object, read no further than needed; empty if there is none.
    static String outerText(byte[] utf8, String key) throws IOException {
        try (JsonParser p = MAPPER.createParser(utf8)) {
            p.nextToken();
            while (p.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = p.currentName().equals(key);
                JsonToken t = p.nextToken();
                if (found && t == JsonToken.VALUE_STRING) {
                    return p.getString();
                }
                p.skipChildren();
            }
            return "";
        } catch (JacksonException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
    }

    private static Json value(JsonParser p, JsonToken at) {
        return switch (at) {
            case START_OBJECT -> object(p);
            case START_ARRAY -> array(p);
            case VALUE_STRING -> Json.of(p.getString());
            case VALUE_NUMBER_INT -> integer(p);
            case VALUE_NUMBER_FLOAT -> new Json.Real(p.getDoubleValue());
            case VALUE_TRUE -> Json.of(true);
            case VALUE_FALSE -> Json.of(false);
            case VALUE_NULL -> Json.NULL;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> throw new IllegalStateException(at.name());
        };
    }

    private static Json integer(JsonParser p) {
        return p.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? new Json.Int(p.getBigIntegerValue()) : Json.of(p.getLongValue());
    }

    private static Json object(JsonParser p) {
        Map<String, Json> fields = new LinkedHashMap<>();
        while (p.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = p.currentName();
            fields.put(key, value(p, p.nextToken()));
        }
        return new Json.Obj(fields);
    }

    private static Json array(JsonParser p) {
        var items = new ArrayList<Json>();
        for (JsonToken t = p.nextToken(); t != JsonToken.END_ARRAY; t = p.nextToken()) {
            items.add(value(p, t));
        }
        return new Json.Arr(items);
    }
}
