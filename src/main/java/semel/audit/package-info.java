/**
 * Audits a running pipeline: verifies that everything accepted before a cut happened exactly once. Input: evidence from topics, groups and
 * tables. Output: a {@link semel.audit.Report} with its {@link semel.audit.Finding}s. Start with {@code Audit}, and at the queries in
 * {@code EvidenceQueries}.
 */
package semel.audit;
