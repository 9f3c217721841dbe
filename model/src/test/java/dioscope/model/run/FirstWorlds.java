package dioscope.model.run;

import dioscope.model.state.World;

/// A World for tests of the engine, which ask nothing of it.
public final class FirstWorlds {
    private FirstWorlds() {}

    public static World any() {
        return FirstWorld.of(new Generator(1).next());
    }
}
