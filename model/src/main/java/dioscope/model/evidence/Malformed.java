package dioscope.model.evidence;

/// A value does not have the shape its place asks for. Stays inside the package: the comparer turns it into a disagreement.
final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
        super(message, null, false, false);
    }

    /// The field of an object.
    static Json need(Json value, String key, String what) {
        if (value instanceof Json.Obj o && o.fields().get(key) instanceof Json field) {
            return field;
        }
        throw new Malformed(what + " lacks '" + key + "'");
    }

    static java.util.List<Json> needList(Json value, String what) {
        if (value instanceof Json.Arr a) {
            return a.items();
        }
        throw new Malformed(what + " is not a list");
    }
}
