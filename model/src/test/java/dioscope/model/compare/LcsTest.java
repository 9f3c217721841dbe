package dioscope.model.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LcsTest {
    @Test
    void isALongestRisingPairingAndTheMirrorImageTheOtherWayRound() {
        var random = new Random(5);
        for (int k = 0; k < 2_000; k++) {
            var x = random.ints(random.nextInt(12), 0, 4).toArray();
            var y = random.ints(random.nextInt(12), 0, 4).toArray();
            var pairs = Lcs.of(x, y);
            int last = -1;
            int length = 0;
            for (int i = 0; i < x.length; i++) {
                if (pairs[i] >= 0) {
                    assertThat(pairs[i]).isGreaterThan(last);
                    assertThat(y[pairs[i]]).isEqualTo(x[i]);
                    last = pairs[i];
                    length++;
                }
            }
            assertThat(length).as("%s %s", Arrays.toString(x), Arrays.toString(y)).isEqualTo(longest(x, y, 0, 0));
            var back = Lcs.of(y, x);
            for (int i = 0; i < x.length; i++) {
                if (pairs[i] >= 0) {
                    assertThat(back[pairs[i]]).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void takesTheQuickWayForVeryLongOnes() {
        var random = new Random(7);
        var x = random.ints(20_000, 0, 500).toArray();
        var y = random.ints(20_000, 0, 500).toArray();
        var pairs = Lcs.of(x, y);
        var back = Lcs.of(y, x);
        int last = -1;
        for (int i = 0; i < x.length; i++) {
            if (pairs[i] >= 0) {
                assertThat(pairs[i]).isGreaterThan(last);
                assertThat(y[pairs[i]]).isEqualTo(x[i]);
                assertThat(back[pairs[i]]).isEqualTo(i);
                last = pairs[i];
            }
        }
        assertThat(last).isPositive();
    }

    private static int longest(int[] x, int[] y, int i, int j) {
        var best = new int[x.length + 1][y.length + 1];
        for (int a = x.length - 1; a >= i; a--) {
            for (int b = y.length - 1; b >= j; b--) {
                best[a][b] = x[a] == y[b] ? best[a + 1][b + 1] + 1 : Math.max(best[a + 1][b], best[a][b + 1]);
            }
        }
        return best[i][j];
    }
}
