package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks that a generated page is up to date, or writes it with {@code -Dsemel.docs.update=true}. */
public final class GeneratedPage {
    private GeneratedPage() {}

    /** @param by the test that generates it */
    public static void isTodays(Path page, String today, Class<?> by) throws IOException {
        if (isToBeWritten()) {
            Files.writeString(page, today);
        }
        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as(stale(by))
                .isEqualTo(today);
    }

    /** As {@link #isTodays}, for the text between two marks. */
    public static void partIsTodays(Path page, String mark, String today, Class<?> by) throws IOException {
        var parts = Files.readString(page).split(mark, -1);
        isTodays(page, parts[0] + mark + today + mark + parts[2], by);
    }

    /** Whether pages are written instead of checked. */
    public static boolean isToBeWritten() {
        return Boolean.getBoolean("semel.docs.update");
    }

    private static String stale(Class<?> by) {
        return "stale: ./mvnw test -Dtest=" + by.getSimpleName() + " -Dsemel.docs.update=true";
    }
}
