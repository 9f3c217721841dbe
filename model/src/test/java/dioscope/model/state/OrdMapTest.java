package dioscope.model.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrdMapTest {
    private static void agree(OrdMap<String> map, TreeMap<Long, String> model) {
        assertThat(map.size()).isEqualTo(model.size());
        assertThat(map.values()).isEqualTo(new ArrayList<>(model.values()));
        assertThat(map.entries().stream().map(OrdMap.Entry::key)).isEqualTo(new ArrayList<>(model.keySet()));
        for (long k = -2; k < 70; k++) {
            assertThat(map.get(k)).isEqualTo(model.get(k));
            assertThat(key(map.floor(k))).isEqualTo(model.floorKey(k));
            assertThat(key(map.ceiling(k))).isEqualTo(model.ceilingKey(k));
            var from = new ArrayList<Long>();
            map.from(k).forEachRemaining(e -> from.add(e.key()));
            assertThat(from).isEqualTo(new ArrayList<>(model.tailMap(k, true).keySet()));
        }
    }

    private static @Nullable Long key(OrdMap.@Nullable Entry<String> e) {
        return e == null ? null : Long.valueOf(e.key());
    }

    /// Random operations against a TreeMap; every earlier version stays what it was, and two versions differ where their models do.
    @Test
    void behavesLikeATreeMapThatKeepsItsVersions() {
        var random = new Random(612);
        for (int round = 0; round < 30; round++) {
            OrdMap<String> map = OrdMap.empty();
            var model = new TreeMap<Long, String>();
            var versions = new ArrayList<OrdMap<String>>();
            var models = new ArrayList<TreeMap<Long, String>>();
            for (int n = 0; n < 120; n++) {
                long k = random.nextInt(64);
                if (random.nextInt(3) > 0) {
                    var v = "v" + n;
                    map = map.put(k, v);
                    model.put(k, v);
                } else {
                    map = map.remove(k);
                    model.remove(k);
                }
                if (n % 20 == 0) {
                    versions.add(map);
                    models.add(new TreeMap<>(model));
                }
            }
            agree(map, model);
            for (int i = 0; i < versions.size(); i++) {
                agree(versions.get(i), models.get(i));
                assertThat(diff(versions.get(i), map)).isEqualTo(diff(models.get(i), model));
                assertThat(diff(map, versions.get(i))).isEqualTo(diff(model, models.get(i)));
            }
        }
    }

    private static Map<Long, String> diff(OrdMap<String> a, OrdMap<String> b) {
        var out = new HashMap<Long, String>();
        var keys = new ArrayList<Long>();
        OrdMap.diff(a, b, (k, x, y) -> {
            keys.add(k);
            assertThat(out.put(k, x + ">" + y)).as("key %d told once", k).isNull();
        });
        assertThat(keys).isSorted();
        return out;
    }

    private static Map<Long, String> diff(TreeMap<Long, String> a, TreeMap<Long, String> b) {
        var out = new HashMap<Long, String>();
        var keys = new TreeMap<>(a);
        keys.putAll(b);
        for (long k : keys.keySet()) {
            if (a.get(k) != b.get(k)) {
                out.put(k, a.get(k) + ">" + b.get(k));
            }
        }
        return out;
    }

    @Test
    void keepsItselfWhenNothingChanges() {
        var map = OrdMap.<String>empty().put(1, "a").put(2, "b");
        assertThat(map.put(1, "a")).isSameAs(map);
        assertThat(map.remove(3)).isSameAs(map);
        assertThatThrownBy(() -> map.at(3)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void isEqualByContentNotByHistory() {
        var up = OrdMap.<String>empty();
        var down = OrdMap.<String>empty();
        for (int i = 0; i < 100; i++) {
            up = up.put(i, "v" + i);
            down = down.put(99 - i, "v" + (99 - i));
        }
        assertThat(up).isEqualTo(down).hasSameHashCodeAs(down).isNotEqualTo(down.remove(5)).isNotEqualTo(down.put(5, "x"));
        assertThat(List.of(up.first().key(), up.last().key())).containsExactly(0L, 99L);
    }
}
