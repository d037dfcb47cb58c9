/**
 * Bytes to and from the vocabulary. Input: unchecked bytes, or values of {@code semel.order}. Output: {@link semel.codec.Parsed} values, with
 * every violation where there is no value; or records, each a CloudEvent of a {@link semel.codec.MessageType}, and the AsyncAPI document that describes
 * them. A codec never throws. Start with {@link semel.codec.OrderCodec}.
 */
package semel.codec;
