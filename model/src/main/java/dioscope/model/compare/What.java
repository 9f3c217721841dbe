package dioscope.model.compare;

/// How the two runs differ in one place.
public enum What {
    SAME,
    /// The same way, for other values.
    VALUES,
    /// A change of state with another effect.
    EFFECT,
    /// Another value returned.
    RETURN,
    /// The same function in another context: interrupt, worker, submitter.
    MOVED,
    /// A decision that went the other way.
    BRANCH, ONLY_A, ONLY_B;

    /// Whether only one run has it.
    public boolean only() {
        return this == ONLY_A || this == ONLY_B;
    }

    /// Whether the story itself takes another way, not only its numbers.
    public boolean turns() {
        return this == BRANCH || this == MOVED || only();
    }

    /// What it is when the runs change places.
    public What mirrored() {
        return this == ONLY_A ? ONLY_B : this == ONLY_B ? ONLY_A : this;
    }
}
