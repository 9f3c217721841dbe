package dioscope.app;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Says, before the toolkit is started, what keeps a window from opening here.
///
/// Only Linux is asked: there JavaFX draws through X11 and GTK, which a machine may lack; elsewhere they come with the system.
public final class NoDisplay {
    /// The shared library JavaFX needs for a window, and the Debian package that brings it.
    private static final Map<String, String> PACKAGE_OF_LIBRARY = packages();

    private final String osName;
    private final Function<String, @Nullable String> environment;
    private final Function<String, @Nullable String> properties;
    private final Predicate<String> loads;

    NoDisplay(String osName, Function<String, @Nullable String> environment, Function<String, @Nullable String> properties,
            Predicate<String> loads) {
        this.osName = osName;
        this.environment = environment;
        this.properties = properties;
        this.loads = loads;
    }

    /// One line for a person, naming what is missing; empty when nothing is known to keep a window from opening.
    public static Optional<String> reason() {
        return new NoDisplay(System.getProperty("os.name", ""), System::getenv, System::getProperty, NoDisplay::loads).missing();
    }

    /// The same for a toolkit that failed to start although nothing was missing; empty when it failed for a reason of its own.
    static Optional<String> refused(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            // the words of JavaFX's GTK platform: it has no type of its own for this
            if (t.getMessage() instanceof String said && said.contains("Unable to open DISPLAY")) {
                return Optional.of("the display " + System.getenv("DISPLAY") + " cannot be reached");
            }
        }
        return Optional.empty();
    }

    Optional<String> missing() {
        if (!osName.equals("Linux") || drawsOffScreen()) return Optional.empty();
        var parts = new ArrayList<String>();
        if (isEmpty("DISPLAY")) {
            parts.add(isEmpty("WAYLAND_DISPLAY")
                    ? "neither DISPLAY nor WAYLAND_DISPLAY is set"
                    : "WAYLAND_DISPLAY is set but DISPLAY is not (start Xwayland)");
        }
        var libraries = PACKAGE_OF_LIBRARY.keySet().stream().filter(loads.negate()).toList();
        if (!libraries.isEmpty()) parts.add(cannotLoad(libraries));
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
    }

    private static String cannotLoad(List<String> libraries) {
        var packages = libraries.stream().map(PACKAGE_OF_LIBRARY::get).toList();
        return String.join(", ", libraries) + " cannot be loaded (on Debian: apt-get install " + String.join(" ", packages) + ")";
    }

    private boolean drawsOffScreen() {
        var platform = properties.apply("glass.platform");
        return platform != null && !platform.equalsIgnoreCase("gtk");
    }

    private boolean isEmpty(String variable) {
        var value = environment.apply(variable);
        return value == null || value.isEmpty();
    }

    /// Asks the system's loader; what loads is kept for the toolkit, which would load it next.
    private static boolean loads(String library) {
        try {
            SymbolLookup.libraryLookup(library, Arena.global());
            return true;
        } catch (IllegalArgumentException notFound) {
            return false;
        } catch (IllegalCallerException noNativeAccess) {
            return true; // cannot be asked: the toolkit will say
        }
    }

    private static Map<String, String> packages() {
        var of = new LinkedHashMap<String, String>();
        of.put("libgtk-3.so.0", "libgtk-3-0");
        of.put("libXtst.so.6", "libxtst6");
        of.put("libGL.so.1", "libgl1");
        of.put("libXxf86vm.so.1", "libxxf86vm1");
        return of;
    }
}
