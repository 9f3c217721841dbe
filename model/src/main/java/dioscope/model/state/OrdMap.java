package dioscope.model.state;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A persistent map from `long` keys, in key order: an AVL tree whose updates share all untouched nodes with the map they came from.
///
/// Every World keeps its pages, extents and bios in such maps, so that a step costs one path of nodes and two steps compare by identity.
///
/// @param <V> the values, never null
public final class OrdMap<V> implements Iterable<OrdMap.Entry<V>> {
    /// One key and its value.
    public record Entry<V>(long key, V value) {}

    /// Receives each key whose value differs between two maps.
    public interface DiffVisitor<V> {
        /// One of `before` and `after` is null when the key is absent there.
        void changed(long key, @Nullable V before, @Nullable V after);
    }

    private static final OrdMap<?> EMPTY = new OrdMap<>(null);

    private final @Nullable Node<V> root;

    private OrdMap(@Nullable Node<V> root) {
        this.root = root;
    }

    /// The map with no entries.
    @SuppressWarnings("unchecked")
    public static <V> OrdMap<V> empty() {
        return (OrdMap<V>) EMPTY;
    }

    public int size() {
        return size(root);
    }

    public boolean isEmpty() {
        return root == null;
    }

    /// The value of `key`, or null.
    public @Nullable V get(long key) {
        var n = root;
        while (n != null) {
            if (key == n.key) {
                return n.value;
            }
            n = key < n.key ? n.left : n.right;
        }
        return null;
    }

    /// The value of `key`, which must be there.
    ///
    /// @throws NoSuchElementException when it is not
    public V at(long key) {
        var v = get(key);
        if (v == null) {
            throw new NoSuchElementException("no entry " + key);
        }
        return v;
    }

    public boolean has(long key) {
        return get(key) != null;
    }

    /// The entry with the greatest key at or below `key`, or null.
    public @Nullable Entry<V> floor(long key) {
        var n = root;
        Node<V> best = null;
        while (n != null) {
            if (n.key == key) {
                return n.entry();
            }
            if (n.key < key) {
                best = n;
                n = n.right;
            } else {
                n = n.left;
            }
        }
        return best == null ? null : best.entry();
    }

    /// The entry with the smallest key at or above `key`, or null.
    public @Nullable Entry<V> ceiling(long key) {
        var n = root;
        Node<V> best = null;
        while (n != null) {
            if (n.key == key) {
                return n.entry();
            }
            if (n.key > key) {
                best = n;
                n = n.left;
            } else {
                n = n.right;
            }
        }
        return best == null ? null : best.entry();
    }

    public @Nullable Entry<V> first() {
        return ceiling(Long.MIN_VALUE);
    }

    public @Nullable Entry<V> last() {
        return floor(Long.MAX_VALUE);
    }

    /// This map with `key` bound to `value`; this map itself when it already is (by identity).
    public OrdMap<V> put(long key, V value) {
        var r = put(root, key, value);
        return r == root ? this : new OrdMap<>(r);
    }

    /// This map without `key`.
    public OrdMap<V> remove(long key) {
        return has(key) ? new OrdMap<>(remove(root, key)) : this;
    }

    /// This map with the value of `key`, which must be there, replaced.
    public OrdMap<V> update(long key, UnaryOperator<V> change) {
        return put(key, change.apply(at(key)));
    }

    /// The values in key order.
    public List<V> values() {
        var out = new ArrayList<V>(size());
        for (var e : this) {
            out.add(e.value);
        }
        return out;
    }

    /// The entries in key order.
    public List<Entry<V>> entries() {
        var out = new ArrayList<Entry<V>>(size());
        for (var e : this) {
            out.add(e);
        }
        return out;
    }

    @Override
    public Iterator<Entry<V>> iterator() {
        return from(Long.MIN_VALUE);
    }

    /// The entries with keys at or above `key`, in key order.
    public Iterator<Entry<V>> from(long key) {
        return new Walk<>(root, key);
    }

