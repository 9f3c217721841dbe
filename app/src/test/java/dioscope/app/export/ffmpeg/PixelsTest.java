package dioscope.app.export.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelsTest {
    private static final int W = 34;
    private static final int H = 18;

    /// Brightness and colour differences as the standard has them, in real numbers.
    private static double[] bt709(double r, double g, double b) {
        double y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        return new double[]{16 + y * 219 / 255, 128 + (b - y) / 1.8556 * 224 / 255, 128 + (r - y) / 1.5748 * 224 / 255};
    }

    private static int[] noise(long seed) {
        return new Random(seed).ints((long) W * H, 0, 1 << 24).toArray();
    }

    @Test
    void isWhatTheStandardSays() {
        int[] rgb = noise(1);
        rgb[0] = 0xffffff;
        rgb[1] = 0;
        byte[] out = new byte[Pixels.I420.size(W, H)];
        Pixels.I420.convert(rgb, W, H, new Rectangle(W, H), out);
        assertThat(out[0] & 0xff).isEqualTo(235);
        assertThat(out[1] & 0xff).isEqualTo(16);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                int p = rgb[y * W + x];
                assertThat((double) (out[y * W + x] & 0xff)).isCloseTo(bt709(p >> 16 & 255, p >> 8 & 255, p & 255)[0], within(0.51));
            }
        }
        for (int y = 0; y < H; y += 2) {
            for (int x = 0; x < W; x += 2) {
                double r = 0;
                double g = 0;
                double b = 0;
                for (int at : new int[]{y * W + x, y * W + x + 1, (y + 1) * W + x, (y + 1) * W + x + 1}) {
                    r += (rgb[at] >> 16 & 255) / 4.0;
                    g += (rgb[at] >> 8 & 255) / 4.0;
                    b += (rgb[at] & 255) / 4.0;
                }
                var wanted = bt709(r, g, b);
                int at = W * H + y / 2 * (W / 2) + x / 2;
                assertThat((double) (out[at] & 0xff)).isCloseTo(wanted[1], within(0.51));
                assertThat((double) (out[at + W * H / 4] & 0xff)).isCloseTo(wanted[2], within(0.51));
            }
        }
    }

    @Test
    void greyHasNoColour() {
        int[] rgb = new int[W * H];
        for (int i = 0; i < rgb.length; i++) rgb[i] = i % 256 * 0x010101;
        byte[] out = new byte[Pixels.I420.size(W, H)];
        Pixels.I420.convert(rgb, W, H, new Rectangle(W, H), out);
        for (int i = W * H; i < out.length; i++) assertThat(out[i] & 0xff).isEqualTo(128);
    }

    /// A part that is converted, and rows that are copied, give the same as the whole picture does.
    @Test
    void changesLeaveNothingOld() {
        var random = new Random(3);
        for (var pixels : Pixels.values()) {
            int[] rgb = noise(4);
            byte[] part = new byte[pixels.size(W, H)];
            pixels.convert(rgb, W, H, new Rectangle(W, H), part);
            byte[] copy = part.clone();
            for (int round = 0; round < 200; round++) {
                int x = random.nextInt(W);
                int y = random.nextInt(H);
                var r = new Rectangle(x, y, 1 + random.nextInt(W - x), 1 + random.nextInt(H - y));
                for (int j = r.y; j < r.y + r.height; j++) {
                    for (int i = r.x; i < r.x + r.width; i++) rgb[j * W + i] = random.nextInt(1 << 24);
                }
                byte[] whole = new byte[pixels.size(W, H)];
                pixels.convert(rgb, W, H, new Rectangle(W, H), whole);
                pixels.convert(rgb, W, H, r, part);
                assertThat(part).as("%s %s", pixels, r).isEqualTo(whole);
                pixels.copy(part, copy, W, H, r.y, r.y + r.height);
                assertThat(copy).as("%s %s", pixels, r).isEqualTo(whole);
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double v) {
        return org.assertj.core.data.Offset.offset(v);
    }
}
