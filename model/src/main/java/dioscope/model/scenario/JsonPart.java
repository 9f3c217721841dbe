package dioscope.model.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A place in a file being read: asks for fields by name, gives the default for one left out, and notes what is wrong instead of stopping.
final class JsonPart {
    private final @Nullable JsonNode node;
    private final String path;
    private final List<ScenarioError> errors;

    JsonPart(@Nullable JsonNode node, String path, List<ScenarioError> errors) {
        this.node = node == null || node.isNull() || node.isMissingNode() ? null : node;
        this.path = path;
        this.errors = errors;
    }

    JsonPart in(String name) {
        return new JsonPart(node == null ? null : node.get(name), path.isEmpty() ? name : path + "." + name, errors);
    }

    /// Neither left out nor null.
    boolean present() {
        return node != null;
    }

    boolean isInteger() {
        return node != null && node.isIntegralNumber();
    }

    /// Written in the file as null.
    boolean isNull(String name) {
        return node != null && node.has(name) && node.get(name).isNull();
    }

    void wrong(String rule, String nearest) {
        errors.add(new ScenarioError(path, rule, nearest));
    }

    boolean flag(boolean absent) {
        var n = node;
        if (n == null) return absent;
        if (!n.isBoolean()) wrong("must be true or false", Boolean.toString(absent));
        return n.asBoolean(absent);
    }

    String text(String absent) {
        var n = node;
        if (n == null) return absent;
        if (!n.isString()) wrong("must be text", "");
        return n.asString("");
    }

    /// A whole number or a size such as `4K`.
    long size(long absent) {
        var n = node;
        if (n == null) return absent;
        if (n.isIntegralNumber() && n.canConvertToLong()) return n.longValue();
        if (n.isString()) {
            var parsed = Sizes.parse(n.stringValue());
            if (parsed.isPresent()) return parsed.getAsLong();
        }
        wrong("must be a whole number of bytes such as 8192, \"0x3000\" or \"4K\"", Long.toString(absent));
        return absent;
    }

    double number(double absent) {
        var n = node;
        if (n == null) return absent;
        if (n.isNumber()) return n.doubleValue();
        wrong("must be a number", Double.toString(absent));
        return absent;
    }

    /// Seconds, as nanoseconds.
    long seconds(long absentNanos) {
        return node == null ? absentNanos : Math.round(number(0) * 1e9);
    }

    int smallSize(int absent) {
        long v = size(absent);
        if (v == (int) v) return (int) v;
        wrong("must fit 32 bits", Integer.toString(v < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE));
        return absent;
    }

    /// A byte: the hexadecimal text of a recording (`"ab"`, `"0xab"`) or a number.
    int octet(int absent) {
        var n = node;
        if (n == null) return absent;
        if (n.isString()) {
            var digits = n.stringValue().replaceFirst("^0[xX]", "");
            if (digits.matches("[0-9a-fA-F]{1,2}")) return Integer.parseInt(digits, 16);
        } else if (n.isInt() && n.intValue() >= 0 && n.intValue() <= 255) {
            return n.intValue();
        }
        wrong("must be a byte such as \"ab\"", "\"" + hex(absent) + "\"");
        return absent;
    }

    static String hex(int octet) {
        return String.format("%02x", octet);
    }

    <E> E choice(E absent, List<E> choices, Function<E, String> word) {
        var n = node;
        if (n == null) return absent;
        var said = n.asString("");
        for (E e : choices) {
            if (word.apply(e).equals(said)) return e;
        }
        var words = choices.stream().map(word).toList();
        wrong("must be one of " + String.join(", ", words), Nearest.of(said, words));
        return absent;
    }

    <E extends Enum<E>> E choice(E absent, Function<E, String> word) {
        return choice(absent, Arrays.asList(absent.getDeclaringClass().getEnumConstants()), word);
    }

    /// The elements of an array; empty when it was left out.
    Optional<List<JsonPart>> elements() {
        var n = node;
        if (n == null) return Optional.empty();
        var parts = new ArrayList<JsonPart>();
        if (!n.isArray()) wrong("must be an array", "[]");
        for (int i = 0; i < n.size(); i++) parts.add(new JsonPart(n.get(i), path + "[" + i + "]", errors));
        return Optional.of(parts);
    }
}
