package semel.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static semel.intake.SampleRequests.ORDER;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Lists requests that must be refused, with the expected refusals. */
final class BadRequests {
    /** A key that a valid order, batch and receipt of p-1 already use. */
    static final String TAKEN = "taken";

    static final String RECEIPT = "{\"quantity\":5}";

    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String LINES = "Content-Type: application/x-ndjson\r\n";
    private static final String KEY = "Idempotency-Key: bad\r\n";
    private static final String RECEIPTS = "/inventory/p-1/receipts";
    private static final String SCALE_30 = "0.000000000000000000000000000001";

    private BadRequests() {}

    /**
     * @param type last part of the problem's type
     * @param pointers of its errors in order; null if it has none
     * @param ofLine whether it is the problem of the only line of a batch
     */
    record Case(String name, byte[] request, int status, String type, List<String> pointers, boolean ofLine) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Bodies with the pointers of their errors, refused as an order and as the only line of a batch. */
    private static Map<String, List<String>> orders() {
        var orders = new LinkedHashMap<String, List<String>>();
        for (var id : List.of(
                "null",
                "true",
                "7",
                "[]",
                "{}",
                "\"\"",
                "\" \"",
                "\"a b\"",
                "\"-a\"",
                "\".\"",
                "\"\\u0000\"",
                "\"a\\u0000\"",
                "\"\\u0007\"",
                "\"a\\r\\nlevel=ERROR\"",
                "\"a\\t\"",
                "\"\\u202Ea\"",
                "\"a\\u200Bb\"",
                "\"\\uFEFFa\"",
                "\"\\uD800\"",
                "\"\\uDC00\\uD800\"",
                "\"\\uD83D\\uDE00\"",
                "\"é\"",
                "\"ａ\"",
                "\"../../etc\"",
                "\"<script>\"",
                "\"a'; drop table received; --\"",
                "\"${jndi:ldap://a}\"",
                "\"%00\"",
                text(65),
                text(10_000))) {
            orders.put(ORDER.replace("\"c-42\"", id), List.of("/customerId"));
            orders.put(ORDER.replace("\"p-1\"", id), List.of("/lines/0/productId"));
        }
        for (var currency : List.of(
                "null",
                "7",
                "[]",
                "{}",
                "\"\"",
                "\"eur\"",
                "\"EURO\"",
                "\"ABC\"",
                "\"EU\\u0000\"",
                "\"€\"",
                "\"\\uD800\"",
                "\" EUR\"",
                text(10_000))) {
            orders.put(ORDER.replace("\"EUR\"", currency), List.of("/currency"));
        }
        for (var number : List.of(
                "null",
                "\"2\"",
                "true",
                "[]",
                "{}",
                "-1",
                "-2147483649",
                "9007199254740993",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775809",
                "1" + "0".repeat(60),
                "1e400",
                "-1e400",
                "1e12",
                "2.5",
                "0.5",
                "-1.0",
                "1e-400",
                SCALE_30)) {
            orders.put(ORDER.replace(":2,", ":" + number + ","), List.of("/lines/0/quantity"));
            orders.put(ORDER.replace("1250", number), List.of("/lines/0/unitPrice"));
        }
        for (var quantity : List.of("0", "-0", "0.0", "1e7", "1000001", "2147483647", "2147483648", "4294967298")) {
            orders.put(ORDER.replace(":2,", ":" + quantity + ","), List.of("/lines/0/quantity"));
        }
        orders.put(ORDER.replace("1250", "10000000001"), List.of("/lines/0/unitPrice"));
        var line = ORDER.substring(ORDER.indexOf("[") + 1, ORDER.indexOf("]"));
        for (var lines : List.of("null", "{}", "\"\"", "7", "[]", "[" + "7,".repeat(100) + "7]")) {
            orders.put(ORDER.replace("[" + line + "]", lines), List.of("/lines"));
        }
        for (var element : List.of("null", "[]", "7", "\"\"", "[" + line + "]")) {
            orders.put(ORDER.replace(line, line + "," + element), List.of("/lines/1"));
        }
        // Each price is above its limit, so a sum that overflows cannot occur.
        orders.put(
                ORDER.replace(
                        line, String.join(",", Collections.nCopies(2, line.replace("1250", "9223372036854775807")))),
                List.of("/lines/0/unitPrice", "/lines/1/unitPrice"));
        orders.put("{}", List.of("/customerId", "/currency", "/lines"));
        orders.put(ORDER.replace(line, "{}"), List.of("/lines/0/productId", "/lines/0/quantity", "/lines/0/unitPrice"));
        for (var unknown : List.of("note", "orderId", "acceptedAt", "schema", "__proto__", "toString")) {
            orders.put(
                    ORDER.replace("{\"customerId\"", "{\"" + unknown + "\":1,\"customerId\""), List.of("/" + unknown));
        }
        for (var unspeakable : List.of("", "a\\nb", "a/b", "<b>", "\\u0000", "x".repeat(10_000))) {
            orders.put(ORDER.replace("{\"customerId\"", "{\"" + unspeakable + "\":1,\"customerId\""), List.of("/?"));
        }
        orders.put(ORDER.replace("\"quantity\"", "\"Quantity\""), List.of("/lines/0/Quantity", "/lines/0/quantity"));
        orders.put(ORDER.replace("\"EUR\"", "1").replace("\"c-42\"", "1"), List.of("/customerId", "/currency"));
        return orders;
    }

