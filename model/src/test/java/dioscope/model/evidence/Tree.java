package dioscope.model.evidence;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A run file that can be changed in place: maps, lists, texts, numbers, booleans and null.
final class Tree {
    private Tree() {
    }

    static @Nullable Object of(Json v) {
        return switch (v) {
            case Json.Null _ -> null;
            case Json.Bool b -> b.value();
            case Json.Int n -> n.value();
            case Json.Real r -> r.value();
            case Json.Text t -> t.value();
            case Json.Arr a -> {
                var list = new ArrayList<@Nullable Object>();
                a.items().forEach(i -> list.add(of(i)));
                yield list;
            }
            case Json.Obj o -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                o.fields().forEach((k, x) -> map.put(k, of(x)));
                yield map;
            }
        };
    }

    static Json json(@Nullable Object v) {
        return switch (v) {
            case null -> Json.NULL;
            case Boolean b -> Json.of(b);
            case Integer n -> Json.of(n);
            case Long n -> Json.of(n);
            case BigInteger n -> new Json.Int(n);
            case Double d -> new Json.Real(d);
            case String s -> Json.of(s);
            case List<?> list -> new Json.Arr(list.stream().map(Tree::json).toList());
            case Map<?, ?> map -> {
                var fields = new LinkedHashMap<String, Json>();
                map.forEach((k, x) -> fields.put((String) k, json(x)));
                yield new Json.Obj(fields);
            }
            default -> throw new IllegalArgumentException(v.getClass().getName());
        };
    }

    /// The place as a map; an empty one, belonging to nothing, if it is none.
    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> map(@Nullable Object v) {
        return v instanceof Map<?, ?> ? (Map<String, @Nullable Object>) v : new LinkedHashMap<>();
    }

    @SuppressWarnings("unchecked")
    static List<@Nullable Object> list(@Nullable Object v) {
        return v instanceof List<?> ? (List<@Nullable Object>) v : new ArrayList<>();
    }

    static Map<String, @Nullable Object> facets(Map<String, @Nullable Object> run) {
        return map(run.get("facets"));
    }

    static List<@Nullable Object> list(Map<String, @Nullable Object> run, String facet) {
        return list(facets(run).get(facet));
    }

    static @Nullable Object copy(@Nullable Object v) {
        return of(json(v));
    }

    /// Index of a random element that fits, or -1.
    static int pick(List<@Nullable Object> list, Random random, Predicate<Map<String, @Nullable Object>> fits) {
        var found = new ArrayList<Integer>();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Map<?, ?> m && fits.test(map(m))) {
                found.add(i);
            }
        }
        return found.isEmpty() ? -1 : found.get(random.nextInt(found.size()));
    }

    static Map<String, @Nullable Object> entry(@Nullable Object... keysAndValues) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return map;
    }

    static List<@Nullable Object> listOf(@Nullable Object... items) {
        var list = new ArrayList<@Nullable Object>();
        for (Object i : items) {
            list.add(i);
        }
        return list;
    }
}
