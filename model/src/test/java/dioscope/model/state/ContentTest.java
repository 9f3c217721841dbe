package dioscope.model.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContentTest {
    private static final int SIZE = 96;
    private static final Data[] KINDS = {Data.ZERO, Data.STALE, Data.old(0x11), Data.request(1, 0xAB)};

    /// Random fills, clears and copies against a plain array of bytes, and runs that are as long as they can be.
    @Test
    void behavesLikeAnArrayOfBytes() {
        var random = new Random(612);
        for (int round = 0; round < 60; round++) {
            var c = Content.EMPTY;
            @Nullable
            Data[] model = new Data[SIZE];
            for (int n = 0; n < 40; n++) {
                int from = random.nextInt(SIZE);
                int length = random.nextInt(SIZE - from + 1);
                var before = c;
                var was = model.clone();
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        var d = KINDS[random.nextInt(KINDS.length)];
                        c = c.fill(from, length, d);
                        java.util.Arrays.fill(model, from, from + length, d);
                    }
                    case 2 -> {
                        c = c.clear(from, length);
                        java.util.Arrays.fill(model, from, from + length, null);
                    }
                    default -> {
                        int to = random.nextInt(SIZE - length + 1);
                        c = c.copy(before, from, to, length);
                        for (int i = 0; i < length; i++) {
                            model[to + i] = was[from + i] == null ? was[to + i] : was[from + i];
                        }
                    }
                }
                agree(c, model);
                agree(before, was);
            }
        }
    }

    private static void agree(Content c, @Nullable Data[] model) {
        for (int i = 0; i < SIZE; i++) {
            assertThat(c.at(i)).isEqualTo(model[i]);
        }
        long end = -1;
        Data last = null;
        for (var p : c.pieces(0, SIZE)) {
            assertThat(p.length()).isPositive();
            assertThat(p.start()).isGreaterThanOrEqualTo(end);
            assertThat(p.start() == end && p.data().equals(last)).as("neighbours of the same data are one run: %s", c).isFalse();
            end = p.end();
            last = p.data();
        }
    }

    @Test
    void aFillThatIsThereAlreadyChangesNothing() {
        var c = Content.EMPTY.fill(0, 100, Data.ZERO);
        assertThat(c.fill(10, 20, Data.ZERO)).isSameAs(c);
        assertThat(c.clear(200, 10)).isSameAs(c);
        assertThat(c.fill(0, 0, Data.STALE)).isSameAs(c);
    }

    @Test
    void piecesAreCutToTheRange() {
        assertThat(Content.EMPTY.fill(0, 100, Data.ZERO).pieces(10, 5)).containsExactly(new Content.Piece(10, 5, Data.ZERO));
        assertThat(Content.EMPTY.pieces(0, 10)).isEmpty();
    }
}
