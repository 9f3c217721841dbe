/// The pictures of a film: what stands where in each shape of picture, and how one frame becomes the next.
@NullMarked
package dioscope.app.export.picture;

import org.jspecify.annotations.NullMarked;
