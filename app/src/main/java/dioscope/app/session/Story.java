package dioscope.app.session;

import dioscope.model.trace.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// What a reader calls a step: the places an author named in `assets/story.txt`.
public final class Story {
    private static final Story SHIPPED = read();

    private final Set<String> places;
    /// Labels that are a stop in any function.
    private final Set<String> anywhere;

    private Story(Set<String> places) {
        this.places = Set.copyOf(places);
        anywhere = places.stream().filter(p -> p.startsWith("*/")).map(p -> p.substring(2)).collect(Collectors.toUnmodifiableSet());
    }

    /// The story this program ships.
    public static Story shipped() {
        return SHIPPED;
    }

    private static Story read() {
        try (var in = Objects.requireNonNull(Story.class.getResourceAsStream("/assets/story.txt"), "/assets/story.txt")) {
            var places = new HashSet<String>();
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    places.add(line.strip());
                }
            }
            return new Story(places);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The places as the author wrote them: `function`, `function/label`, `function/label=yes`, `*/label`.
    public Set<String> places() {
        return places;
    }

    /// Whether the player stops at `step` when it tells the story. A note inside a function is one that recordings of real kernels have, and like its other
    /// places a stop only when it is named.
    public boolean has(Step step) {
        return switch (step.kind()) {
            case START -> true;
            case NOTE -> step.frame() == null || named(step);
            case RETURN, SWITCH -> false;
            case ENTER, CHANGE -> named(step);
            case BRANCH -> named(step) || places.contains(step.site() + (step.taken() ? "=yes" : "=no"));
        };
    }

    private boolean named(Step step) {
        return places.contains(step.site()) || anywhere.contains(step.label());
    }
}
