/**
 * Turns bytes into the types of {@code semel.order}, and these into bytes.
 * Input: unchecked bytes, or domain values. Output: {@link semel.codec.Parsed}, a value or all violations; records that are CloudEvents
 * of a {@link semel.codec.MessageType}; the AsyncAPI document that describes them. Reading never throws.
 * Start with {@link semel.codec.OrderCodec}, then {@link semel.codec.EventCodec}.
 */
package semel.codec;
