package dioscope.model.profile;

/// The kernel versions somebody reads, oldest first. Their order is what "since" and "until" mean; nothing outside this package compares them.
public enum Version {
    V5_10("5.10", "5.10.262"), V6_1("6.1", "6.1.192"), V6_6("6.6", "6.6"), V6_12("6.12", "6.12.107"), V6_14("6.14", "6.14"), V7_1("7.1",
            "7.1"), V7_2("7.2", "7.2.13");

    private final String number;
    private final String release;

    Version(String number, String release) {
        this.number = number;
        this.release = release;
    }

    /// What users call it, such as `6.12`.
    public String number() {
        return number;
    }

    /// The point release the facts were read from; the plain number where a document showed single functions of it.
    public String release() {
        return release;
    }
}
