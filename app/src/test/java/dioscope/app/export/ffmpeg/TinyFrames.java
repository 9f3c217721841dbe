package dioscope.app.export.ffmpeg;

import dioscope.app.export.Frames;
import dioscope.app.export.Reel;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;

/// A white square that goes over a dark blue ground, one pixel to the right for a frame, and rests in every fourth.
record TinyFrames(int width, int height, int fps, long count) implements Frames {
    static final Color GROUND = new Color(20, 40, 120);
    static final int SIDE = 16;

    static TinyFrames of(long count) {
        return new TinyFrames(128, 96, 30, count);
    }

    @Override
    public Rectangle draw(long n, BufferedImage image) {
        boolean first = n == 0;
        if (!first && n % 4 == 3) return new Rectangle();
        var g = image.createGraphics();
        g.setColor(GROUND);
        g.fillRect(0, 0, width, height);
        g.setColor(Color.WHITE);
        g.fillRect(left(n), 31, SIDE, SIDE);
        g.dispose();
        return first ? new Rectangle(width, height) : new Rectangle(0, 31, width, SIDE);
    }

    /// Where the square is.
    static int left(long n) {
        return (int) (n % 4 == 3 ? n - 1 : n) + 1;
    }

    Reel reel() {
        long end = count * 1_000_000_000L / fps;
        return new Reel(List.of(new Reel.TitleCard(0, end, "t", "", List.of())),
                List.of(new Reel.Chapter(0, end / 2, "First part"), new Reel.Chapter(end / 2, end, "Second part")),
                List.of(new Reel.Caption(0, end / 2, "A square moves."), new Reel.Caption(end / 2, end, "It still moves.")));
    }
}
