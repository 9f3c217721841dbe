package dioscope.app.paint.pdf;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDPageFitDestination;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import org.apache.pdfbox.util.Matrix;
import org.jspecify.annotations.Nullable;

/// A PDF that is made page by page. The same drawings give the same bytes: no date is in it. Not to be shared between threads.
public final class PdfPages implements AutoCloseable {
    /// Points for a pixel of the screen.
    private static final double POINTS = 0.75;
    /// PDF viewers show no larger page.
    private static final double MOST_POINTS = 14_400;

    private final PDDocument document = new PDDocument();
    private final PdfFonts fonts = new PdfFonts(document);
    private final Map<Integer, PDExtendedGraphicsState> opacities = PdfSurface.opacities();
    private final PDDocumentOutline outline = new PDDocumentOutline();
    private @Nullable PDOutlineItem chapter;
    private @Nullable PDPage last;

    /// @param title of the document
    /// @param subject what it is about; empty for nothing
    public PdfPages(String title, String subject) {
        var info = document.getDocumentInformation();
        info.setTitle(title);
        if (!subject.isEmpty()) {
            info.setSubject(subject);
        }
        info.setCreator("dioscope");
        info.setProducer("Apache PDFBox");
        var catalog = document.getDocumentCatalog();
        catalog.setLanguage("en");
        var preferences = new PDViewerPreferences(catalog.getCOSObject());
        preferences.setDisplayDocTitle(true);
        document.setDocumentId((long) (title + '\n' + subject).hashCode());
    }

    /// One picture on a page of its size, a pixel of it being one of the screen.
    public static byte[] picture(Drawing drawing, Theme theme, String title) {
        try (var pages = new PdfPages(title, "")) {
            double points = Math.min(POINTS, MOST_POINTS / Math.max(drawing.width(), drawing.height()));
            pages.page(drawing, theme, points);
            return pages.bytes();
        }
    }

    /// Adds a page that is one drawing.
    ///
    /// @param points of the paper for each pixel of the drawing
    public PdfPages page(Drawing drawing, Theme theme, double points) {
        var page = new PDPage(new PDRectangle((float) (drawing.width() * points), (float) (drawing.height() * points)));
        document.addPage(page);
        last = page;
        try (var out = new PDPageContentStream(document, page, PDPageContentStream.AppendMode.OVERWRITE, true)) {
            int paper = theme.argb(Token.BACKGROUND);
            out.setNonStrokingColor((paper >> 16 & 255) / 255f, (paper >> 8 & 255) / 255f, (paper & 255) / 255f);
            out.addRect(0, 0, page.getMediaBox().getWidth(), page.getMediaBox().getHeight());
            out.fill();
            out.transform(new Matrix((float) points, 0, 0, (float) -points, 0, (float) (drawing.height() * points)));
            new PdfSurface(out, fonts, opacities).draw(drawing, theme);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// A bookmark for the last page.
    ///
    /// @param opens whether those of the next pages without it stand below this one
    public PdfPages bookmark(String title, boolean opens) {
        if (last == null) {
            throw new IllegalStateException("there is no page yet");
        }
        var to = new PDPageFitDestination();
        to.setPage(last);
        var item = new PDOutlineItem();
        item.setTitle(title);
        item.setDestination(to);
        if (opens || chapter == null) {
            outline.addLast(item);
            chapter = opens ? item : null;
        } else {
            chapter.addLast(item);
        }
        return this;
    }

    public int count() {
        return document.getNumberOfPages();
    }

    /// The finished file; nothing can be added afterwards.
    public byte[] bytes() {
        if (outline.hasChildren()) {
            outline.openNode();
            document.getDocumentCatalog().setDocumentOutline(outline);
        }
        var out = new ByteArrayOutputStream(1 << 16);
        try {
            document.save(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        try {
            document.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
