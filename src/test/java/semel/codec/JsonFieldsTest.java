package semel.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import semel.order.Order;
import semel.order.OrderId;

/** Tests which violations a request body has, and their pointers. */
class JsonFieldsTest {
    private static final String LINE = "{'productId':'p-1','quantity':2,'unitPrice':5}";
    private static final String REST = ",'currency':'EUR','customerId':'c-1'}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                                | /customerId /currency /lines",
                "{'customerId':null,'currency':null,'lines':null}                  | /customerId /currency /lines",
                "{'customerId':7,'currency':[],'lines':{}}                         | /customerId /currency /lines",
                "{'customerId':'','currency':'EURO','lines':[]}                    | /customerId /currency /lines",
                "{'customerId':'a b','currency':'eur','lines':[1]}                 | /customerId /currency /lines/0",
                "{'lines':[{}]" + REST + " | /lines/0/productId /lines/0/quantity /lines/0/unitPrice",
                "{'lines':[" + LINE + ",[]," + LINE + ",null]" + REST + "          | /lines/1 /lines/3",
                "{'lines':[{'productId':'p','quantity':0,'unitPrice':-1}]" + REST
                        + " | /lines/0/quantity /lines/0/unitPrice",
                "{'lines':[{'productId':'p','quantity':1.5,'unitPrice':1e12}]" + REST
                        + " | /lines/0/quantity /lines/0/unitPrice",
                "{'lines':[{'productId':'p','quantity':'1','unitPrice':true}]" + REST
                        + " | /lines/0/quantity /lines/0/unitPrice",
                "{'lines':[{'productId':'p','quantity':2147483648,'unitPrice':9223372036854775808}]" + REST
                        + " | /lines/0/quantity /lines/0/unitPrice",
                "{'lines':[{'productId':'p','quantity':1000001,'unitPrice':10000000001}]" + REST
                        + " | /lines/0/quantity /lines/0/unitPrice",
                "{'lines':[{'productId':'p','quantity':1e400,'unitPrice':0.000000000000000000000000000001}]" + REST
                        + " | /lines/0/quantity /lines/0/unitPrice",
                "{'lines':[{'productId':'\\ud800','quantity':1,'unitPrice':1}]" + REST + " | /lines/0/productId",
                "{'lines':[{'productId':'p','quantity':1,'unitPrice':1,'gift':1}]" + REST + " | /lines/0/gift",
                "{'comment':'x','lines':[" + LINE + "]" + REST + "                 | /comment",
                "{'a\\nb':'x','lines':[" + LINE + "]" + REST + "                   | /?",
                "{'orderId':'x','lines':[" + LINE + "]" + REST + "                 | /orderId",
            })
    void eachViolationHasItsPointer(String body, String pointers) {
        assertThat(violations(body.replace('\'', '"').getBytes(UTF_8)))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(pointers.split(" "));
    }

    @ParameterizedTest
    @MethodSource
    void aBodyThatIsNoJsonObjectHasOneViolationWithoutAPointer(String detail, byte[] body) {
        assertThat(violations(body)).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEmpty();
            assertThat(violation.detail()).startsWith(detail);
        });
    }

    static Stream<Arguments> aBodyThatIsNoJsonObjectHasOneViolationWithoutAPointer() {
        var valid = ("{'lines':[" + LINE + "]" + REST).replace('\'', '"');
        return Stream.of(
                Arguments.of("must be a JSON object, was empty", new byte[0]),
                Arguments.of("must be a JSON object", "  \n".getBytes(UTF_8)),
                Arguments.of("must be a JSON object", "null".getBytes(UTF_8)),
                Arguments.of("must be a JSON object", "[]".getBytes(UTF_8)),
                Arguments.of("must be a JSON object", "\"{}\"".getBytes(UTF_8)),
                Arguments.of("must be a JSON object", "1".getBytes(UTF_8)),
                Arguments.of("malformed JSON at line 1", "{".getBytes(UTF_8)),
                Arguments.of("malformed JSON at line 1", valid.substring(0, 40).getBytes(UTF_8)),
                Arguments.of("malformed JSON at line 1", (valid + "x").getBytes(UTF_8)),
                Arguments.of(
                        "must be one JSON object with nothing after it, has more at line 1",
                        (valid + valid).getBytes(UTF_8)),
                Arguments.of(
                        "must not name a member twice, as at line 1, column 13", "{\"a\":1,\"a\":1}".getBytes(UTF_8)),
                Arguments.of(
                        "must not name a member twice, as at line 2, column",
                        "{\"a\":[\n{\"b\":1,\"b\":{}}]}".getBytes(UTF_8)),
                Arguments.of("malformed JSON", "{\"a\":NaN}".getBytes(UTF_8)),
                Arguments.of("malformed JSON", "{\"a\":-Infinity}".getBytes(UTF_8)),
                Arguments.of("malformed JSON", "{\"a\":01}".getBytes(UTF_8)),
                Arguments.of("malformed JSON", "{'a':1}".getBytes(UTF_8)),
                Arguments.of("malformed JSON", "{\"a\":1,}".getBytes(UTF_8)),
                Arguments.of("malformed JSON", "{\"a\":\"\u0000\"}".getBytes(UTF_8)),
                Arguments.of(
                        "must have no number of more than 64 characters, as at line 1",
                        ("{\"a\":1" + "0".repeat(100) + "}").getBytes(UTF_8)),
                Arguments.of(
                        "must have no number of more than 64 characters, as at line 1",
                        ("{\"a\":1." + "0".repeat(100) + "}").getBytes(UTF_8)),
                Arguments.of(
                        "must have no number with such an exponent, as at line 1",
                        "{\"a\":1e2147483649}".getBytes(UTF_8)),
                Arguments.of(
                        "must not be nested deeper than 16, as at line 1",
                        "[".repeat(10_000).getBytes(UTF_8)),
                Arguments.of(
                        "must not be nested deeper than 16, as at line 1",
                        "{\"a\":".repeat(10_000).getBytes(UTF_8)),
                Arguments.of("malformed JSON", ("\ufeff" + valid).getBytes(UTF_8)),
                Arguments.of("", valid.getBytes(UTF_16LE)),
                Arguments.of("must be UTF-8", valid.getBytes(UTF_16)),
                Arguments.of("must be UTF-8", valid.replace("c-1", "c-é").getBytes(ISO_8859_1)));
    }

    @Test
    void violationsRepeatNoTextOfTheBody() {
        // Given
        var body = "{\"customerId\":\"<script>\",\"currency\":\"SECRET\",\"lines\":\"top\",\"<b>\":1} SECRET";
        // Then
        assertThat(violations(body.getBytes(UTF_8)).toString()).doesNotContain("SECRET", "script", "top", "<b>");
        assertThat(violations(body.replace(" SECRET", "").getBytes(UTF_8)).toString())
                .doesNotContain("SECRET", "script", "top", "<b>");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T12:00:00Z,           2026-01-01T12:00:00Z",
        "2026-01-01T12:00:00.123456789Z, 2026-01-01T12:00:00.123456Z",
        "0001-01-01T00:00:00Z,           0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z,    9999-12-31T23:59:59.999999Z",
        "0000-12-31T23:59:59Z,           ",
        "+10000-01-01T00:00:00Z,         ",
        "2026-01-01,                     ",
        "2026-02-30T00:00:00Z,           ",
        "yesterday,                      ",
    })
    void aTimeIsReadAsRfc3339AndCutToMicroseconds(String text, String read) {
        var fields = JsonFields.of(("{\"at\":\"" + text + "\"}").getBytes(UTF_8));
        assertThat(fields.instant("at")).isEqualTo(read == null ? null : Instant.parse(read));
        assertThat(fields.violations()).hasSize(read == null ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "01890a5d-ac96-774b-bcce-b302099a8057, true",
        "01890A5D-ac96-774b-bcce-b302099a8057, false",
        "1-1-1-1-1,                            false",
        "01890a5dac96774bbcceb302099a8057,     false",
        "01890a5d-ac96-774b-bcce-b302099a805g, false",
        "01890a5d-ac96-774b-bcce-b302099a80577, false",
    })
    void aUuidIsReadInItsCanonicalSpellingOnly(String text, boolean read) {
        var fields = JsonFields.of(("{\"id\":\"" + text + "\"}").getBytes(UTF_8));
        assertThat(fields.uuid("id")).isEqualTo(read ? UUID.fromString(text) : null);
        assertThat(fields.violations()).hasSize(read ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "{},                          ",
        "{\"n\":null},                ",
        "{\"n\":\"5\"},               ",
        "{\"n\":5.0},                 5",
        "{\"n\":5e0},                 5",
        "{\"n\":0.4E1},               4",
        "{\"n\":500e-2},              5",
        "{\"n\":4.000000000000000000000000000001},",
        "{\"n\":4.5},                 ",
        "{\"n\":1e1},                 ",
        "{\"n\":3e-1},                ",
        "{\"n\":1e400},               ",
        "{\"n\":1e2147483647},        ",
        "{\"n\":1e-2147483647},       ",
        "{\"n\":-1e400},              ",
        "{\"n\":2},                   ",
        "{\"n\":3},                   3",
        "{\"n\":5},                   5",
        "{\"n\":6},                   ",
        "{\"n\":18446744073709551619},",
    })
    void aWholeNumberWithinTheBoundsIsReadAndAllElseIsRefused(String document, Long read) {
        var fields = JsonFields.of(document.getBytes(UTF_8));
        assertThat(fields.integer("n", 3, 5)).isEqualTo(read);
        assertThat(fields.violations()).hasSize(read == null ? 1 : 0);
    }

    private static List<Violation> violations(byte[] body) {
        var parsed = OrderCodec.fromRequest(body, new OrderId(new UUID(0, 1)), Instant.EPOCH);
        return ((Parsed.Invalid<Order>) parsed).violations();
    }
}
