package semel.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.order.CustomerId;

class CustomerTextTest {
    private final CustomerText text = new CustomerText(new CustomerId("c.42"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c.42",
                "{\"customerId\":\"c.42\"",
                "x c.42\n",
                "no customer c.42-",
                "\"\\u0063.4\\u0032\"",
                "\"c\\u002E42\""
            })
    void itFindsTheIdAmongOtherText(String found) {
        assertThat(text.isIn(bytes(found))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c.421", "xc.42", "cx42", "C.42", "\\u0063.421"})
    void itDoesNotFindALongerWord(String other) {
        assertThat(text.isIn(bytes(other))).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
