/// What the reader does and where they are, with no toolkit: one immutable [SessionState], changed only by an [Intent] given to
/// the [Session]. The window is then a function of the state, and all of the behaviour can be tested without a display.
@NullMarked
package dioscope.app.session;

import org.jspecify.annotations.NullMarked;
