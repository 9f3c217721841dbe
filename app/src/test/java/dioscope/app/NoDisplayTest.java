package dioscope.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoDisplayTest {
    private static final Set<String> ALL = Set.of("libgtk-3.so.0", "libXtst.so.6", "libGL.so.1", "libXxf86vm.so.1");

    @Test
    void nothingIsMissingWhereADisplayAndAllLibrariesAre() {
        assertThat(on("Linux", Map.of("DISPLAY", ":0"), Map.of(), ALL).missing()).isEmpty();
    }

    @Test
    void namesBothVariablesWhereNoSessionIs() {
        assertThat(on("Linux", Map.of(), Map.of(), ALL).missing()).hasValue("neither DISPLAY nor WAYLAND_DISPLAY is set");
        assertThat(on("Linux", Map.of("DISPLAY", ""), Map.of(), ALL).missing()).isPresent();
    }

    @Test
    void aWaylandSessionWithoutXwaylandIsNoDisplayForTheToolkit() {
        assertThat(on("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0"), Map.of(), ALL).missing().orElseThrow()).contains("Xwayland");
    }

    @Test
    void namesThePackagesOfTheLibrariesThatDoNotLoadAndNoOthers() {
        var missing = on("Linux", Map.of("DISPLAY", ":0"), Map.of(), Set.of("libGL.so.1", "libXtst.so.6")).missing();
        assertThat(missing)
                .hasValue("libgtk-3.so.0, libXxf86vm.so.1 cannot be loaded (on Debian: apt-get install libgtk-3-0 libxxf86vm1)");
    }

    @Test
    void saysAllThatIsMissingInOneLine() {
        var missing = on("Linux", Map.of(), Map.of(), Set.of()).missing().orElseThrow();
        assertThat(missing).contains("DISPLAY", "libgtk-3-0 libxtst6 libgl1 libxxf86vm1").hasLineCount(1);
    }

    @Test
    void asksNothingOfAPlatformThatDrawsOffScreen() {
        assertThat(on("Linux", Map.of(), Map.of("glass.platform", "Headless"), Set.of()).missing()).isEmpty();
        assertThat(on("Linux", Map.of(), Map.of("glass.platform", "gtk"), Set.of()).missing()).isPresent();
    }

    @Test
    void asksNothingOfOtherSystems() {
        assertThat(on("Mac OS X", Map.of(), Map.of(), Set.of()).missing()).isEmpty();
    }

    @Test
    void knowsADisplayThatRefusesFromAnyOtherFailure() {
        var refused = new RuntimeException(new UnsupportedOperationException("Unable to open DISPLAY"));
        assertThat(NoDisplay.refused(refused)).isPresent();
        assertThat(NoDisplay.refused(new RuntimeException("a mistake of ours"))).isEmpty();
    }

    private static NoDisplay on(String osName, Map<String, String> environment, Map<String, String> properties, Set<String> libraries) {
        return new NoDisplay(osName, environment::get, properties::get, libraries::contains);
    }
}
