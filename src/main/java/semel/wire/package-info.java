/**
 * How it all looks on Kafka: topics, coordinates, and codecs that turn bytes into {@link semel.wire.Parsed} values and never throw. Comes in: bytes of
 * anybody's making. Goes out: records of the vocabulary in {@code semel.order}, or every reason why there is none.
 */
package semel.wire;
