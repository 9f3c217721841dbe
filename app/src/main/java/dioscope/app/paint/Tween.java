package dioscope.app.paint;

/// The way from one drawing to the next. What has the same [CellId] in both moves; what is only in the second enters; what is only in
/// the first leaves; what changed its look or its words passes over and flashes. Decoration without an id that stands in a group
/// which moves goes with it, other decoration is the second drawing's from the start.
///
/// Join the drawings of one panel, where an id is there once, and put panels together afterwards.
@FunctionalInterface
public interface Tween {
    /// The picture at `t`: the first drawing itself at 0 and below, the second itself at 1 and above.
    Drawing at(double t);

    /// The same way from its end to its beginning.
    default Tween back() {
        return t -> at(1 - t);
    }

    static Tween between(Drawing from, Drawing to) {
        return from.equals(to) ? none(to) : new Join(from, to).tween();
    }

    /// No movement, for readers who want none: the second drawing at once.
    static Tween none(Drawing to) {
        return _ -> to;
    }
}
