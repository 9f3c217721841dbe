package dioscope.app.panel;

import java.util.List;

/// What a run was started with, as a short list for a still picture.
///
/// @param title of the scenario
/// @param sections groups of names and values
public record Inputs(String title, List<Section> sections) {
    /// A group under a heading.
    public record Section(String heading, List<Row> rows) {}

    /// One input and its value.
    public record Row(String name, String value) {}
}
