package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlignedTablesTest {
    @Test
    void aTableIsAlignedAndOtherLinesStayAsTheyAre() {
        assertThat(AlignedTables.tables("""
                # Title

                | lane | lost |
                |---|---|
                | at most once | 12 |
                | semel | **no** |

                Text with a | in it.
                """, TextStyle.PLAIN)).isEqualTo("""
                # Title

                  lane          lost
                  ------------  ----
                  at most once  12
                  semel         no

                Text with a | in it.""");
    }

    @Test
    void aTableAtTheEndIsAligned() {
        assertThat(AlignedTables.tables("| a | b |\n|---|---|\n| 100 | 2 |", TextStyle.PLAIN))
                .isEqualTo("  a    b\n  ---  -\n  100  2");
    }

    @Test
    void onATerminalHeadsAreBoldAndBoldCellsAreRedWithTheSameAlignment() {
        var coloured = AlignedTables.tables("| | b |\n|---|---|\n| **no** | 2 |", TextStyle.COLOURED);
        assertThat(coloured).isEqualTo("      \u001b[1mb\u001b[0m\n  --  -\n  \u001b[1;31mno\u001b[0m  2");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(AlignedTables.tables("| | b |\n|---|---|\n| no | 2 |", TextStyle.PLAIN));
    }

    @Test
    void pipedOutputIsPlain() {
        assertThat(TextStyle.ofThisProcess()).isEqualTo(TextStyle.PLAIN);
    }
}
