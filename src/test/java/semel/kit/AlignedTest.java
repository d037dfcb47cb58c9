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
                """)).isEqualTo("""
                # Title

                  lane          lost
                  ------------  ----
                  at most once  12
                  semel         no

                Text with a | in it.""");
    }

    @Test
    void aTableAtTheEndIsAligned() {
        assertThat(Aligned.tables("| a | b |\n|---|---|\n| 100 | 2 |")).isEqualTo("  a    b\n  ---  -\n  100  2");
    }
}
