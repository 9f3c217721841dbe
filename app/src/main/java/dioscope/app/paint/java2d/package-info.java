/// Pictures drawn by Java2D, for films, stills and everything else that has no window. The only place of the drawing packages that sees
/// `java.awt`; it opens no display.
@NullMarked
package dioscope.app.paint.java2d;

import org.jspecify.annotations.NullMarked;
