/// Pictures and pages as PDF: vectors, real text in fonts that are in the file. The only place that sees PDFBox.
@NullMarked
package dioscope.app.paint.pdf;

import org.jspecify.annotations.NullMarked;
