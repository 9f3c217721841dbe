package dioscope.app.paint;

/// The bundled fonts, by what they are for. The files are in `assets/fonts` and carry no kerning and no ligatures, so that the
/// width of a text is the sum of its letters on every surface.
public enum FontRole {
    SANS("Inter", 400, "Inter-Regular.ttf"), SANS_BOLD("Inter", 600, "Inter-SemiBold.ttf"), MONO("JetBrains Mono", 400,
            "JetBrainsMono-Regular.ttf"), MONO_BOLD("JetBrains Mono", 700, "JetBrainsMono-Bold.ttf");

    private final String family;
    private final int weight;
    private final String file;

    FontRole(String family, int weight, String file) {
        this.family = family;
        this.weight = weight;
        this.file = file;
    }

    /// The family as CSS names it.
    public String family() {
        return family;
    }

    /// The weight as CSS counts it, 400 or more.
    public int weight() {
        return weight;
    }

    /// Where the font file is on the class path.
    public String resource() {
        return "/assets/fonts/" + file;
    }

    public boolean mono() {
        return this == MONO || this == MONO_BOLD;
    }
}
