package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.model.trace.Moment;
import org.jspecify.annotations.Nullable;

/// What a thing is, and every change of it in the run. A row that leads to a step has the id `goto.<step>`.
public final class Card {
    private Card() {}

    /// The card of `cell`, as large as it has to be but no larger than `maxWidth` by `maxHeight`; null when there is nothing to tell.
    public static @Nullable Drawing draw(Moment m, View v, CellId cell, double maxWidth, double maxHeight) {
        return null;
    }
}
