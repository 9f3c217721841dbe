package dioscope.model.trace;

import dioscope.model.state.CellId;
import dioscope.model.state.OrdMap;
import dioscope.model.state.World;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What differs between two worlds, computed; nobody declares a change.
///
/// A record is compared component by component and a map key by key, and what the two worlds share is skipped by identity. A cell that appears or
/// disappears is one change with the whole value; a cell in both is one change for each leaf that differs.
public final class Diff {
    private Diff() {}

    /// The changes that turn `a` into `b`, in the order of the World's components and of keys.
    public static List<Change> between(World a, World b) {
        if (a == b) {
            return List.of();
        }
        var out = new ArrayList<Change>();
        compare("", a, b, out);
        return out;
    }

    /// `a` with `changes` made: for the changes of [#between] it equals the `b` they were computed from.
    public static World apply(World a, List<Change> changes) {
        Object w = a;
        for (var c : changes) {
            w = replaced(w, c.cell().path().split("\\."), 0, c.after());
        }
        return (World) Objects.requireNonNull(w);
    }

    private static void compare(String path, @Nullable Object a, @Nullable Object b, List<Change> out) {
        if (a == b) {
            return;
        }
        if (a instanceof OrdMap<?> x && b instanceof OrdMap<?> y) {
            maps(path, x, y, out);
        } else
            if (a instanceof Record x && b instanceof Record y && x.getClass() == y.getClass()
                    && !(a instanceof dioscope.model.state.Frame)) {
                        for (var p : Parts.of(x.getClass()).parts) {
                            compare(path.isEmpty() ? p.name : path + "." + p.name, p.get(x), p.get(y), out);
                        }
                    } else
                if (!Objects.equals(a, b)) {
                    out.add(new Change(new CellId(path), a, b));
                }
    }

    @SuppressWarnings("unchecked")
    private static void maps(String path, OrdMap<?> a, OrdMap<?> b, List<Change> out) {
        OrdMap.diff((OrdMap<Object>) a, (OrdMap<Object>) b, (key, x, y) -> compare(path + "." + key, x, y, out));
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object replaced(@Nullable Object node, String[] path, int i, @Nullable Object value) {
        if (i == path.length) {
            return value;
        }
        if (node instanceof OrdMap<?> m) {
            var map = (OrdMap<Object>) m;
            long key = Long.parseLong(path[i]);
            var next = replaced(map.get(key), path, i + 1, value);
            return next == null ? map.remove(key) : map.put(key, next);
        }
        var record = (Record) Objects.requireNonNull(node);
        var parts = Parts.of(record.getClass());
        var args = new @Nullable Object[parts.parts.size()];
        for (int k = 0; k < args.length; k++) {
            var p = parts.parts.get(k);
            args[k] = p.name.equals(path[i]) ? replaced(p.get(record), path, i + 1, value) : p.get(record);
        }
        return parts.make(args);
    }

    /// The components of a record type, ready to be read.
    private record Parts(List<Part> parts, MethodHandle constructor) {
        private static final ClassValue<Parts> CACHE = new ClassValue<>() {
            @Override
            protected Parts computeValue(Class<?> type) {
                try {
                    var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
                    var components = type.getRecordComponents();
                    var parts = new ArrayList<Part>();
                    for (var c : components) {
                        parts.add(new Part(c.getName(), lookup.unreflect(c.getAccessor())
                                .asType(java.lang.invoke.MethodType.methodType(Object.class, Record.class))));
                    }
                    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
                    return new Parts(parts, lookup.unreflectConstructor(type.getDeclaredConstructor(types)));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("a record that cannot be read: " + type, e);
                }
            }
        };

        static Parts of(Class<?> type) {
            return CACHE.get(type);
        }

        Object make(@Nullable Object[] args) {
            try {
                return constructor.invokeWithArguments(args);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private record Part(String name, MethodHandle getter) {
        @Nullable
        Object get(Record r) {
            try {
                return (Object) getter.invokeExact(r);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
