package dioscope.model.run;

import java.util.Random;

/// Draws from a seed, for who makes scenarios at random.
public class Dice {
    protected final Random random;

    protected Dice(Random random) {
        this.random = random;
    }

    protected final boolean one(int of) {
        return random.nextInt(of) == 0;
    }

    @SafeVarargs
    protected final <T> T any(T... of) {
        return of[random.nextInt(of.length)];
    }
}
