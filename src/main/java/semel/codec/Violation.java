package semel.codec;

/** One thing wrong with a JSON document: where (an RFC 6901 pointer, "" is the whole document) and what. Never quotes the document. */
public record Violation(String pointer, String detail) {}
