package semel.audit;

/** Counts what was accepted, and its outcomes. */
record Totals(long accepted, long fulfilled, long refused, long suppressed, long deadLetters) {
    static final Totals NONE = new Totals(0, 0, 0, 0, 0);

    Totals plus(Totals more) {
        return new Totals(
                accepted + more.accepted,
                fulfilled + more.fulfilled,
                refused + more.refused,
                suppressed + more.suppressed,
                deadLetters + more.deadLetters);
    }
}
