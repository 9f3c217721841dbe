package dioscope.app.export.ffmpeg;

import dioscope.app.export.ExportException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/// A PNG file for each frame, from 1 on.
final class PngSequence implements Pump.Sink {
    private final Path folder;
    private final Path place;
    private final String pattern;
    private final BufferedImage image;
    private byte[] last = new byte[0];
    private long number;
    private long bytes;

    /// @param folder where they are made
    /// @param place where they go
    /// @param pattern of the files' names, with one `%d` in it
    PngSequence(Path folder, Path place, String pattern, int width, int height) {
        this.folder = folder;
        this.place = place;
        this.pattern = pattern;
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    }

    @Override
    public void frame(byte[] bgr0) throws IOException {
        int[] rgb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        ByteBuffer.wrap(bgr0).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(rgb);
        var out = new ByteArrayOutputStream(1 << 16);
        ImageIO.setUseCache(false);
        ImageIO.write(image, "png", out);
        last = out.toByteArray();
        again();
    }

    @Override
    public void again() throws IOException {
        Files.write(folder.resolve(String.format(Locale.ROOT, pattern, ++number)), last);
        bytes += last.length;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void abort() {
        // writing a file waits for nobody
    }

    @Override
    public ExportException failed(IOException e) {
        return FilmWriter.unwritable(place, e);
    }
}
