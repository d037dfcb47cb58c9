package semel.problem;

/**
 * What a problem means to whoever follows its link.
 *
 * @param when it comes
 * @param remedy what a client does then
 */
record Explanation(String when, String remedy) {
    static Explanation of(ProblemType type) {
        return switch (type) {
            case INVALID_BODY ->
                new Explanation(
                        "The body is not JSON in UTF-8, not the object or the lines that it must be, or a field is missing, unknown or"
                                + " out of its bounds. errors names each violation by its JSON pointer, up to a hundred.",
                        "Mend the body. No key was bound by it.");
            case INVALID_PARAMETER ->
                new Explanation(
                        "A parameter of the query is out of its bounds, or a cursor or the Last-Event-ID is none that was given out for this"
                                + " list, under this filter. errors names each parameter and what it must be.",
                        "Mend the parameter; without a cursor a list begins anew.");
            case IDEMPOTENCY_KEY_INVALID ->
                new Explanation(
                        "The Idempotency-Key header is empty, too long, not printable ASCII, badly quoted, or stands there twice.",
                        "Send one key of 1 to 255 printable ASCII characters, quoted or bare.");
            case IDEMPOTENCY_KEY_REQUIRED ->
                new Explanation(
                        "A receipt or a batch came without a key: after a lost answer a retry would add it a second time.",
                        "Send an Idempotency-Key, and the same one with each retry.");
            case UNAUTHENTICATED ->
                new Explanation(
                        "There is no bearer token, or one that is expired, of another issuer or audience, not signed by the key, or"
                                + " without a subject.",
                        "Get a token, and send it as Authorization: Bearer.");
            case FORBIDDEN ->
                new Explanation(
                        "The token is valid, and none of its groups may do this: order-writer posts orders, order-reader reads,"
                                + " operator does the rest.",
                        "Ask for the role.");
            case NOT_FOUND ->
                new Explanation(
                        "There is no such path, or what it names is not there, or it is another's; an order may not have been accepted yet.",
                        "Look at the path. An order that was accepted is found from then on.");
            case METHOD_NOT_ALLOWED ->
                new Explanation(
                        "The path is one of ours, the method is none that it takes.", "Look at the OpenAPI document.");
            case NOT_ACCEPTABLE ->
                new Explanation(
                        "The Accept header excludes application/json.",
                        "Accept application/json, or send no Accept header.");
            case GONE ->
                new Explanation(
                        "A dead letter is to be redriven whose record is no longer in its topic: retention has deleted it.",
                        "Take key and value from the dead letter, and post the order anew.");
            case BODY_TOO_LARGE ->
                new Explanation(
                        "An order or a receipt has more than 65536 bytes, a batch more than 1048576. The rest of the body is not"
                                + " read: the connection ends.",
                        "Send less at once: several batches, each under its own key.");
            case RECORD_TOO_LARGE ->
                new Explanation(
                        "The order or receipt is valid, but its record has more bytes than its topic takes (max.message.bytes). It was"
                                + " not received, and bound no key.",
                        "Send less, under the same key or another one; or ask the operator for a larger bound.");
            case UNSUPPORTED_MEDIA_TYPE ->
                new Explanation(
                        "The Content-Type header is missing or is not application/json; for a batch"
                                + " application/x-ndjson is taken too.",
                        "Say what the body is.");
            case IDEMPOTENCY_KEY_REUSED ->
                new Explanation(
                        "The key stands for an earlier request that asked for something else.",
                        "Send the earlier request again to hear what became of it, or this one under a new key.");
            case INTERNAL ->
                new Explanation(
                        "Something went wrong that is not the client's fault.",
                        "Retry under the same key, later and a few times; an operator has a line in the log.");
            case TRANSFER_ENCODING_UNKNOWN ->
                new Explanation(
                        "The Transfer-Encoding header is something else than chunked, or stands there twice or beside a Content-Length."
                                + " Where the body ends is in doubt, so the connection ends.",
                        "Send Content-Length or Transfer-Encoding: chunked. If the client did, look at the proxies between.");
            case NOT_ACKNOWLEDGED ->
                new Explanation(
                        "The database or the broker did not answer in time. The request may have been received, or may still come"
                                + " to be; orderId or receiptId is there where the row is. It is found once it is known to be received.",
                        "Send it again after Retry-After, under the same key: it is one order however often it is sent. Without a"
                                + " key a retry may be a second order.");
            case UNAVAILABLE ->
                new Explanation(
                        "The database did not answer in time, refused the connection, is read-only, or ended what was asked. Nothing was"
                                + " changed by a request that reads.",
                        "Ask again after Retry-After; a request that writes under the same key.");
            case BROKER_REFUSES ->
                new Explanation(
                        "The broker refuses the record. reason says why: not-authorized (the service may not write to the topic), too-large"
                                + " (and an earlier request under the key, or of the redrive, may have been received), or other.",
                        "Send it again later, under the same key; an operator has to change the broker's settings first.");
            case OVERLOADED ->
                new Explanation(
                        "This replica is receiving as much as it has memory for. The body was not read, and nothing is known of it here.",
                        "Send it again after Retry-After, and more slowly: another replica may have room.");
            case TOO_MANY_STREAMS ->
                new Explanation(
                        "This replica has as many open streams as it may have.",
                        "Connect again after Retry-After, with the same Last-Event-ID: another replica may have room.");
            case STOPPING ->
                new Explanation(
                        "This replica was asked to stop. It finishes what was begun before, and takes nothing new.",
                        "Send it again after Retry-After, on a new connection: another replica takes it.");
        };
    }
}
