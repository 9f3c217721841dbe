package dioscope.app.export;

import java.awt.image.BufferedImage;

/// The pictures of a film, asked for one after the other by one thread. The same film gives the same pixels.
public interface Frames {
    int width();

    int height();

    int fps();

    /// How many there are; at least 1.
    long count();

    /// Draws frame `n` into `image`, which holds what the last call drew into it (anything before the first call).
    ///
    /// @param n 0 for the first; after `n` comes any frame, mostly `n + 1`
    /// @param image of this size, `TYPE_INT_RGB`
    /// @return what is other than in the frame that the image held, in pixels; of width 0 when it is the same picture
    java.awt.Rectangle draw(long n, BufferedImage image);
}