    /// Reports every key whose value differs, in key order, skipping what the two maps share.
    public static <V> void diff(OrdMap<V> a, OrdMap<V> b, DiffVisitor<V> visitor) {
        if (a.root == b.root) {
            return;
        }
        var x = new Walk<>(a.root, Long.MIN_VALUE);
        var y = new Walk<>(b.root, Long.MIN_VALUE);
        while (x.hasNext() || y.hasNext()) {
            if (x.isAt(y)) {
                x.skip();
                y.skip();
                continue;
            }
            if (!y.hasNext() || x.hasNext() && x.peek() < y.peek()) {
                var e = x.node();
                visitor.changed(e.key, e.value, null);
            } else if (!x.hasNext() || y.peek() < x.peek()) {
                var e = y.node();
                visitor.changed(e.key, null, e.value);
            } else {
                var e = x.node();
                var f = y.node();
                if (e.value != f.value) {
                    visitor.changed(e.key, e.value, f.value);
                }
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object o) {
        if (!(o instanceof OrdMap<?> m)) {
            return false;
        }
        if (m.root == root) {
            return true;
        }
        if (m.size() != size()) {
            return false;
        }
        var x = new Walk<>(root, Long.MIN_VALUE);
        var y = new Walk<>(m.root, Long.MIN_VALUE);
        while (x.hasNext()) {
            if (x.isAt(y)) {
                x.skip();
                y.skip();
                continue;
            }
            var a = x.node();
            var b = y.node();
            if (a.key != b.key || a.value != b.value && !a.value.equals(b.value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int h = 1;
        for (var e : this) {
            h = 31 * h + e.hashCode();
        }
        return h;
    }

    @Override
    public String toString() {
        var s = new StringBuilder("{");
        for (var e : this) {
            s.append(s.length() > 1 ? ", " : "").append(e.key).append('=').append(e.value);
        }
        return s.append('}').toString();
    }

    private static final class Node<V> {
        final long key;
        final V value;
        final @Nullable Node<V> left;
        final @Nullable Node<V> right;
        /// Height in the low 6 bits, size above.
        final int shape;

        Node(long key, V value, @Nullable Node<V> left, @Nullable Node<V> right) {
            this.key = key;
            this.value = value;
            this.left = left;
            this.right = right;
            this.shape = Math.max(height(left), height(right)) + 1 | (size(left) + size(right) + 1) << 6;
        }

        Entry<V> entry() {
            return new Entry<>(key, value);
        }
    }

    private static int height(@Nullable Node<?> n) {
        return n == null ? 0 : n.shape & 63;
    }

    private static int size(@Nullable Node<?> n) {
        return n == null ? 0 : n.shape >>> 6;
    }

    private static <V> Node<V> put(@Nullable Node<V> n, long key, V value) {
        if (n == null) {
            return new Node<>(key, value, null, null);
        }
        if (key == n.key) {
            return n.value == value ? n : new Node<>(key, value, n.left, n.right);
        }
        if (key < n.key) {
            var l = put(n.left, key, value);
            return l == n.left ? n : balanced(n.key, n.value, l, n.right);
        }
        var r = put(n.right, key, value);
        return r == n.right ? n : balanced(n.key, n.value, n.left, r);
    }

    private static <V> @Nullable Node<V> remove(@Nullable Node<V> n, long key) {
        if (n == null) {
            return null;
        }
        if (key < n.key) {
            return balanced(n.key, n.value, remove(n.left, key), n.right);
        }
        if (key > n.key) {
            return balanced(n.key, n.value, n.left, remove(n.right, key));
        }
        if (n.left == null) {
            return n.right;
        }
        if (n.right == null) {
            return n.left;
        }
        var m = n.right;
        while (m.left != null) {
            m = m.left;
        }
        return balanced(m.key, m.value, n.left, remove(n.right, m.key));
    }

    private static <V> Node<V> balanced(long key, V value, @Nullable Node<V> l, @Nullable Node<V> r) {
        if (l != null && height(l) > height(r) + 1) {
            var mid = l.right;
            if (mid != null && height(mid) > height(l.left)) {
                return new Node<>(mid.key, mid.value, new Node<>(l.key, l.value, l.left, mid.left), new Node<>(key, value, mid.right, r));
            }
            return new Node<>(l.key, l.value, l.left, new Node<>(key, value, mid, r));
        }
        if (r != null && height(r) > height(l) + 1) {
            var mid = r.left;
            if (mid != null && height(mid) > height(r.right)) {
                return new Node<>(mid.key, mid.value, new Node<>(key, value, l, mid.left), new Node<>(r.key, r.value, mid.right, r.right));
            }
            return new Node<>(r.key, r.value, new Node<>(key, value, l, mid), r.right);
        }
        return new Node<>(key, value, l, r);
    }

    /// An in-order walk that can also step over a whole shared subtree.
    private static final class Walk<V> implements Iterator<Entry<V>> {
        private final ArrayList<Node<V>> stack = new ArrayList<>();

        Walk(@Nullable Node<V> root, long from) {
            var n = root;
            while (n != null) {
                if (n.key >= from) {
                    stack.add(n);
                    n = n.left;
                } else {
                    n = n.right;
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !stack.isEmpty();
        }

        long peek() {
            return stack.getLast().key;
        }

        @Override
        public Entry<V> next() {
            return node().entry();
        }

        Node<V> node() {
            var n = stack.removeLast();
            for (var m = n.right; m != null; m = m.left) {
                stack.add(m);
            }
            return n;
        }

        /// Both walks stand at one node: they share it and all to its right below it.
        boolean isAt(Walk<?> other) {
            return !stack.isEmpty() && !other.stack.isEmpty() && stack.getLast() == other.stack.getLast();
        }

        /// Leaves out the node and all to its right below it.
        void skip() {
            stack.removeLast();
        }
    }
}
