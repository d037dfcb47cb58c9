package semel.codec;

/**
 * A rule that a JSON document, or one of its values, violates.
 *
 * @param pointer JSON pointer (RFC 6901) to the value; "" is the whole document
 * @param detail the rule, such as {@code must be a string}; never quotes the document
 */
public record Violation(String pointer, String detail) {}
