package dioscope.app.paint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HitIndexTest {
    private static final CellId A = CellId.of("a");
    private static final CellId B = CellId.of("b");
    private static final Style FILL = Style.fill(Token.ACCENT);
    private static final Style OUTLINE = Style.stroke(Token.ACCENT, 1);

    @Test
    void theShapeDrawnLastIsOnTop() {
        HitIndex index = HitIndex.of(Drawing.pen(100, 100).rect(A, 0, 0, 50, 50, 0, FILL).rect(B, 25, 25, 50, 50, 0, FILL).toDrawing());
        assertThat(index.at(10, 10)).contains(A);
        assertThat(index.at(40, 40)).contains(B);
        assertThat(index.at(90, 10)).isEmpty();
    }

    @Test
    void decorationBelongsToItsGroupOrIsNotInTheWay() {
        HitIndex index = HitIndex.of(Drawing.pen(100, 100).rect(A, 0, 0, 100, 100, 0, FILL)
                .group(B, 20, 30, p -> p.rect(0, 0, 10, 10, 0, FILL)).rect(0, 0, 100, 100, 0, FILL).toDrawing());
        assertThat(index.at(25, 35)).contains(B);
        assertThat(index.at(15, 35)).contains(A);
        assertThat(index.boundsOf(B)).containsExactly(new Bounds(20, 30, 10, 10));
    }

    @Test
    void anOutlineAroundSmallerThingsDoesNotHideThem() {
        HitIndex index = HitIndex
                .of(Drawing.pen(100, 100).rect(A, 10, 10, 20, 20, 0, OUTLINE).rect(B, 0, 0, 100, 50, 0, OUTLINE).toDrawing());
        assertThat(index.at(15, 15)).contains(A);
        assertThat(index.at(60, 20)).contains(B);
    }

    @Test
    void anOutlineOnAFilledThingIsMeantBeforeIt() {
        HitIndex index = HitIndex
                .of(Drawing.pen(100, 100).rect(A, 0, 0, 100, 100, 0, FILL).rect(B, 10, 10, 20, 20, 0, OUTLINE).toDrawing());
        assertThat(index.at(15, 15)).contains(B);
        assertThat(index.at(50, 50)).contains(A);
    }

    @Test
    void aCurveIsHitWhereItIsAndNotWhereItsRoomIs() {
        HitIndex index = HitIndex.of(Drawing.pen(200, 200)
                .path(A, FILL, p -> p.move(0, 0).cubic(0, 50, 100, 50, 100, 100).line(140, 100).cubic(140, 50, 40, 50, 40, 0).close())
                .toDrawing());
        assertThat(index.at(20, 10)).contains(A);
        assertThat(index.at(120, 95)).contains(A);
        assertThat(index.at(10, 90)).isEmpty();
        assertThat(index.at(130, 10)).isEmpty();
    }

    @Test
    void aLineIsHitFromNearby() {
        HitIndex index = HitIndex.of(Drawing.pen(100, 100).line(A, 50, 0, 50, 80, OUTLINE).toDrawing());
        assertThat(index.at(52, 40)).contains(A);
        assertThat(index.at(55, 40)).isEmpty();
        assertThat(index.at(50, 90)).isEmpty();
    }

    @Test
    void whatIsClippedAwayIsNotThere() {
        HitIndex index = HitIndex
                .of(Drawing.pen(100, 100).group(null, 10, 0, new Bounds(0, 0, 20, 20), p -> p.rect(A, 0, 0, 50, 50, 0, FILL)
                        .rect(B, 30, 0, 10, 10, 0, FILL)).toDrawing());
        assertThat(index.at(15, 15)).contains(A);
        assertThat(index.at(40, 15)).isEmpty();
        assertThat(index.boundsOf(A)).containsExactly(new Bounds(10, 0, 20, 20));
        assertThat(index.boundsOf(B)).isEmpty();
        assertThat(index.ids()).containsExactly(A);
    }

    @Test
    void aThingShownTwiceHasTwoPlaces() {
        HitIndex index = HitIndex.of(Drawing.pen(100, 100).rect(A, 0, 0, 10, 10, 0, FILL).rect(A, 50, 0, 10, 10, 0, FILL).toDrawing());
        assertThat(index.boundsOf(A)).hasSize(2);
    }
}
