package dioscope.app.paint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a drawing as SVG: real text, hatches as patterns, the ids as `data-cell`. The same drawing in the same theme
/// gives the same characters.
///
/// Each text tells its width, so that a viewer without the fonts keeps the layout; with `embedFonts` they are in the file
/// (80 KB for each one used).
public final class SvgSurface implements Surface {
    private final boolean embedFonts;
    private String svg = "";

    public SvgSurface(boolean embedFonts) {
        this.embedFonts = embedFonts;
    }

    /// A drawing as SVG without the fonts, on the theme's background.
    public static String svg(Drawing drawing, Theme theme) {
        SvgSurface surface = new SvgSurface(false);
        surface.draw(drawing, theme);
        return surface.svg();
    }

    /// The file that the last [#draw] made; empty before.
    public String svg() {
        return svg;
    }

    @Override
    public void draw(Drawing drawing, Theme theme) {
        svg = new Writer(theme).write(drawing, embedFonts);
    }

    private static final class Writer {
        private final Theme theme;
        private final StringBuilder body = new StringBuilder(1 << 14);
        private final Map<String, String> definitions = new LinkedHashMap<>();
        private final Set<FontRole> fonts = EnumSet.noneOf(FontRole.class);

        Writer(Theme theme) {
            this.theme = theme;
        }

        String write(Drawing drawing, boolean embed) {
            for (Shape shape : drawing.shapes()) {
                write(shape, 1);
            }
            String w = Numbers.text(drawing.width());
            String h = Numbers.text(drawing.height());
            StringBuilder out = new StringBuilder(body.length() + 1024);
            out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(w).append("\" height=\"").append(h)
                    .append("\" viewBox=\"0 0 ").append(w).append(' ').append(h)
                    .append("\" xml:space=\"preserve\" style=\"font-kerning:none;font-variant-ligatures:none\">\n");
            if (embed) {
                out.append("<style>\n");
                fonts.forEach(role -> out.append(fontFace(role)));
                out.append("</style>\n");
            }
            if (!definitions.isEmpty()) {
                out.append("<defs>\n");
                definitions.values().forEach(out::append);
                out.append("</defs>\n");
            }
            out.append("<rect width=\"").append(w).append("\" height=\"").append(h).append("\" fill=\"").append(theme.hex(Token.BACKGROUND))
                    .append("\"/>\n");
            return out.append(body).append("</svg>\n").toString();
        }

        private void write(Shape shape, double opacity) {
            switch (shape) {
                case Shape.Rect r -> {
                    open("rect", r.id());
                    number("x", r.x()).number("y", r.y()).number("width", r.width()).number("height", r.height());
                    if (r.radius() > 0) {
                        number("rx", Math.min(r.radius(), Math.min(r.width(), r.height()) / 2));
                    }
                    look(r.style(), opacity);
                }
                case Shape.Line l -> {
                    open("line", l.id());
                    number("x1", l.x1()).number("y1", l.y1()).number("x2", l.x2()).number("y2", l.y2());
                    look(l.style().withFill(null), opacity);
                }
                case Shape.Path p -> {
                    open("path", p.id());
                    body.append(" d=\"");
                    segments(p);
                    body.append('"');
                    look(p.style(), opacity);
                }
                case Shape.Text t -> text(t, opacity);
                case Shape.Group g -> group(g, opacity);
            }
        }

        private void group(Shape.Group g, double opacity) {
            open("g", g.id());
            if (g.dx() != 0 || g.dy() != 0) {
                body.append(" transform=\"translate(");
                Numbers.append(body, g.dx()).append(' ');
                Numbers.append(body, g.dy()).append(")\"");
            }
            if (g.clip() != null) {
                body.append(" clip-path=\"url(#").append(clip(g.clip())).append(")\"");
            }
            body.append(">\n");
            for (Shape child : g.children()) {
                write(child, opacity * g.opacity());
            }
            body.append("</g>\n");
        }

        private void text(Shape.Text t, double opacity) {
            fonts.add(t.role());
            open("text", t.id());
            number("x", t.x()).number("y", t.y());
            attribute("font-family", t.role().family() + (t.role().mono() ? ", monospace" : ", sans-serif"));
            number("font-size", t.size());
            if (t.role().weight() != 400) {
                number("font-weight", t.role().weight());
            }
            if (t.anchor() != Anchor.START) {
                attribute("text-anchor", t.anchor() == Anchor.END ? "end" : "middle");
            }
            if (t.text().length() > 1) {
                number("textLength", t.width());
            }
            Token fill = t.style().fill();
            paint("fill", fill == null ? "none" : theme.hex(fill),
                    opacity * t.style().opacity() * (fill == null ? 1 : theme.opacity(fill)));
            escape(body.append('>'), t.text()).append("</text>\n");
        }

        private void look(Style s, double outer) {
            double opacity = s.opacity() * outer;
            Token fill = s.fill();
            if (fill == null) {
                attribute("fill", "none");
            } else if (s.hatch() == Hatch.NONE) {
                paint("fill", theme.hex(fill), opacity * theme.opacity(fill));
            } else {
                paint("fill", "url(#" + pattern(s.hatch(), fill, s.ground()) + ")", opacity);
            }
            if (s.stroke() != null) {
                paint("stroke", theme.hex(s.stroke()), opacity * theme.opacity(s.stroke()));
                number("stroke-width", s.strokeWidth());
                if (s.dash() != Dash.SOLID) {
                    attribute("stroke-dasharray", Numbers.text(s.dash().on()) + " " + Numbers.text(s.dash().off()));
                }
            }
            body.append("/>\n");
        }

