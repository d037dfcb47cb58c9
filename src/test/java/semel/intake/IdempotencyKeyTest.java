package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import semel.problem.Problem;

class IdempotencyKeyTest {
    /** Headers with one Idempotency-Key for each value; null if the server returns no list. */
    private static HttpHeaders headers(List<String> values) {
        return (HttpHeaders) Proxy.newProxyInstance(
                HttpHeaders.class.getClassLoader(), new Class<?>[] {HttpHeaders.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getRequestHeader");
                    assertThat(arguments).containsExactly("Idempotency-Key");
                    return values;
                });
    }

    private static Optional<IdempotencyKey> of(String... values) {
        return IdempotencyKey.of(headers(List.of(values)));
    }

    private static void isInvalid(String... values) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> of(values))
                .satisfies(problem ->
                        assertThat(problem.members("")).containsEntry("type", "/problems/idempotency-key-invalid"));
    }

    @Test
    void withoutAHeaderThereIsNoKey() {
        assertThat(of()).isEmpty();
        assertThat(IdempotencyKey.of(headers(null))).isEmpty();
    }

    @Test
    void aMissingRequiredKeyIsAProblem() {
        assertThat(IdempotencyKey.required(headers(List.of("k")))).isEqualTo(new IdempotencyKey("k"));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> IdempotencyKey.required(headers(List.of())))
                .satisfies(problem ->
                        assertThat(problem.members("")).containsEntry("type", "/problems/idempotency-key-required"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "k,k",
                "'  k ',k",
                "a b,a b",
                "~,~",
                "k\",k\"",
                "\"k\",k",
                "\"a b\",a b",
                "\"a\\\"b\",a\"b",
                "\"a\\\\b\",a\\b",
            })
    void aKeyIsBareOrAQuotedString(String header, String key) {
        assertThat(of(header)).contains(new IdempotencyKey(key));
    }

    @Test
    void aKeyHasOneTo255Characters() {
        var longest = "x".repeat(255);
        assertThat(of(longest)).contains(new IdempotencyKey(longest));
        assertThat(of('"' + longest + '"')).contains(new IdempotencyKey(longest));
        isInvalid(longest + "x");
        isInvalid('"' + longest + "x\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\"\"", "\"", "\"k", "\"a\"b\"", "\"a\\b\"", "\"k\\\"", "ä", "a\tb", "a\u007f", "\u202e"
            })
    void anythingElseIsInvalid(String header) {
        isInvalid(header);
    }

    @Test
    void twoKeysAreInvalidEvenIfTheyAreEqual() {
        isInvalid("k", "k");
    }

    static Stream<String> keys() {
        return Stream.of("k", "k\t1", "k1");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void theKeyOfABatchLineCannotBeSentByAClient(String other) {
        var line = new IdempotencyKey("k").ofLine(11);

        assertThat(line.value()).isEqualTo("k\t11");
        assertThat(line).isNotEqualTo(new IdempotencyKey(other).ofLine(1));
        isInvalid(line.value());
    }
}
