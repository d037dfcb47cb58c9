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
    void theKeyIsReadFromTheToken() {
        assertThat(Cursor.key("orders", "c-42", TOKEN)).contains("7");
        assertThat(TOKEN).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void aTokenOfAnotherListOrFilterIsRefused() {
        assertThat(Cursor.key("notifications", "c-42", TOKEN)).isEmpty();
        assertThat(Cursor.key("orders", "", TOKEN)).isEmpty();
        assertThat(Cursor.key("orders", "c-4", TOKEN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "7", "%00", "a b", "é", "MQ", "🛒"})
    void aTextThatIsNoTokenIsRefused(String text) {
        assertThat(Cursor.key("orders", "c-42", text)).isEmpty();
    }

    @Test
    void aChangedTokenIsRefused() {
        assertThat(Cursor.key("orders", "c-42", TOKEN + "=")).isEmpty();
        assertThat(Cursor.key("orders", "c-42", TOKEN.substring(1))).isEmpty();
        assertThat(Cursor.key("orders", "c-42", encoded("1\norders\nc-42\n\ufffd\n")))
                .isEmpty();
    }

    /** Java decodes padded tokens, tokens with other unused bits in the last letter, and bytes that are not UTF-8. */
    @Test
    void aTokenThatIsDecodedButNotCanonicalIsRefused() {
        var token = new Cursor("orders", "c-42", "77").token();
        assertThat(token).endsWith("w");
        var invalidUtf8 = "1\norders\nc-42\n7x".getBytes(UTF_8);
        invalidUtf8[invalidUtf8.length - 1] = (byte) 0xff;

        assertThat(Cursor.key("orders", "c-42", token)).contains("77");
        assertThat(Cursor.key("orders", "c-42", token + "==")).isEmpty();
        assertThat(Cursor.key("orders", "c-42", token.replaceAll("w$", "x"))).isEmpty();
        assertThat(Cursor.key(
                        "orders",
                        "c-42",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(invalidUtf8)))
                .isEmpty();
    }

    @Test
    void aPartWithALineBreakIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Cursor("orders\n", "", "7"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Cursor("orders", "c\n42", "7"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Cursor("orders", "", "\n7"));
    }

    @Test
    void aTokenOfAnotherVersionIsRefused() {
        assertThat(Cursor.key("orders", "c-42", encoded("1\norders\nc-42\n7"))).isPresent();
        assertThat(Cursor.key("orders", "c-42", encoded("2\norders\nc-42\n7"))).isEmpty();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