        private String pattern(Hatch hatch, Token fill, @Nullable Token ground) {
            String name = id("hatch-" + hatch.name().toLowerCase(Locale.ROOT) + "-" + fill + (ground == null ? "" : "-" + ground));
            definitions.computeIfAbsent(name, key -> {
                String size = Integer.toString(hatch.size());
                String half = Numbers.text(hatch.size() / 2.0);
                StringBuilder out = new StringBuilder("<pattern id=\"").append(key).append("\" patternUnits=\"userSpaceOnUse\" width=\"")
                        .append(size).append("\" height=\"").append(size).append("\">");
                if (ground != null) {
                    out.append("<rect width=\"").append(size).append("\" height=\"").append(size).append('"')
                            .append(solid("fill", ground)).append("/>");
                }
                if (hatch == Hatch.DOTS) {
                    out.append("<circle cx=\"").append(half).append("\" cy=\"").append(half).append("\" r=\"")
                            .append(Numbers.text(hatch.mark() / 2)).append('"').append(solid("fill", fill)).append("/>");
                } else {
                    // bars reach beyond the tile's corners, so that they meet those of the next one
                    String rising = "M-1 1L1 -1M0 " + size + "L" + size + " 0M" + (hatch.size() - 1) + " " + (hatch.size() + 1) + "L"
                            + (hatch.size() + 1) + " " + (hatch.size() - 1);
                    String falling = "M-1 " + (hatch.size() - 1) + "L1 " + (hatch.size() + 1) + "M0 0L" + size + " " + size + "M"
                            + (hatch.size() - 1) + " -1L" + (hatch.size() + 1) + " 1";
                    out.append("<path d=\"").append(rising).append(hatch == Hatch.CROSS ? falling : "").append('"')
                            .append(solid("stroke", fill)).append(" stroke-width=\"").append(Numbers.text(hatch.mark())).append("\"/>");
                }
                return out.append("</pattern>\n").toString();
            });
            return name;
        }

        private String solid(String attribute, Token token) {
            double opacity = theme.opacity(token);
            return " " + attribute + "=\"" + theme.hex(token) + "\""
                    + (opacity < 1 ? " " + attribute + "-opacity=\"" + Numbers.text(opacity) + "\"" : "");
        }

        private String clip(Bounds c) {
            String room = "x=\"" + Numbers.text(c.x()) + "\" y=\"" + Numbers.text(c.y()) + "\" width=\"" + Numbers.text(c.width())
                    + "\" height=\"" + Numbers.text(c.height()) + "\"";
            String name = id("clip-" + room.replaceAll("[^-.0-9]+", "_"));
            definitions.putIfAbsent(name, "<clipPath id=\"" + name + "\"><rect " + room + "/></clipPath>\n");
            return name;
        }

        /// Themes have patterns of their own, also where two pictures stand in one page.
        private String id(String what) {
            return (theme.name() + "-" + what).replace('.', '-');
        }

        private void segments(Shape.Path p) {
            double[] c = p.coords();
            int at = 0;
            for (byte kind : p.kinds()) {
                int numbers = switch (kind) {
                    case Shape.Path.CLOSE -> 0;
                    case Shape.Path.CUBIC -> 6;
                    default -> 2;
                };
                body.append("MLCZ".charAt(kind));
                for (int i = 0; i < numbers; i++) {
                    Numbers.append(i == 0 ? body : body.append(' '), c[at++]);
                }
            }
        }

        private void open(String element, @Nullable CellId id) {
            body.append('<').append(element);
            if (id != null) {
                attribute("data-cell", id.path());
            }
        }

        private void paint(String attribute, String value, double opacity) {
            attribute(attribute, value);
            if (opacity < 1) {
                number(attribute + "-opacity", opacity);
            }
        }

        private Writer number(String name, double value) {
            Numbers.append(body.append(' ').append(name).append("=\""), value).append('"');
            return this;
        }

        private void attribute(String name, String value) {
            escape(body.append(' ').append(name).append("=\""), value).append('"');
        }

        private static StringBuilder escape(StringBuilder out, String text) {
            text.codePoints().forEach(c -> {
                switch (c) {
                    case '&' -> out.append("&amp;");
                    case '<' -> out.append("&lt;");
                    case '>' -> out.append("&gt;");
                    case '"' -> out.append("&quot;");
                    default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
                }
            });
            return out;
        }

        /// What XML 1.0 can hold: no controls, no half of a surrogate pair.
        private static boolean allowed(int c) {
            return c >= 0x20 && c < 0xD800 || c >= 0xE000 && c != 0xFFFE && c != 0xFFFF || c == '\t' || c == '\n';
        }

        private static String fontFace(FontRole role) {
            try (InputStream in = SvgSurface.class.getResourceAsStream(role.resource())) {
                if (in == null) {
                    throw new IllegalStateException("the font " + role.resource() + " is not on the class path");
                }
                return "@font-face{font-family:\"" + role.family() + "\";font-weight:" + role.weight()
                        + ";src:url(data:font/ttf;base64," + Base64.getEncoder().encodeToString(in.readAllBytes())
                        + ") format(\"truetype\")}\n";
            } catch (IOException e) {
                throw new UncheckedIOException("the font " + role.resource() + " cannot be read", e);
            }
        }
    }
}
