/**
 * Who may do what: everybody, where that was said in so many words, or the bearer of a JSON Web Token by the roles in it. In comes a request, out goes a
 * {@link semel.access.Caller}; nothing here knows what is asked for.
 */
package semel.access;
