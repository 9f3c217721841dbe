package dioscope.model.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What can be wrong with the marks in a text.
final class Markup {
    private static final Pattern CODE = Pattern.compile("`[^`]*`");

    private Markup() {}

    static List<String> faults(String text) {
        var out = new ArrayList<String>();
        for (var paragraph : text.split("\n\n")) {
            String rest = CODE.matcher(paragraph).replaceAll("");
            if (rest.contains("`")) {
                out.add("a ` that does not close");
            }
            if (rest.split("\\*\\*", -1).length % 2 == 0) {
                out.add("a ** that does not close");
            }
            if (rest.replace("**", "").contains("*")) {
                out.add("a single *");
            }
        }
        return out;
    }
}
