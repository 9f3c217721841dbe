package dioscope.app.fx;

import javafx.animation.AnimationTimer;
import javafx.scene.layout.Pane;

/// The window while it opens: the panels alone, where the whole window will have them. Controls cost more to make than the picture, so they follow it.
final class FirstPicture extends Pane {
    /// Frames until the picture is surely on the screen.
    private static final int FRAMES = 8;

    private final Board board;

    /// @param then makes the rest, once the picture is on the screen
    FirstPicture(Board board, Runnable then) {
        this.board = board;
        getChildren().add(board);
        new AnimationTimer() {
            private int frames;

            @Override
            public void handle(long now) {
                board.frame(now, false, Long.MAX_VALUE);
                if (++frames == FRAMES) {
                    stop();
                    then.run();
                }
            }
        }.start();
    }

    @Override
    protected void layoutChildren() {
        board.resizeRelocate(0, 0, getWidth(), getHeight());
        board.arrange(Arrangement.of(getWidth(), getHeight(), false, board.study().timeline().maxDepth(), 1).panels());
    }
}
