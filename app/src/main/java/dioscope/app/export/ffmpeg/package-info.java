/// Films written by an ffmpeg process that is fed with raw frames: which ffmpeg, what it is told, the pipe to it, and what is left when it goes wrong
/// (nothing).
@NullMarked
package dioscope.app.export.ffmpeg;

import org.jspecify.annotations.NullMarked;
