package semel.codec;

/**
 * A violation in a JSON document.
 *
 * @param pointer RFC 6901; "" is the whole document
 * @param detail never quotes the document
 */
public record Violation(String pointer, String detail) {}
