/// The command line. It starts no toolkit, so that it runs where there is no display and starts as fast as plain Java.
@NullMarked
package dioscope.app.cli;

import org.jspecify.annotations.NullMarked;
