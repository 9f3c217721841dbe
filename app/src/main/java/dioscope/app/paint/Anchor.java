package dioscope.app.paint;

/// Which point of a text its x is.
public enum Anchor {
    START(0), MIDDLE(0.5), END(1);

    private final double share;

    Anchor(double share) {
        this.share = share;
    }

    /// The share of the text's width that lies left of its x.
    public double share() {
        return share;
    }
}
