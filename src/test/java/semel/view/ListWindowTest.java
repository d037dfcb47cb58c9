package semel.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListWindowTest {
    private final ListWindow<Integer> window = new ListWindow<>("orders", "c-42", 3, Optional.empty());

    private Page<String> page(int rows) {
        return window.page(IntStream.range(0, rows).boxed().toList(), row -> "row " + row, row -> row * 10);
    }

    @Test
    void oneRowMoreThanTheLimitIsRead() {
        assertThat(window.rows()).isEqualTo(4);
    }

    @Test
    void ifThereAreMoreRowsTheCursorHasTheKeyOfTheLastItem() {
        var page = page(4);

        assertThat(page.items()).containsExactly("row 0", "row 1", "row 2");
        assertThat(Cursor.key("orders", "c-42", page.next())).contains("20");
    }

    @Test
    void ifThereAreNoMoreRowsThereIsNoCursor() {
        assertThat(page(3)).isEqualTo(new Page<>(List.of("row 0", "row 1", "row 2"), null));
        assertThat(page(1)).isEqualTo(new Page<>(List.of("row 0"), null));
        assertThat(page(0)).isEqualTo(new Page<>(List.of(), null));
    }
}
