package semel.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final String TOKEN = new Cursor("orders", "c-42", "7").token();

    @Test
    void itLeadsBackToWhereItWasMade() {
        assertThat(Cursor.key("orders", "c-42", TOKEN)).contains("7");
        assertThat(TOKEN).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void itIsOfNoOtherListAndNoOtherFilter() {
        assertThat(Cursor.key("notifications", "c-42", TOKEN)).isEmpty();
        assertThat(Cursor.key("orders", "", TOKEN)).isEmpty();
        assertThat(Cursor.key("orders", "c-4", TOKEN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "7", "%00", "a b", "é", "MQ", "🛒"})
    void garbageIsNone(String garbage) {
        assertThat(Cursor.key("orders", "c-42", garbage)).isEmpty();
    }

    @Test
    void aCursorHasOneSpelling() {
        assertThat(Cursor.key("orders", "c-42", TOKEN + "=")).isEmpty();
        assertThat(Cursor.key("orders", "c-42", TOKEN.substring(1))).isEmpty();
        assertThat(Cursor.key("orders", "c-42", encoded("1\norders\nc-42\n\ufffd\n")))
                .isEmpty();
    }

    /** Padded, with other bits behind the last byte, and with bytes that are no UTF-8: Java reads them all. */
    @Test
    void whatJavaReadsLikeATokenAndIsNotToTheByteIsNone() {
        var token = new Cursor("orders", "c-42", "77").token();
        assertThat(token).endsWith("w");
        var noText = "1\norders\nc-42\n7x".getBytes(UTF_8);
        noText[noText.length - 1] = (byte) 0xff;

        assertThat(Cursor.key("orders", "c-42", token)).contains("77");
        assertThat(Cursor.key("orders", "c-42", token + "==")).isEmpty();
        assertThat(Cursor.key("orders", "c-42", token.replaceAll("w$", "x"))).isEmpty();
        assertThat(Cursor.key(
                        "orders",
                        "c-42",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(noText)))
                .isEmpty();
    }

    @Test
    void noPartOfACursorHoldsALineBreak() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Cursor("orders\n", "", "7"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Cursor("orders", "c\n42", "7"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Cursor("orders", "", "\n7"));
    }

    @Test
    void anotherVersionIsNone() {
        assertThat(Cursor.key("orders", "c-42", encoded("1\norders\nc-42\n7"))).isPresent();
        assertThat(Cursor.key("orders", "c-42", encoded("2\norders\nc-42\n7"))).isEmpty();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
