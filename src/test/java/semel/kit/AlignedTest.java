package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlignedTest {
    @Test
    void aTableIsAsWideAsItsCellsAndTheRestStaysAsItIs() {
        assertThat(Aligned.tables("""
                # Title

                | lane | lost |
                |---|---|
                | at most once | 12 |
                | semel | **no** |

                Text with a | in it.
                """, Style.PLAIN)).isEqualTo("""
                # Title

                  lane          lost
                  ------------  ----
                  at most once  12
                  semel         no

                Text with a | in it.""");
    }

    @Test
    void aTableAtTheEndIsAligned() {
        assertThat(Aligned.tables("| a | b |\n|---|---|\n| 100 | 2 |", Style.PLAIN))
                .isEqualTo("  a    b\n  ---  -\n  100  2");
    }

    @Test
    void onATerminalHeadsAreBoldAndWhatIsWrongIsRedAndNoColumnMoves() {
        var coloured = Aligned.tables("| | b |\n|---|---|\n| **no** | 2 |", Style.COLOURED);
        assertThat(coloured).isEqualTo("      \u001b[1mb\u001b[0m\n  --  -\n  \u001b[1;31mno\u001b[0m  2");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(Aligned.tables("| | b |\n|---|---|\n| no | 2 |", Style.PLAIN));
    }

    @Test
    void whatIsPipedIsPlain() {
        assertThat(Style.ofThisProcess()).isEqualTo(Style.PLAIN);
    }
}
