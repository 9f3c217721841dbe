package dioscope.app.session;

import dioscope.model.scenario.Scenario;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/// One input of a scenario that can be edited.
public sealed interface Field {
    /// The field as the scenario file names it, such as `request.offset`: the key of its words, and where its problems belong.
    String path();

    /// A value typed on one line, such as `4K`.
    ///
    /// @param show the value as text
    /// @param parse the scenario with what was typed; throws [IllegalArgumentException] with the rule that does not hold
    record Typed(String path, Function<Scenario, String> show, BiFunction<Scenario, String, Scenario> parse) implements Field {}

    /// Several lines, one for each part.
    ///
    /// @param summary a few words for the closed field
    record Lines(String path, Function<Scenario, String> summary, Function<Scenario, String> show,
            BiFunction<Scenario, String, Scenario> parse) implements Field {}

    /// On or off.
    record Flag(String path, Predicate<Scenario> on, BiFunction<Scenario, Boolean, Scenario> set) implements Field {}

    /// One of a few.
    ///
    /// @param options their names
    /// @param chosen index of the one that is set, -1 for none of them
    record Choice(String path, List<String> options, Function<Scenario, Integer> chosen,
            BiFunction<Scenario, Integer, Scenario> set) implements Field {}

    /// Fields under one heading.
    ///
    /// @param name the key of the heading
    record Group(String name, List<Field> fields) {}
}
