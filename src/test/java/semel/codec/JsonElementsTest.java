package semel.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import semel.order.AnyValues;
import semel.order.Order;

class JsonElementsTest {
    private static final int MAX = 5;

    @ParameterizedTest
    @MethodSource
    void eachElementKeepsItsExactText(String array, List<String> elements) {
        assertThat(texts(JsonElements.ofArray(array.getBytes(UTF_8), MAX))).isEqualTo(elements);
    }

    static Stream<Arguments> eachElementKeepsItsExactText() {
        return Stream.of(
                Arguments.of("[1]", List.of("1")),
                Arguments.of(" [ {\"a\":[1,{}]} , [] ]\n", List.of("{\"a\":[1,{}]}", "[]")),
                Arguments.of("[\"a\\\"],[\",null,true]", List.of("\"a\\\"],[\"", "null", "true")),
                Arguments.of("[1e400,-0.0,12]", List.of("1e400", "-0.0", "12")),
                Arguments.of("[{\"a\":1,\"a\":1}]", List.of("{\"a\":1,\"a\":1}")),
                Arguments.of("[\"é\ud83d\ude00\",\"é\"]", List.of("\"é\ud83d\ude00\"", "\"é\"")),
                Arguments.of("[" + "9".repeat(5_000) + "]", List.of("9".repeat(5_000))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[",
                "[]",
                "{}",
                "1",
                "[1,]",
                "[1 2]",
                "[1]]",
                "[1]2",
                "[1,2,3,4,5,6]",
                "\ufeff[1]",
                "[\"a]"
            })
    void aDocumentThatIsNoArrayOfOneToFiveElementsIsRefused(String array) {
        assertThat(JsonElements.ofArray(array.getBytes(UTF_8), MAX)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void anArrayThatIsNestedTooDeeplyIsRefusedWithThisReason() {
        var deep = JsonElements.ofArray("[".repeat(2_000).getBytes(UTF_8), MAX);
        assertThat(((Parsed.Invalid<List<byte[]>>) deep).detail()).contains("must not be nested deeper than 1000");
    }

    @Test
    void aLineFeedEndsEachLineAndIsOptionalAfterTheLast() {
        assertThat(texts(JsonElements.ofLines("a\n\nb\r\n c".getBytes(UTF_8), MAX)))
                .containsExactly("a", "", "b\r", " c");
        assertThat(texts(JsonElements.ofLines("a\n".getBytes(UTF_8), MAX))).containsExactly("a");
        assertThat(JsonElements.ofLines(new byte[0], MAX)).isInstanceOf(Parsed.Invalid.class);
        assertThat(JsonElements.ofLines("\n".repeat(6).getBytes(UTF_8), MAX)).isInstanceOf(Parsed.Invalid.class);
    }

    @Property(tries = 100)
    void everyOrderIsReadFromAnArrayAndFromLines(@ForAll("orders") List<Order> orders) {
        var bodies = orders.stream()
                .map(OrderCodec::encode)
                .map(JsonElementsTest::text)
                .toList();
        assertThat(texts(JsonElements.ofArray(("[" + String.join(" ,\n", bodies) + "]").getBytes(UTF_8), MAX)))
                .isEqualTo(bodies);
        assertThat(texts(JsonElements.ofLines(String.join("\n", bodies).getBytes(UTF_8), MAX)))
                .isEqualTo(bodies);
    }

    @Property(tries = 1000)
    void randomBytesCauseNoException(@ForAll byte[] document) {
        assertThat(JsonElements.ofArray(document, MAX)).isNotNull();
        assertThat(JsonElements.ofLines(document, MAX)).isNotNull();
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    @Tag("many-tries")
    void aDamagedArrayCausesNoException(@ForAll long seed) {
        var order = text(OrderCodec.encode(SampleValues.one(SampleValues.ORDERS, seed)));
        var document = ("[" + order + "," + order + "]").getBytes(UTF_8);
        assertThat(JsonElements.ofArray(DamagedBytes.to(document, seed), MAX)).isNotNull();
    }

    private static List<String> texts(Parsed<List<byte[]>> elements) {
        return ((Parsed.Valid<List<byte[]>>) elements)
                .value().stream().map(JsonElementsTest::text).toList();
    }

    private static String text(byte[] element) {
        return new String(element, UTF_8);
    }

    @Provide
    Arbitrary<List<Order>> orders() {
        return AnyValues.smallOrder().list().ofMinSize(1).ofMaxSize(MAX);
    }
}
