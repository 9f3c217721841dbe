package dioscope.app;

/// Entry point.
public final class Main {
    private Main() {
    }

    static void main(String[] args) {
        System.out.println("dioscope");
    }
}
