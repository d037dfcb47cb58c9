package semel.lab;

/** Lists what a lane can promise for effects or for events. */
enum Semantics {
    AT_MOST_ONCE("at most once"),
    AT_LEAST_ONCE("at least once"),
    EXACTLY_ONCE("exactly once"),
    /** The lane has no events, so it promises nothing. */
    NONE("–");

    private final String text;

    Semantics(String text) {
        this.text = text;
    }

    boolean allows(long lost, long duplicated) {
        return switch (this) {
            case AT_MOST_ONCE -> duplicated == 0;
            case AT_LEAST_ONCE -> lost == 0;
            case EXACTLY_ONCE -> lost == 0 && duplicated == 0;
            case NONE -> true;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
