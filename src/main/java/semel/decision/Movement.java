package semel.decision;

/** A change of a product's stock by an order line or a receipt: its number (the product's 1st, 2nd, 3rd, …) and the pieces after it. */
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
