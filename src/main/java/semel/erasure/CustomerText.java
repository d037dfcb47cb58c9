package semel.erasure;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import semel.order.CustomerId;

/** Finds a customer's id in any text or bytes, if it is not part of a longer word. Finds JSON escapes of its characters too. */
final class CustomerText {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u00([0-9a-fA-F]{2})");

    private final Pattern pattern;

    CustomerText(CustomerId customer) {
        pattern = Pattern.compile("(?<![A-Za-z0-9])" + customer.value().replace(".", "\\.") + "(?![A-Za-z0-9])");
    }

    /** @return a regular expression that finds the id, in Java and in PostgreSQL */
    String regex() {
        return pattern.pattern();
    }

    /** @param bytes may be null */
    boolean isIn(byte[] bytes) {
        return bytes != null
                && pattern.matcher(unescaped(new String(bytes, StandardCharsets.ISO_8859_1)))
                        .find();
    }

    boolean isIn(ConsumerRecord<byte[], byte[]> record) {
        if (isIn(record.key()) || isIn(record.value())) {
            return true;
        }
        for (var header : record.headers()) {
            if (isIn(header.value())) return true;
        }
        return false;
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }
}
