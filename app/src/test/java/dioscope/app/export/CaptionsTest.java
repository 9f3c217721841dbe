package dioscope.app.export;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.export.Reel.Caption;
import dioscope.app.export.Reel.Chapter;
import dioscope.app.export.Reel.EndCard;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CaptionsTest {
    private static final Reel REEL = new Reel(List.of(new EndCard(0, 9_000_000_000L, "t", List.of())),
            List.of(new Chapter(0, 4_000_000_000L, "A=b"), new Chapter(4_000_000_000L, 9_000_000_000L, "C")),
            List.of(new Caption(1_500_000_000L, 3_000_000_000L, "**One** `bio` <b>"),
                    new Caption(3_661_000_000_000L, 3_662_000_000_000L, "two")));

    @Test
    void subrip() {
        assertThat(Captions.srt(REEL)).isEqualTo("""
                1
                00:00:01,500 --> 00:00:03,000
                One bio <b>

                2
                01:01:01,000 --> 01:01:02,000
                two

                """);
    }

    @Test
    void webvtt() {
        assertThat(Captions.vtt(REEL)).isEqualTo("""
                WEBVTT

                00:00:01.500 --> 00:00:03.000
                One bio &lt;b&gt;

                01:01:01.000 --> 01:01:02.000
                two

                """);
    }

    @Test
    void chapters() {
        assertThat(Captions.ffmetadata(REEL, "T;1")).isEqualTo("""
                ;FFMETADATA1
                title=T\\;1
                [CHAPTER]
                TIMEBASE=1/1000
                START=0
                END=4000
                title=A\\=b
                [CHAPTER]
                TIMEBASE=1/1000
                START=4000
                END=9000
                title=C
                """);
    }

    @Test
    void a_text_is_cut_after_sentences_and_never_inside_marks() {
        var bold = "Short one here, the first sentence of them all. **A bold stretch that goes on for a good while and on, so that it has to be moved as one piece to the next one.** End.";
        assertThat(Captions.pieces(bold)).hasSize(2).first().isEqualTo("Short one here, the first sentence of them all.");
        var endless = "word ".repeat(100).strip();
        assertThat(Captions.pieces(endless)).hasSizeGreaterThan(2).allSatisfy(p -> assertThat(p.length()).isLessThanOrEqualTo(150));
        assertThat(String.join(" ", Captions.pieces(endless))).isEqualTo(endless);
        assertThat(Captions.pieces("x".repeat(400))).hasSize(1);
        assertThat(Captions.pieces("")).isEmpty();
    }

    @Test
    void the_first_sentence() {
        assertThat(Captions.firstSentence("One `a. b` here. Two.")).isEqualTo("One `a. b` here.");
        assertThat(Captions.firstSentence("No end")).isEqualTo("No end");
    }

    @Test
    void pieces_share_the_time_by_their_letters() {
        var over = Captions.over("A first sentence that is forty letters long. Two.", 0, 1000);
        assertThat(over).hasSize(1);
        var long2 = "a".repeat(100) + ". " + "b".repeat(100) + ".";
        assertThat(Captions.over(long2, 100, 300)).containsExactly(new Caption(100, 200, "a".repeat(100) + "."),
                new Caption(200, 300, "b".repeat(100) + "."));
    }
}
