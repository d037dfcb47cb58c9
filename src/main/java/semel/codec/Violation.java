package semel.codec;

/**
 * An error in a JSON document, or in one of its values.
 *
 * @param pointer JSON pointer (RFC 6901) to the value; "" is the whole document
 * @param detail the error, such as {@code must be a string}; never quotes the document
 */
public record Violation(String pointer, String detail) {}
