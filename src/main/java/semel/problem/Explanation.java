package semel.problem;

/**
 * Explains a problem type to a reader who follows its link.
 *
 * @param when it occurs
 * @param remedy what the client does next
 */
record Explanation(String when, String remedy) {
    static Explanation of(ProblemType type) {
        return switch (type) {
            case INVALID_REQUEST ->
                new Explanation(
                        "The Host header is missing, is sent more than once, or names no host.",
                        "Send one Host header with the name or the address of the service.");
            case INVALID_BODY ->
                new Explanation(
                        "The body is not UTF-8 JSON, or not the expected object or lines, or a field is missing, unknown or out of range."
                                + " The field errors lists up to 100 violations, each with its JSON pointer.",
                        "Correct the body and send it again. You can reuse the idempotency key.");
            case INVALID_PARAMETER ->
                new Explanation(
                        "A query parameter is out of range, or the cursor or the Last-Event-ID was not issued for this list and filter."
                                + " The field errors names each parameter and what it must be.",
                        "Correct the parameter. Without a cursor the list starts from the beginning.");
            case IDEMPOTENCY_KEY_INVALID ->
                new Explanation(
                        "The Idempotency-Key header is empty, too long, not printable ASCII, badly quoted, or sent more than once.",
                        "Send one key of 1 to 255 printable ASCII characters, quoted or unquoted.");
            case IDEMPOTENCY_KEY_REQUIRED ->
                new Explanation(
                        "A receipt or a batch was sent without a key. A retry after a lost answer would add it a second time.",
                        "Send an Idempotency-Key, and the same one with each retry.");
            case UNAUTHENTICATED ->
                new Explanation(
                        "The bearer token is missing, expired, from another issuer, for another audience, not signed with the configured"
                                + " key, or without a subject.",
                        "Get a valid token and send it as Authorization: Bearer.");
            case FORBIDDEN ->
                new Explanation(
                        "The token is valid, but its roles (the claim groups) do not allow this request. order-writer may post orders,"
                                + " order-reader may read its own orders, operator may read everything, post receipts and redrive dead letters.",
                        "Use a token that has the role in its claim groups.");
            case NOT_FOUND ->
                new Explanation(
                        "The path does not exist; or the resource does not exist or belongs to another client; or the order is not accepted"
                                + " yet.",
                        "Check the path. An order is found from the moment it is accepted.");
            case METHOD_NOT_ALLOWED ->
                new Explanation(
                        "The path exists, but not with this method.",
                        "Use a method that the answer's Allow header names.");
            case NOT_ACCEPTABLE ->
                new Explanation(
                        "The Accept header excludes every media type that the path offers. Most paths offer application/json only.",
                        "Accept a media type that the problem's detail names, or send no Accept header.");
            case GONE ->
                new Explanation(
                        "The dead letter cannot be redriven: retention has deleted its record from the input topic.",
                        "Take the order from the value of the dead letter, and post it again.");
            case BODY_TOO_LARGE ->
                new Explanation(
                        "An order or a receipt is larger than 65536 bytes, or a batch is larger than 1048576 bytes. The server does not read"
                                + " the rest of the body and closes the connection.",
                        "Send smaller requests: split a batch into several, each with its own key.");
            case RECORD_TOO_LARGE ->
                new Explanation(
                        "The order or receipt is valid, but its record is larger than its topic allows (max.message.bytes). It was not"
                                + " received. You can reuse the idempotency key.",
                        "Send a smaller order, or ask the operator to raise the limit.");
            case UNSUPPORTED_MEDIA_TYPE ->
                new Explanation(
                        "The Content-Type header is missing, or it is not application/json. A batch may also be application/x-ndjson."
                                + " Or the body is compressed: the Content-Encoding header is not identity.",
                        "Set the Content-Type header to the body's media type, and send the body as it is.");
            case IDEMPOTENCY_KEY_REUSED ->
                new Explanation(
                        "An earlier request with another content used this key.",
                        "Send the earlier request again to learn its outcome, or send this one with a new key.");
            case INTERNAL ->
                new Explanation(
                        "The service failed for a reason that is not the client's fault.",
                        "Retry later, a few times, with the same key. The cause is in the service's log.");
            case TRANSFER_ENCODING_UNKNOWN ->
                new Explanation(
                        "The Transfer-Encoding header is not chunked, or it is repeated, or it is sent together with a Content-Length. It is"
                                + " unclear where the body ends, so the server closes the connection.",
                        "Send either Content-Length or Transfer-Encoding: chunked. If your client already does, check the proxies in between.");
            case NOT_ACKNOWLEDGED ->
                new Explanation(
                        "The database or the broker did not answer in time. The request may have been received, or may still be received."
                                + " The answer has orderId or receiptId if it is known. GET finds the order as soon as it is known to be received.",
                        "Send it again after Retry-After, with the same key: it stays one order, no matter how often it is sent. Without a"
                                + " key a retry may create a second order. Semel does not send it for you: what never reached the broker stays"
                                + " undecided until you do, and GET answers 404.");
            case UNAVAILABLE ->
                new Explanation(
                        "The database did not answer in time, refused the connection, is read-only, or cancelled the request. A request that"
                                + " only reads changed nothing.",
                        "Try again after Retry-After. If the request writes, send it with the same idempotency key.");
            case BROKER_REFUSES ->
                new Explanation(
                        "The broker refuses the record. The field reason says why: not-authorized (the service may not write to the topic),"
                                + " too-large or other. If it is too-large, an earlier request with this key, or an earlier redrive, may have been"
                                + " received.",
                        "Ask the operator to change the settings or rights at the broker, then send it again with the same key.");
            case OVERLOADED ->
                new Explanation(
                        "This replica is receiving as many bytes as its memory allows. It did not read the body, and nothing was received.",
                        "Send it again after Retry-After, and more slowly. Another replica may accept it at once.");
            case TOO_MANY_STREAMS ->
                new Explanation(
                        "This replica has reached its limit of open streams.",
                        "Connect again after Retry-After, with the same Last-Event-ID. Another replica may accept the connection at once.");
            case STOPPING ->
                new Explanation(
                        "This replica is shutting down. It finishes the requests in progress and accepts no new ones.",
                        "Send it again after Retry-After, on a new connection: another replica accepts it.");
        };
    }
}
