package semel.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    /** Tries the years 1 to 9999. */
    @Property
    void aTimeIsParsedFromItsText(
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second,
            @ForAll @LongRange(max = 999_999_999) long nanos) {
        var time = Instant.ofEpochSecond(second, nanos);
        assertThat(Timestamps.parse(time.toString())).isEqualTo(time);
        var cut = time.truncatedTo(ChronoUnit.MICROS);
        assertThat(Timestamps.parse(cut.toString())).isEqualTo(cut);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29T23:59:59.999999Z",
                "2000-01-01T24:00:00.000000Z",
                "2016-12-31T23:59:60.000000Z",
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:04:05.123456789Z",
                "2026-01-02t03:04:05.123456z",
                "2026-01-02T03:04:05.123456+0",
                "2026-01-02T03:04:05+02:00"
            })
    void anotherSpellingIsParsedAsByInstant(String text) {
        Instant expected;
        try {
            expected = Instant.parse(text);
        } catch (DateTimeException refused) {
            assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(DateTimeException.class);
            return;
        }
        assertThat(Timestamps.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T03:04:05.123456Z",
                "2026-13-01T03:04:05.123456Z",
                "2026-00-01T03:04:05.123456Z",
                "2026-01-01T25:04:05.123456Z",
                "2026-01-01T03:60:05.123456Z",
                "2026-01-01T03:04:61.123456Z",
                "2026-01-01T03:04:05.12345\u0661Z",
                ""
            })
    void aTextThatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
