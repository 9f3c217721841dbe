package dioscope.app.paint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TweenTest {
    private static final CellId A = CellId.of("a");
    private static final CellId B = CellId.of("b");
    private static final Style FILL = Style.fill(Token.ACCENT);

    @Test
    void beginsWithTheFirstDrawingAndEndsWithTheSecond() {
        Drawing from = Sample.drawing(0);
        Drawing to = Sample.drawing(1);
        Tween tween = Tween.between(from, to);
        assertThat(tween.at(0)).isSameAs(from);
        assertThat(tween.at(1)).isSameAs(to);
        assertThat(tween.at(7)).isSameAs(to);
    }

    @Test
    void approachesBothEndsWithoutAJump() {
        Drawing from = one(A, 0, FILL);
        Tween tween = Tween.between(from, one(A, 100, FILL));
        assertThat(rect(tween.at(1e-6), A).x()).isCloseTo(0, within(0.01));
        assertThat(rect(tween.at(1 - 1e-6), A).x()).isCloseTo(100, within(0.01));
    }

    @Test
    void whatIsInBothMovesAndGrowsTheWholeWay() {
        Tween tween = Tween.between(one(A, 0, FILL), one(A, 100, FILL));
        assertThat(rect(tween.at(0.5), A).x()).isCloseTo(50, within(1e-9));
        double last = 0;
        for (double t = 0.05; t < 1; t += 0.05) {
            assertThat(rect(tween.at(t), A).x()).isGreaterThan(last);
            last = rect(tween.at(t), A).x();
        }
    }

    @Test
    void whatIsOnlyInTheSecondFadesInAndGrows() {
        Tween tween = Tween.between(one(A, 0, FILL), Drawing.pen(200, 50).rect(A, 0, 0, 20, 20, 0, FILL).rect(B, 50, 0, 20, 20, 0, FILL)
                .toDrawing());
        Shape.Rect early = rect(tween.at(0.3), B);
        Shape.Rect late = rect(tween.at(0.8), B);
        assertThat(early.style().opacity()).isLessThan(late.style().opacity()).isGreaterThan(0);
        assertThat(early.width()).isLessThan(late.width()).isGreaterThan(15);
        assertThat(early.x() + early.width() / 2).isCloseTo(60, within(1e-9));
    }

    @Test
    void whatIsOnlyInTheFirstFadesOutWhereItWas() {
        Tween tween = Tween.between(Drawing.pen(200, 50).group(null, 30, 0, p -> p.rect(B, 50, 0, 20, 20, 0, FILL)).toDrawing(),
                one(A, 0, FILL));
        Shape.Group leaving = (Shape.Group) tween.at(0.6).shapes().getLast();
        assertThat(leaving.opacity()).isBetween(0.01, 0.5);
        Bounds where = Geometry.of(leaving);
        assertThat(where.centerX()).isCloseTo(90, within(1e-9));
        assertThat(where.width()).isLessThan(20);
    }

    @Test
    void aChangedLookPassesOverAndFlashes() {
        Style other = Style.fill(Token.ERROR);
        Tween tween = Tween.between(one(A, 0, FILL), one(A, 0, other));
        List<Shape.Rect> rects = rects(tween.at(0.4));
        assertThat(rects).extracting(r -> r.style().fill()).containsExactly(Token.ACCENT, Token.ERROR, null);
        assertThat(rects.get(0).style().opacity() + rects.get(1).style().opacity()).isCloseTo(1, within(1e-9));
        assertThat(flash(tween.at(0.4))).isGreaterThan(flash(tween.at(0.8))).isGreaterThan(0);
    }

    @Test
    void whatOnlyMovesDoesNotFlash() {
        assertThat(RecordingSurface.linesOf(Tween.between(one(A, 0, FILL), one(A, 9, FILL)).at(0.5))).noneMatch(l -> l.contains("flash"));
    }

    @Test
    void aGroupFlashesWhenWhatBelongsToItChanges() {
        Tween tween = Tween.between(bit("0", Token.BIT_OFF), bit("1", Token.BIT_ON));
        assertThat(flash(tween.at(0.3))).isGreaterThan(0);
        assertThat(RecordingSurface.linesOf(tween.at(0.3)).stream().filter(l -> l.contains("stroke flash"))).hasSize(1);
        assertThat(RecordingSurface.linesOf(Tween.between(bit("0", Token.BIT_OFF), bit("0", Token.BIT_OFF)).at(0.3)))
                .noneMatch(l -> l.contains("flash"));
    }

    @Test
    void decorationOfAGroupGoesWithIt() {
        Tween tween = Tween.between(labelled(0, 40), labelled(100, 80));
        Shape.Group at = (Shape.Group) tween.at(0.5).shapes().getFirst();
        assertThat(at.dx()).isCloseTo(50, within(1e-9));
        assertThat(((Shape.Rect) at.children().getFirst()).width()).isCloseTo(60, within(1e-9));
    }

    @Test
    void decorationOfAnotherKindFadesOverInItsGroup() {
        Drawing plain = Drawing.pen(300, 50).group(A, 10, 0, p -> p.rect(0, 0, 40, 20, 0, FILL)).toDrawing();
        Shape.Group at = (Shape.Group) Tween.between(labelled(10, 40), plain).at(0.25).shapes().getFirst();
        assertThat(at.children()).hasSize(3);
        assertThat(((Shape.Text) at.children().get(1)).style().opacity()).isBetween(0.5, 0.99);
        assertThat(((Shape.Rect) at.children().get(2)).style().opacity()).isBetween(0.01, 0.5);
        assertThat(flash(Tween.between(labelled(10, 40), plain).at(0.25))).isGreaterThan(0);
    }

    @Test
    void aThingThatChangesItsGroupTravelsBetweenItsTwoPlaces() {
        Tween tween = Tween.between(columns(true), columns(false));
        Drawing half = tween.at(0.5);
        assertThat(HitIndex.of(half).boundsOf(A)).singleElement().satisfies(b -> {
            assertThat(b.x()).isCloseTo(60, within(1e-9));
            assertThat(b.width()).isCloseTo(20, within(1e-9));
        });
        assertThat(half.shapes().getLast().id()).isEqualTo(A);
    }

    @Test
    void aThingInAMovingGroupThatDoesNotMoveInItGoesWithIt() {
        Tween tween = Tween.between(nested(0, 5), nested(100, 5));
        assertThat(HitIndex.of(tween.at(0.5)).boundsOf(A)).singleElement().satisfies(b -> assertThat(b.x()).isCloseTo(55, within(1e-9)));
    }

    @Test
    void aThingThatMovesInAMovingGroupIsHalfWayOfBoth() {
        Tween tween = Tween.between(nested(0, 5), nested(100, 25));
        assertThat(HitIndex.of(tween.at(0.5)).boundsOf(A)).singleElement().satisfies(b -> assertThat(b.x()).isCloseTo(65, within(1e-9)));
    }

    @Test
    void aThingThatStaysWhenItsGroupLeavesIsDrawnOnce() {
        Drawing in = Drawing.pen(200, 50).group(B, 20, 0, p -> p.rect(0, 0, 40, 40, 0, FILL).rect(A, 5, 5, 10, 10, 0, FILL)).toDrawing();
        for (Tween tween : List.of(Tween.between(in, one(A, 100, FILL)), Tween.between(one(A, 100, FILL), in))) {
            assertThat(RecordingSurface.linesOf(tween.at(0.5)).stream().filter(l -> l.contains("rect a "))).hasSize(1);
        }
    }

    @Test
    void everyThingOfTheSecondDrawingIsThereAllTheWay() {
        Tween tween = Tween.between(Sample.drawing(0), Sample.drawing(1));
        for (double t = 0.1; t < 1; t += 0.1) {
            assertThat(HitIndex.of(tween.at(t)).ids()).containsAll(HitIndex.of(Sample.drawing(1)).ids());
        }
    }

    @Test
    void withoutMotionTheSecondDrawingIsThereAtOnce() {
        Drawing to = Sample.drawing(1);
        assertThat(Tween.none(to).at(0)).isSameAs(to);
        assertThat(Tween.none(to).at(0.5)).isSameAs(to);
    }

    private static Drawing one(CellId id, double x, Style style) {
        return Drawing.pen(200, 50).rect(id, x, 0, 20, 20, 0, style).toDrawing();
    }

    private static Drawing bit(String digit, Token token) {
        return Drawing.pen(50, 50)
                .group(A, 5, 5, p -> p.rect(0, 0, 30, 34, 4, Style.fill(token)).text(digit, 10, 20, 15, FontRole.MONO, Token.TEXT))
                .toDrawing();
    }

    private static Drawing labelled(double x, double width) {
        return Drawing.pen(300, 50).group(A, x, 0, p -> p.rect(0, 0, width, 20, 0, FILL).text("bio", 4, 14, 12, FontRole.MONO, Token.TEXT))
                .toDrawing();
    }

    private static Drawing columns(boolean left) {
        Pen pen = Drawing.pen(200, 50);
        for (boolean first : new boolean[]{true, false}) {
            pen.group(CellId.of(first ? "plugged" : "issued"), first ? 0 : 100, 0, new Bounds(0, 0, 90, 50), p -> {
                p.rect(0, 0, 90, 50, 0, Style.fill(Token.WELL));
                if (first == left) {
                    p.rect(A, 10, 10, 20, 20, 0, FILL);
                }
            });
        }
        return pen.toDrawing();
    }

    private static Drawing nested(double groupX, double x) {
        return Drawing.pen(300, 50).group(B, groupX, 0, p -> p.rect(A, x, 0, 20, 20, 0, FILL)).toDrawing();
    }

    private static double flash(Drawing drawing) {
        return rects(drawing).stream().filter(r -> Token.FLASH.equals(r.style().stroke())).mapToDouble(r -> r.style().opacity()).sum();
    }

    private static Shape.Rect rect(Drawing drawing, CellId id) {
        return rects(drawing).stream().filter(r -> id.equals(r.id())).findFirst().orElseThrow();
    }

    private static List<Shape.Rect> rects(Drawing drawing) {
        List<Shape.Rect> found = new ArrayList<>();
        collect(drawing.shapes(), found);
        return found;
    }

    private static void collect(List<Shape> shapes, List<Shape.Rect> found) {
        for (Shape s : shapes) {
            if (s instanceof Shape.Rect r) {
                found.add(r);
            } else if (s instanceof Shape.Group g) {
                collect(g.children(), found);
            }
        }
    }
}
