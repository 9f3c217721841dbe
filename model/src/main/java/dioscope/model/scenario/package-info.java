/// What a run starts from: a recording's start state with a title, a question and the reader's choices, and its JSON.
@NullMarked
package dioscope.model.scenario;

import org.jspecify.annotations.NullMarked;
