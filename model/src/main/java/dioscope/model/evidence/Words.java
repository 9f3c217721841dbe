package dioscope.model.evidence;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The first difference of two values, in words that point at its place.
final class Words {
    /// Longer values are cut to this many letters in a message.
    private static final int SHOWN = 170;

    private Words() {
    }

    /// `calls.task[12]: expected ... got ...`, or empty if the two are equal. Objects are entered; of lists the first
    /// differing element is shown whole, because an element (a call, a bio) is what a reader looks for.
    static Optional<String> difference(Json expected, Json actual, String where) {
        if (expected instanceof Json.Obj e && actual instanceof Json.Obj a) {
            return ofObjects(e.fields(), a.fields(), where);
        }
        if (expected instanceof Json.Arr e && actual instanceof Json.Arr a
                && Stream.concat(e.items().stream(), a.items().stream()).anyMatch(Json::isContainer)) {
            return ofLists(e.items(), a.items(), where);
        }
        return expected.equals(actual) ? Optional.empty() : Optional.of(where + ": " + expectedGot(expected, actual));
    }

    static String expectedGot(Json expected, Json actual) {
        return "expected " + show(expected) + " got " + show(actual);
    }

    private static Optional<String> ofObjects(Map<String, Json> expected, Map<String, Json> actual, String where) {
        var keys = new LinkedHashSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        for (String key : keys) {
            String place = where + "." + key;
            Json e = expected.get(key);
            Json a = actual.get(key);
            if (e == null || a == null) {
                return Optional.of(place + ": expected " + (e == null ? "nothing" : show(e)) + " got " + (a == null ? "nothing" : show(a)));
            }
            Optional<String> inner = difference(e, a, place);
            if (inner.isPresent()) {
                return inner;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ofLists(List<Json> expected, List<Json> actual, String where) {
        int ne = expected.size();
        int na = actual.size();
        for (int i = 0; i < Math.max(ne, na); i++) {
            String place = where + "[" + i + "]: expected ";
            if (i >= na) {
                return Optional.of(place + show(expected.get(i)) + " got the end of the list (" + na + " of " + ne + ")");
            }
            if (i >= ne) {
                return Optional.of(place + "the end of the list got " + show(actual.get(i)) + " (" + na + " instead of " + ne + ")");
            }
            if (!expected.get(i).equals(actual.get(i))) {
                return Optional.of(where + "[" + i + "]: " + expectedGot(expected.get(i), actual.get(i)));
            }
        }
        return Optional.empty();
    }

    static String show(Json value) {
        String s = value instanceof Json.Text t ? t.value() : text(value, ", ");
        return s.length() <= SHOWN ? s : s.substring(0, SHOWN - 3) + "...";
    }

    /// JSON text in ASCII.
    static String text(Json value, String comma) {
        var out = new StringBuilder();
        write(value, comma, out);
        return out.toString();
    }

    private static void write(Json value, String comma, StringBuilder out) {
        switch (value) {
            case Json.Null _ -> out.append("null");
            case Json.Bool b -> out.append(b.value());
            case Json.Int n -> out.append(n.value());
            case Json.Real r -> out.append(real(r.value()));
            case Json.Text t -> quote(t.value(), out);
            case Json.Arr a -> {
                String gap = "";
                out.append('[');
                for (Json item : a.items()) {
                    write(item, comma, out.append(gap));
                    gap = comma;
                }
                out.append(']');
            }
            case Json.Obj o -> {
                String gap = "";
                out.append('{');
                for (var field : o.fields().entrySet()) {
                    quote(field.getKey(), out.append(gap));
                    write(field.getValue(), comma, out.append(':'));
                    gap = comma;
                }
                out.append('}');
            }
        }
    }

    /// Always with a point or an exponent, so that 1.0 is never taken for 1.
    private static String real(double d) {
        double size = Math.abs(d);
        if (!Double.isFinite(d) || d == 0) {
            return Double.toString(d);
        }
        if (size >= 1e-4 && size < 1e16) {
            String plain = new BigDecimal(Double.toString(d)).stripTrailingZeros().toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String[] parts = Double.toString(d).split("E");
        String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
        int exponent = Integer.parseInt(parts[1]);
        return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static void quote(String s, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c < ' ' || c > '~' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        out.append('"');
    }
}
