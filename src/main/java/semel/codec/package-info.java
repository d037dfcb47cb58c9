/**
 * Turns bytes into the types of {@code semel.order}, and these into bytes.
 * Input: unchecked bytes, or domain values. Output: {@link semel.codec.Parsed} values, with every violation if there is no value; records that are
 * CloudEvents of a {@link semel.codec.MessageType}; the AsyncAPI document that describes them. A codec never throws.
 * Start with {@link semel.codec.OrderCodec}, then {@link semel.codec.EventCodec}.
 */
package semel.codec;
