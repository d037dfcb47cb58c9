package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page, or a part of one, that a test writes: with {@code -Dsemel.docs.update=true} it does, otherwise it checks that it is today's. */
public final class GeneratedPage {
    private GeneratedPage() {}

    /** @param by the test that writes it */
    public static void isTodays(Path page, String today, Class<?> by) throws IOException {
        if (isToBeWritten()) {
            Files.writeString(page, today);
        }
        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as(stale(by))
                .isEqualTo(today);
    }

    /** As {@link #isTodays}, of what stands between two of these marks. */
    public static void partIsTodays(Path page, String mark, String today, Class<?> by) throws IOException {
        var parts = Files.readString(page).split(mark, -1);
        isTodays(page, parts[0] + mark + today + mark + parts[2], by);
    }

    /** Whether the documents are written rather than checked. */
    public static boolean isToBeWritten() {
        return Boolean.getBoolean("semel.docs.update");
    }

    private static String stale(Class<?> by) {
        return "stale: ./mvnw test -Dtest=" + by.getSimpleName() + " -Dsemel.docs.update=true";
    }
}
