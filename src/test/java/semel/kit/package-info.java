/** What tests need around a running pipeline: a witness that writes inputs and counts outputs by id, members that come and go. */
package semel.kit;
