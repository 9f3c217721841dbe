package dioscope.app.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The panels an export can choose or go to, by the names that a command line and a scenario use: lower case.
public enum PanelName {
    FILE, BIO, DIO, FLOW, STACK, CODE, WHY, DECISIONS, TIMELINE;

    /// The name as users write it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException with the names there are
    public static PanelName parse(String text) {
        return Arrays.stream(values()).filter(p -> p.text().equals(text)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "\"" + text + "\" is no panel; there are "
                        + Arrays.stream(values()).map(PanelName::text).collect(Collectors.joining(", "))));
    }
}
