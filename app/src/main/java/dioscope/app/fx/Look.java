package dioscope.app.fx;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Consumer;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.scene.Scene;

/// Dark or light: as the system says, until the reader chooses. The controls get their colours from the same theme as the panels.
final class Look {
    private final Scene scene;
    private final Consumer<Theme> listener;
    private Theme theme;

    Look(Scene scene, Theme first, Consumer<Theme> listener) {
        this.scene = scene;
        this.listener = listener;
        theme = first;
        scene.getStylesheets().addAll(resource("/dioscope/app/modena-bridge.css"), resource("/dioscope/app/fx/window.css"));
        scene.getPreferences().colorSchemeProperty().subscribe(v -> follow(v));
    }

    static Theme of(ColorScheme scheme) {
        return Theme.named(scheme == ColorScheme.LIGHT ? "light" : "dark");
    }

    Theme theme() {
        return theme;
    }

    /// The other one, whatever the system says.
    void toggle() {
        scene.getPreferences().setColorScheme(dark() ? ColorScheme.LIGHT : ColorScheme.DARK);
    }

    private boolean dark() {
        return theme.name().equals("dark");
    }

    private void follow(ColorScheme scheme) {
        theme = of(scheme);
        Application.setUserAgentStylesheet(dark() ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        var sheets = scene.getStylesheets();
        sheets.removeIf(s -> s.startsWith("data:"));
        sheets.addFirst(colours(theme));
        scene.setFill(CanvasSurface.make(theme.argb(Token.BACKGROUND)));
        listener.accept(theme);
    }

    /// The tokens as a style sheet that only defines colours: `file.size` is `-d-file-size`.
    private static String colours(Theme theme) {
        var css = new StringBuilder(".root, .root.popup {");
        for (var token : Token.known()) {
            int argb = theme.argb(token);
            css.append("-d-").append(token.name().replace('.', '-')).append(": rgba(").append(argb >> 16 & 0xFF).append(',')
                    .append(argb >> 8 & 0xFF).append(',').append(argb & 0xFF).append(',').append((argb >>> 24) / 255.0).append(");");
        }
        css.append('}');
        return "data:text/css;base64," + Base64.getEncoder().encodeToString(css.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String resource(String path) {
        return Objects.requireNonNull(Look.class.getResource(path), path).toExternalForm();
    }
}
