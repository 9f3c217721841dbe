package dioscope.app.session;

import dioscope.model.scenario.Scenario;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One value inside a scenario, by the path the scenario file gives it: `device.max_bytes`, `inode.i_size`, `requests[1].offset`; `request` is the
/// first of several.
record Lens(String path) {
    /// @throws IllegalArgumentException if a scenario has no such field
    Object get(Scenario s) {
        Object node = s;
        for (var name : names()) {
            node = node instanceof List<?> list ? list.get(index(name)) : read((Record) node, component((Record) node, name));
        }
        return node;
    }

    long number(Scenario s) {
        return ((Number) get(s)).longValue();
    }

    /// The scenario with another value here; a number is brought to the width of the field.
    ///
    /// @throws IllegalArgumentException if the number does not fit
    Scenario set(Scenario s, Object value) {
        return (Scenario) with(s, names(), 0, value);
    }

    /// The names of records and places in lists on the way: a call keeps its request beside its start.
    private String[] names() {
        var plain = path.startsWith("request.") ? "requests[0]" + path.substring("request".length()) : path;
        var inside = plain.replaceFirst("^requests\\[(\\d+)]\\.(?!start_nanos$)", "requests[$1].request.");
        return inside.replaceAll("\\[(\\d+)]", ".$1").split("\\.");
    }

    private static int index(String name) {
        return Integer.parseInt(name);
    }

    private static Object with(Object node, String[] names, int i, Object value) {
        if (i == names.length) {
            return value;
        }
        if (node instanceof List<?> list) {
            var copy = new ArrayList<Object>(list);
            copy.set(index(names[i]), with(copy.get(index(names[i])), names, i + 1, value));
            return copy;
        }
        var record = (Record) node;
        var target = component(record, names[i]);
        var components = record.getClass().getRecordComponents();
        var args = new Object[components.length];
        for (int k = 0; k < args.length; k++) {
            var old = read(record, components[k]);
            args[k] = components[k].getName().equals(target.getName()) ? fit(with(old, names, i + 1, value), target.getType()) : old;
        }
        try {
            var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return record.getClass().getDeclaredConstructor(types).newInstance(args);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record that cannot be made: " + record.getClass(), e);
        }
    }

    private static Object fit(Object value, Class<?> type) {
        if (type == int.class && value instanceof Long v) {
            if (v != v.intValue()) {
                throw new IllegalArgumentException("is too large for this field");
            }
            return v.intValue();
        }
        return value;
    }

    private static RecordComponent component(Record record, String name) {
        for (var c : record.getClass().getRecordComponents()) {
            if (fileName(c.getName()).equals(name)) {
                return c;
            }
        }
        throw new IllegalArgumentException(record.getClass().getSimpleName() + " has no " + name);
    }

    /// `maxBytes` as `max_bytes`.
    private static String fileName(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static Object read(Record record, RecordComponent c) {
        try {
            return c.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record that cannot be read: " + record.getClass(), e);
        }
    }
}
