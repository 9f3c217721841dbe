/// The window: the only package that sees JavaFX, so that everything else draws, runs and is tested without a toolkit.
@NullMarked
package dioscope.app.fx;

import org.jspecify.annotations.NullMarked;
