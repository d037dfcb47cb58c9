package semel.decision;

/** A change of a product's stock by one line: the number of the change (1, 2, 3, …) and the balance after it. */
record Movement(long number, long balance) {
    /** As stored: {@code number:balance}. */
    @Override
    public String toString() {
        return number + ":" + balance;
    }

    static Movement parse(String text) {
        var colon = text.indexOf(':');
        return new Movement(Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
    }
}
