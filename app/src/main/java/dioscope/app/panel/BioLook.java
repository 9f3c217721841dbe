package dioscope.app.panel;

import dioscope.app.paint.Token;
import dioscope.model.state.Bio;

/// How a bio looks wherever it is drawn.
final class BioLook {
    private BioLook() {}

    static Token token(Bio b) {
        if (b.status() < 0) {
            return Token.BIO_FAILED;
        }
        return switch (b.state()) {
            case BUILDING -> Token.BIO_BUILT;
            case SUBMITTED, PLUGGED -> Token.BIO_PLUGGED;
            case QUEUED -> Token.BIO_ISSUED;
            case IN_DEVICE -> Token.BIO_DEVICE;
            case DONE -> Token.BIO_DONE;
        };
    }

    /// What its bytes are, where that is not plain data of the request; empty else.
    static String kind(Bio b) {
        return switch (b.kind()) {
            case DATA, READ -> "";
            case ZERO_PAD -> "zero pad";
            case ZERO_OUT -> "zero out";
            case FLUSH -> "flush";
            case JOURNAL -> "journal";
            case COMMIT_BLOCK -> "commit block";
            case METADATA -> "metadata";
        };
    }
}
