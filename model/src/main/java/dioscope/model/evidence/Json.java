package dioscope.model.evidence;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of a run file, immutable. Facets stay in this form because a file to be judged may hold anything.
///
/// `equals` keeps `true`, `1` and `1.0` apart and ignores the order of the keys of an object.
/// [#looselyEquals] counts them as the same number.
public sealed interface Json {
    Json NULL = new Null();

    record Null() implements Json {
    }

    record Bool(boolean value) implements Json {
    }

    record Int(BigInteger value) implements Json {
    }

    record Real(double value) implements Json {
    }

    record Text(String value) implements Json {
    }

    record Arr(List<Json> items) implements Json {
        public Arr {
            items = List.copyOf(items);
        }
    }

    record Obj(Map<String, Json> fields) implements Json {
        public Obj {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /// The field, or [Json#NULL] where there is none.
        public Json get(String key) {
            return fields.getOrDefault(key, NULL);
        }
    }

    static Json of(String value) {
        return new Text(value);
    }

    static Json of(long value) {
        return new Int(BigInteger.valueOf(value));
    }

    static Json of(boolean value) {
        return new Bool(value);
    }

    static Json arr(Json... items) {
        return new Arr(List.of(items));
    }

    static Json arr(List<? extends Json> items) {
        return new Arr(List.copyOf(items));
    }

    static Json texts(List<String> items) {
        return new Arr(items.stream().map(Json::of).toList());
    }

    /// An object from key, value, key, value. Values are Json, String, Integer, Long or Boolean.
    static Json obj(Object... keysAndValues) {
        var fields = new LinkedHashMap<String, Json>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put((String) keysAndValues[i], switch (keysAndValues[i + 1]) {
                case Json j -> j;
                case String s -> of(s);
                case Integer n -> of(n.longValue());
                case Long n -> of(n);
                case Boolean b -> of(b);
                default -> throw new IllegalArgumentException("not a value: " + keysAndValues[i + 1]);
            });
        }
        return new Obj(fields);
    }

    default boolean is(String text) {
        return this instanceof Text t && t.value().equals(text);
    }

    /// False for null, false, zero and everything empty.
    default boolean truthy() {
        return switch (this) {
            case Null _ -> false;
            case Bool b -> b.value();
            case Int n -> n.value().signum() != 0;
            case Real r -> r.value() != 0;
            case Text t -> !t.value().isEmpty();
            case Arr a -> !a.items().isEmpty();
            case Obj o -> !o.fields().isEmpty();
        };
    }

    /// Equality in which true, 1 and 1.0 are one number.
    default boolean looselyEquals(Json other) {
        if (this instanceof Arr a && other instanceof Arr b) {
            return a.items().size() == b.items().size()
                    && java.util.stream.IntStream.range(0, a.items().size())
                            .allMatch(i -> a.items().get(i).looselyEquals(b.items().get(i)));
        }
        if (this instanceof Obj a && other instanceof Obj b) {
            return a.fields().keySet().equals(b.fields().keySet())
                    && a.fields().keySet().stream().allMatch(k -> a.get(k).looselyEquals(b.get(k)));
        }
        Json x = asNumber(this);
        Json y = asNumber(other);
        if (x instanceof Int i && y instanceof Real r) {
            return Double.isFinite(r.value()) && new BigDecimal(i.value()).compareTo(new BigDecimal(r.value())) == 0;
        }
        if (x instanceof Real && y instanceof Int) {
            return y.looselyEquals(x);
        }
        return x instanceof Real r && y instanceof Real s ? r.value() == s.value() : x.equals(y);
    }

    private static Json asNumber(Json v) {
        return v instanceof Bool b ? of(b.value() ? 1 : 0) : v;
    }

    /// The sum of two numbers (a boolean counts as 0 or 1), or two texts or two lists joined.
    ///
    /// @throws Malformed if the two cannot be added
    default Json plus(Json other) {
        if (this instanceof Text a && other instanceof Text b) {
            return of(a.value() + b.value());
        }
        if (this instanceof Arr a && other instanceof Arr b) {
            var both = new ArrayList<>(a.items());
            both.addAll(b.items());
            return new Arr(both);
        }
        Json x = asNumber(this);
        Json y = asNumber(other);
        if (x instanceof Int a && y instanceof Int b) {
            return new Int(a.value().add(b.value()));
        }
        return new Real(toDouble(x) + toDouble(y));
    }

    private static double toDouble(Json v) {
        return switch (v) {
            case Int n -> n.value().doubleValue();
            case Real r -> r.value();
            default -> throw new Malformed(Words.show(v) + " is not a number");
        };
    }

    /// The elements of a list, the letters of a text, the keys of an object.
    ///
    /// @throws Malformed for anything else
    default List<Json> elements() {
        return switch (this) {
            case Arr a -> a.items();
            case Obj o -> o.fields().keySet().stream().map(Json::of).toList();
            case Text t -> t.value().codePoints().mapToObj(c -> of(Character.toString(c))).toList();
            case Null _,Bool _,Int _,Real _ -> throw new Malformed(Words.show(this) + " is not a list");
        };
    }

    default boolean isContainer() {
        return this instanceof Arr || this instanceof Obj;
    }
}
