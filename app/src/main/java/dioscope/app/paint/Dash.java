package dioscope.app.paint;

/// How a stroke is broken, so that a state can be told without its colour.
public enum Dash {
    SOLID, DOTTED(2, 3), SHORT(4, 4), LONG(6, 5);

    private final double on;
    private final double off;

    Dash() {
        this(0, 0);
    }

    Dash(double on, double off) {
        this.on = on;
        this.off = off;
    }

    /// Length of a dash in pixels; 0 for [#SOLID].
    public double on() {
        return on;
    }

    /// Length of the gap after a dash in pixels; 0 for [#SOLID].
    public double off() {
        return off;
    }
}