    private static String text(int length) {
        return "\"" + "x".repeat(length) + "\"";
    }

    /** JSON, but neither an object nor an array. */
    private static final List<String> NO_OBJECTS = List.of("null", "true", "7", "-0", "1e400", "\"{}\"", text(30_000));

    /** Malformed variants of valid JSON. */
    private static List<byte[]> malformed(String json) {
        var bytes = new ArrayList<byte[]>();
        Stream.of(
                        "{" + json,
                        json + "{",
                        json + "x",
                        json + ",",
                        json + json,
                        json + "\u0000",
                        "\u0000" + json,
                        "'a'",
                        "\ufeff" + json,
                        "//\n" + json,
                        "/**/" + json,
                        json.replace("\"", "'"),
                        json.replace(":", "="),
                        json.replace("\"", ""),
                        json.replace("}", ",}"),
                        with(json, "NaN"),
                        with(json, "Infinity"),
                        with(json, "-Infinity"),
                        with(json, "+1"),
                        with(json, "01"),
                        with(json, "-"),
                        with(json, ".5"),
                        with(json, "1."),
                        with(json, "1e"),
                        with(json, "0x10"),
                        with(json, "undefined"),
                        with(json, "\"\u0001\""),
                        with(json, "\"\n\""),
                        with(json, "\"\\x\""),
                        with(json, "\"\\u12\""),
                        with(json, "\"\\"),
                        "[".repeat(10_000),
                        "{\"a\":".repeat(10_000),
                        "]",
                        "}",
                        "<order/>",
                        "a=b&c=d")
                .map(text -> text.getBytes(UTF_8))
                .forEach(bytes::add);
        for (int length = 1; length < json.length(); length += Math.max(1, json.length() / 8)) {
            bytes.add(json.substring(0, length).getBytes(UTF_8));
        }
        for (Charset other : List.of(UTF_16, UTF_16LE, UTF_16BE, Charset.forName("UTF-32"))) {
            bytes.add(json.getBytes(other));
        }
        for (var notUtf8 :
                List.of("\u00e9", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00ff", "\u00f8\u0088\u0080\u0080\u0080")) {
            bytes.add(with(json, "\"" + notUtf8 + "\"").getBytes(ISO_8859_1));
        }
        bytes.add(new byte[] {0});
        bytes.add(new byte[] {(byte) 0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0});
        return bytes;
    }

    /** Adds a field to an object or an element to an array, at the start. */
    private static String with(String json, String value) {
        return json.startsWith("[")
                ? "[" + value + "," + json.substring(1)
                : "{\"a\":" + value + "," + json.substring(1);
    }

    static List<Case> all() {
        var cases = new ArrayList<Case>();
        orders().forEach((body, pointers) -> {
            var bytes = body.getBytes(UTF_8);
            cases.add(refused("order", post("/orders", JSON, bytes), 400, "invalid-body", pointers));
            cases.add(line("line", post("/orders/batch", LINES + KEY, bytes), pointers));
            cases.add(line("element", post("/orders/batch", JSON + KEY, array(bytes)), pointers));
        });
        NO_OBJECTS.forEach(text -> {
            var bytes = text.getBytes(UTF_8);
            cases.add(refused("order", post("/orders", JSON, bytes), 400, "invalid-body", List.of("")));
            cases.add(refused("receipt", post(RECEIPTS, JSON + KEY, bytes), 400, "invalid-body", List.of("")));
            cases.add(refused("batch", post("/orders/batch", JSON + KEY, bytes), 400, "invalid-body", List.of("")));
            cases.add(line("line", post("/orders/batch", LINES + KEY, bytes), List.of("")));
            cases.add(line("element", post("/orders/batch", JSON + KEY, array(bytes)), List.of("")));
        });
        malformed(ORDER).forEach(bytes -> {
            cases.add(refused("order", post("/orders", JSON, bytes), 400, "invalid-body", List.of("")));
            if (!contains(bytes, '\n')) {
                cases.add(line("line", post("/orders/batch", LINES + KEY, bytes), List.of("")));
            }
        });
        malformed(RECEIPT)
                .forEach(bytes -> cases.add(
                        refused("receipt", post(RECEIPTS, JSON + KEY, bytes), 400, "invalid-body", List.of(""))));
        malformed("[" + ORDER + "]")
                .forEach(bytes -> cases.add(
                        refused("batch", post("/orders/batch", JSON + KEY, bytes), 400, "invalid-body", List.of(""))));
        receipts(cases);
        batches(cases);
        sizes(cases);
        keys(cases);
        types(cases);
        places(cases);
        return cases;
    }

    private static void receipts(List<Case> cases) {
        for (var quantity : List.of(
                "null",
                "\"1\"",
                "true",
                "[]",
                "{}",
                "0",
                "-0",
                "-1",
                "1000000001",
                "2147483648",
                "9007199254740993",
                "9223372036854775808",
                "1e400",
                "1e10",
                "5.1",
                "0.5",
                SCALE_30)) {
            var body = ("{\"quantity\":" + quantity + "}").getBytes(UTF_8);
            cases.add(refused("receipt", post(RECEIPTS, JSON + KEY, body), 400, "invalid-body", List.of("/quantity")));
        }
        for (var more : List.of("receiptId", "productId", "acceptedAt", "schema")) {
            var body = ("{\"quantity\":5,\"" + more + "\":1}").getBytes(UTF_8);
            cases.add(refused("receipt", post(RECEIPTS, JSON + KEY, body), 400, "invalid-body", List.of("/" + more)));
        }
        for (var whole : List.of("", "[]", "[{}]", "{\"quantity\":5,\"quantity\":5}")) {
            var body = whole.getBytes(UTF_8);
            cases.add(refused("receipt", post(RECEIPTS, JSON + KEY, body), 400, "invalid-body", List.of("")));
        }
        cases.add(refused(
                "receipt",
                post(RECEIPTS, JSON + KEY, "{}".getBytes(UTF_8)),
                400,
                "invalid-body",
                List.of("/quantity")));
        for (var product : List.of(
                "-p",
                "p%201",
                "%20",
                "%00",
                "p%00",
                "p%0D%0Alevel=ERROR",
                "p%2F1",
                "p%5C1",
                "%C3%A4",
                "%E2%80%8B",
                "%E2%80%AE",
                "%F0%9F%98%80",
                "p:1",
                "p@1",
                "%25",
                "p'",
                "x".repeat(65),
                "x".repeat(2_000))) {
            cases.add(refused(
                    "receipt of " + product,
                    post("/inventory/" + product + "/receipts", JSON + KEY, RECEIPT.getBytes(UTF_8)),
                    404,
                    "not-found",
                    null));
        }
    }

    private static void batches(List<Case> cases) {
        for (var whole : List.of(
                "",
                " ",
                "\n",
                "[]",
                " [ ] ",
                "{}",
                ORDER,
                ORDER + "\n" + ORDER,
                "[" + ORDER,
                "[" + ORDER + "]]",
                "[" + ORDER + "][]",
                "[" + ORDER + " " + ORDER + "]",
                "[,]",
                "[" + ORDER + ",]",
                "[" + "{},".repeat(1_000) + "{}]",
                "[" + "[".repeat(1_001))) {
            cases.add(refused(
                    "batch",
                    post("/orders/batch", JSON + KEY, whole.getBytes(UTF_8)),
                    400,
                    "invalid-body",
                    List.of("")));
        }
        for (var whole : List.of("", "{}\n".repeat(1_001), "\n".repeat(1_001))) {
            cases.add(refused(
                    "lines",
                    post("/orders/batch", LINES + KEY, whole.getBytes(UTF_8)),
                    400,
                    "invalid-body",
                    List.of("")));
        }
        for (var only : List.of("\n", "\r\n", " ", "[" + ORDER + "]", ORDER + ORDER, ORDER + "\r" + ORDER)) {
            cases.add(line("line", post("/orders/batch", LINES + KEY, only.getBytes(UTF_8)), List.of("")));
        }
    }

    /** Bodies of which only as many bytes are sent as the server must read. */
    private static void sizes(List<Case> cases) {
        var text = ("{\"customerId\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(UTF_8);
        var items = ("[" + "7,".repeat(1_000_000) + "7]").getBytes(UTF_8);
        for (var body : List.of(text, items, " ".repeat(1 << 21).getBytes(UTF_8))) {
            cases.add(refused(
                    "order", start(post("/orders", JSON, body), body.length, 1 << 16), 413, "body-too-large", null));
            cases.add(refused(
                    "receipt",
                    start(post(RECEIPTS, JSON + KEY, body), body.length, 1 << 16),
                    413,
                    "body-too-large",
                    null));
            cases.add(refused(
                    "batch",
                    start(post("/orders/batch", JSON + KEY, body), body.length, 1 << 20),
                    413,
                    "body-too-large",
                    null));
            cases.add(refused(
                    "lines",
                    start(post("/orders/batch", LINES + KEY, body), body.length, 1 << 20),
                    413,
                    "body-too-large",
                    null));
        }
    }

    private static void keys(List<Case> cases) {
        var order = ORDER.getBytes(UTF_8);
        var receipt = RECEIPT.getBytes(UTF_8);
        cases.add(
                refused("receipt without a key", post(RECEIPTS, JSON, receipt), 400, "idempotency-key-required", null));
        cases.add(refused(
                "batch without a key",
                post("/orders/batch", JSON, array(order)),
                400,
                "idempotency-key-required",
                null));
        cases.add(refused(
                "lines without a key", post("/orders/batch", LINES, order), 400, "idempotency-key-required", null));
        for (var key : List.of(
                "",
                " ",
                "\"\"",
                "\"",
                "\"k",
                "\"k\"k",
                "\"k\";a=1",
                "\"a\\b\"",
                "\"a\"b\"",
                "\"k\", \"l\"",
                "x".repeat(256),
                "\"" + "x".repeat(256) + "\"",
                "x".repeat(7_000),
                "schl\u00fcssel",
                "\u00c3\u00a4",
                "k\tk",
                "\u00ff")) {
            var header = "Idempotency-Key: " + key + "\r\n";
            cases.add(refused(
                    "order under " + key, post("/orders", JSON + header, order), 400, "idempotency-key-invalid", null));
            cases.add(refused(
                    "receipt under " + key,
                    post(RECEIPTS, JSON + header, receipt),
                    400,
                    "idempotency-key-invalid",
                    null));
            cases.add(refused(
                    "batch under " + key,
                    post("/orders/batch", JSON + header, array(order)),
                    400,
                    "idempotency-key-invalid",
                    null));
        }
        var two = "Idempotency-Key: a\r\nidempotency-key: a\r\n";
        cases.add(refused("two keys", post("/orders", JSON + two, order), 400, "idempotency-key-invalid", null));
        cases.add(refused("two keys", post(RECEIPTS, JSON + two, receipt), 400, "idempotency-key-invalid", null));
        cases.add(refused(
                "two keys", post("/orders/batch", JSON + two, array(order)), 400, "idempotency-key-invalid", null));
        var taken = "Idempotency-Key: " + TAKEN + "\r\n";
        var other = ORDER.replace(":2,", ":3,").getBytes(UTF_8);
        cases.add(refused("order", post("/orders", JSON + taken, other), 422, "idempotency-key-reused", null));
        cases.add(refused(
                "receipt",
                post(RECEIPTS, JSON + taken, "{\"quantity\":6}".getBytes(UTF_8)),
                422,
                "idempotency-key-reused",
                null));
        cases.add(refused(
                "receipt",
                post("/inventory/p-2/receipts", JSON + taken, receipt),
                422,
                "idempotency-key-reused",
                null));
        cases.add(new Case(
                "element",
                post("/orders/batch", JSON + taken, array(other)),
                422,
                "idempotency-key-reused",
                null,
                true));
    }

    private static void types(List<Case> cases) {
        var order = ORDER.getBytes(UTF_8);
        for (var type : List.of(
                "text/plain",
                "text/json",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=a",
                "application/octet-stream",
                "application/*",
                "*/*",
                "*",
                "json",
                "/",
                "",
                ";",
                "application/json/x",
                "application/",
                "application/vnd.api+json",
                "application/problem+json",
                "application/json, text/plain",
                "application/x-ndjson2")) {
            var header = "Content-Type: " + type + "\r\n";
            cases.add(refused("order as " + type, post("/orders", header, order), 415, "unsupported-media-type", null));
            cases.add(refused(
                    "receipt as " + type,
                    post(RECEIPTS, header + KEY, RECEIPT.getBytes(UTF_8)),
                    415,
                    "unsupported-media-type",
                    null));
            cases.add(refused(
                    "batch as " + type,
                    post("/orders/batch", header + KEY, array(order)),
                    415,
                    "unsupported-media-type",
                    null));
        }
        cases.add(refused("order as nothing", post("/orders", "", order), 415, "unsupported-media-type", null));
        cases.add(refused(
                "receipt as nothing",
                post(RECEIPTS, KEY, RECEIPT.getBytes(UTF_8)),
                415,
                "unsupported-media-type",
                null));
        cases.add(refused(
                "batch as nothing", post("/orders/batch", KEY, array(order)), 415, "unsupported-media-type", null));
        cases.add(refused("order as lines", post("/orders", LINES, order), 415, "unsupported-media-type", null));
        for (var accepted : List.of("text/html", "application/xml", "image/*")) {
            var header = JSON + KEY + "Accept: " + accepted + "\r\n";
            cases.add(refused("order for " + accepted, post("/orders", header, order), 406, "not-acceptable", null));
            cases.add(refused(
                    "receipt for " + accepted,
                    post(RECEIPTS, header, RECEIPT.getBytes(UTF_8)),
                    406,
                    "not-acceptable",
                    null));
            cases.add(refused(
                    "batch for " + accepted, post("/orders/batch", header, array(order)), 406, "not-acceptable", null));
        }
    }

    /** Requests for paths that do not exist. */
    private static void places(List<Case> cases) {
        for (var id : List.of(
                "1",
                "1-1-1-1-1",
                "null",
                "01890A5D-AC96-774B-BCCE-B302099A8057",
                "01890a5dac96774bbcceb302099a8057",
                "01890a5d-ac96-774b-bcce-b302099a8057%20",
                "01890a5d-ac96-774b-bcce-b302099a805",
                "%00",
                "%0D%0Alevel=ERROR",
                "%E2%80%AE",
                "%ED%A0%80",
                "%F0%9F%98%80",
                "%C0%80",
                "..%2Forders",
                "'%20or%201=1",
                "%7B%7D",
                "x".repeat(3_000))) {
            cases.add(refused("order " + id, get("/orders/" + id), 404, "not-found", null));
        }
        for (var id : List.of(
                "p-nobody-has",
                "-p",
                "p%201",
                "%00",
                "p%0D%0Aa",
                "%C3%A4",
                "%E2%80%8B",
                "%ED%A0%80",
                "p%2F1",
                "p'",
                "x".repeat(65),
                "x".repeat(3_000))) {
            cases.add(refused("stock of " + id, get("/inventory/" + id), 404, "not-found", null));
        }
        for (var path : List.of(
                "/nothing",
                "/order",
                "/orders/1/lines",
                "/inventory/p-1/receipts/1",
                "/problems/",
                "/orders/batch/1")) {
            cases.add(refused(path, get(path), 404, "not-found", null));
        }
        for (var method : List.of("PUT", "PATCH", "DELETE")) {
            for (var path : List.of("/orders", "/orders/batch", "/inventory", "/inventory/p-1")) {
                cases.add(refused(
                        method,
                        RawHttp.request(method, path, JSON + KEY, ORDER.getBytes(UTF_8)),
                        405,
                        "method-not-allowed",
                        null));
            }
        }
    }

    private static byte[] post(String path, String headers, byte[] body) {
        return RawHttp.request("POST", path, headers, body);
    }

    private static byte[] get(String path) {
        return RawHttp.request("GET", path, "", new byte[0]);
    }

    private static byte[] array(byte[] element) {
        var array = Arrays.copyOf("[".getBytes(UTF_8), element.length + 2);
        System.arraycopy(element, 0, array, 1, element.length);
        array[array.length - 1] = ']';
        return array;
    }

    /** Cuts the body to one byte above the limit. */
    private static byte[] start(byte[] request, int length, int bound) {
        return Arrays.copyOf(request, request.length - length + bound + 1);
    }

    private static boolean contains(byte[] bytes, char character) {
        return new String(bytes, ISO_8859_1).indexOf(character) >= 0;
    }

    private static Case refused(String name, byte[] request, int status, String type, List<String> pointers) {
        return new Case(named(name, request), request, status, type, pointers, false);
    }

    private static Case line(String name, byte[] request, List<String> pointers) {
        return new Case(named(name, request), request, 400, "invalid-body", pointers, true);
    }

    private static String named(String what, byte[] request) {
        var text = new String(request, ISO_8859_1);
        var body = text.substring(text.indexOf("\r\n\r\n") + 4);
        var start = what + ": " + body.substring(0, Math.min(100, body.length()));
        return start.replaceAll("[^ -~]", "?");
    }
}
