package dioscope.app.export.ffmpeg;

import java.awt.Rectangle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How the pixels of a frame go through the pipe.
enum Pixels {
    /// Brightness for each pixel, two colour differences for each square of four: half of what RGB takes, and what films are made of. ITU-R BT.709,
    /// 16 to 235 and 16 to 240. Width and height are even.
    I420("yuv420p") {
        @Override
        int size(int width, int height) {
            return width * height * 3 / 2;
        }

        @Override
        void convert(int[] rgb, int width, int height, Rectangle part, byte[] out) {
            int x0 = part.x & ~1;
            int x1 = part.x + part.width + 1 & ~1;
            int y1 = part.y + part.height + 1 & ~1;
            for (int y = part.y & ~1; y < y1; y += 2) {
                brightness(rgb, y * width + x0, y * width + x1, out);
                brightness(rgb, (y + 1) * width + x0, (y + 1) * width + x1, out);
                int u = width * height + (y >> 1) * (width >> 1) + (x0 >> 1);
                colour(rgb, y * width + x0, width, x1 - x0 >> 1, out, u, u + (width * height >> 2));
            }
        }

        @Override
        void copy(byte[] from, byte[] to, int width, int height, int top, int bottom) {
            int y0 = top & ~1;
            int rows = (bottom + 1 & ~1) - y0;
            System.arraycopy(from, y0 * width, to, y0 * width, rows * width);
            int at = width * height + (y0 >> 1) * (width >> 1);
            int length = (rows >> 1) * (width >> 1);
            System.arraycopy(from, at, to, at, length);
            at += width * height >> 2;
            System.arraycopy(from, at, to, at, length);
        }
    },
    /// Blue, green, red and a byte that says nothing: every pixel has its own colour.
    BGR0("bgr0") {
        @Override
        int size(int width, int height) {
            return width * height * 4;
        }

        @Override
        void convert(int[] rgb, int width, int height, Rectangle part, byte[] out) {
            var to = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
            for (int y = part.y; y < part.y + part.height; y++) to.put(y * width + part.x, rgb, y * width + part.x, part.width);
        }

        @Override
        void copy(byte[] from, byte[] to, int width, int height, int top, int bottom) {
            System.arraycopy(from, top * width * 4, to, top * width * 4, (bottom - top) * width * 4);
        }
    };

    /// One, as the factors count: of 16 bits for one pixel, of 18 for the sum of four.
    private static final int BITS = 16;
    private static final int HALF = 1 << BITS - 1;
    private static final int Y_R = 11966;
    private static final int Y_G = 40254;
    private static final int Y_B = 4064;
    private static final int Y_0 = (16 << BITS) + HALF;
    private static final int U_R = -6596;
    private static final int U_G = -22189;
    private static final int U_B = 28785;
    private static final int V_R = 28785;
    private static final int V_G = -26145;
    private static final int V_B = -2640;
    private static final int UV_0 = (128 << BITS + 2) + (HALF << 2);

    private final String ffmpeg;

    Pixels(String ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /// What ffmpeg calls it.
    String ffmpeg() {
        return ffmpeg;
    }

    /// Bytes of a frame.
    abstract int size(int width, int height);

    /// Brings a part of a picture into the bytes of a frame; whole squares of four where the form has such.
    ///
    /// @param rgb the picture, red in bits 16 to 23
    abstract void convert(int[] rgb, int width, int height, Rectangle part, byte[] out);

    /// Copies rows of one frame to another.
    ///
    /// @param bottom the first row that is not copied
    abstract void copy(byte[] from, byte[] to, int width, int height, int top, int bottom);

    private static void brightness(int[] rgb, int from, int to, byte[] out) {
        for (int i = from; i < to; i++) {
            int p = rgb[i];
            out[i] = (byte) ((p >> 16 & 0xff) * Y_R + (p >> 8 & 0xff) * Y_G + (p & 0xff) * Y_B + Y_0 >> BITS);
        }
    }

    /// @param at the upper left pixel of the first square
    /// @param n how many squares there are beside each other
    private static void colour(int[] rgb, int at, int width, int n, byte[] out, int u, int v) {
        for (int i = 0; i < n; i++) {
            int a = rgb[at + 2 * i];
            int b = rgb[at + 2 * i + 1];
            int c = rgb[at + 2 * i + width];
            int d = rgb[at + 2 * i + width + 1];
            int rb = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff);
            int red = rb >>> 16;
            int blue = rb & 0xffff;
            int green = (a & 0xff00) + (b & 0xff00) + (c & 0xff00) + (d & 0xff00) >>> 8;
            out[u + i] = (byte) (red * U_R + green * U_G + blue * U_B + UV_0 >> BITS + 2);
            out[v + i] = (byte) (red * V_R + green * V_G + blue * V_B + UV_0 >> BITS + 2);
        }
    }
}
