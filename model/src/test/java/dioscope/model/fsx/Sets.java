package dioscope.model.fsx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Sets of tokens, each known by one number, so that what a byte may be is one int.
final class Sets {
    private final List<int[]> members = new ArrayList<>();
    private final Map<List<Integer>, Integer> ids = new HashMap<>();
    private final Map<Long, Integer> unions = new HashMap<>();

    /// The set of one token.
    int of(int token) {
        return id(List.of(token));
    }

    /// What is in either.
    int union(int a, int b) {
        if (a == b) {
            return a;
        }
        long key = (long) Math.min(a, b) << 32 | Math.max(a, b);
        var known = unions.get(key);
        if (known != null) {
            return known;
        }
        var all = new TreeSet<Integer>();
        for (int t : members.get(a)) {
            all.add(t);
        }
        for (int t : members.get(b)) {
            all.add(t);
        }
        int id = id(List.copyOf(all));
        unions.put(key, id);
        return id;
    }

    boolean has(int set, int token) {
        for (int t : members.get(set)) {
            if (t == token) {
                return true;
            }
        }
        return false;
    }

    /// For people.
    String words(int set) {
        var out = new ArrayList<String>();
        for (int t : members.get(set)) {
            out.add(Token.words(t));
        }
        return String.join(" or ", out);
    }

    private int id(List<Integer> sorted) {
        return ids.computeIfAbsent(sorted, k -> {
            members.add(k.stream().mapToInt(Integer::intValue).toArray());
            return members.size() - 1;
        });
    }
}
