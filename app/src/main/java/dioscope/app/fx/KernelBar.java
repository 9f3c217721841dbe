package dioscope.app.fx;

import dioscope.app.session.Intent;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.model.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/// Which kernel runs the story: one button each, oldest first. The place in the story stays.
final class KernelBar extends HBox {
    private final Session session;
    private final List<ToggleButton> buttons = new ArrayList<>();

    KernelBar(Session session, Texts texts) {
        this.session = session;
        setId("kernels");
        getStyleClass().add("kernels");
        setMinWidth(Region.USE_PREF_SIZE);
        for (var p : Profile.ALL) {
            var b = new ToggleButton(p.name());
            b.setId("kernel-" + p.name().replace('.', '-'));
            b.getStyleClass().add(p.recorded() ? "recorded" : "read");
            b.setFocusTraversable(false);
            b.setTooltip(new Tooltip(p.recorded()
                    ? texts.get("tip.kernel.recorded", p.release())
                    : texts.get("tip.kernel.read", p.release(), p.rest().release())));
            b.setOnAction(_ -> {
                choose(p);
                show(session.state());
            });
            buttons.add(b);
        }
        getChildren().addAll(buttons);
        show(session.state());
    }

    /// @param by 1 for the next newer kernel, -1 for the next older one
    void next(int by) {
        int i = Profile.ALL.indexOf(session.state().scenario().kernel()) + by;
        choose(Profile.ALL.get(Math.clamp(i, 0, Profile.ALL.size() - 1)));
    }

    private void choose(Profile p) {
        session.dispatch(new Intent.Edit("kernel", s -> s.withKernel(p)));
    }

    void show(SessionState s) {
        for (int i = 0; i < buttons.size(); i++) {
            buttons.get(i).setSelected(Profile.ALL.get(i) == s.draft().kernel());
        }
    }
}
