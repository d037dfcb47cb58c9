package semel.kit;

/** Styles text: with colours on a terminal, plain elsewhere. */
public enum TextStyle {
    PLAIN,
    COLOURED;

    private static final String BOLD = "1";
    private static final String GREEN = "1;32";
    private static final String RED = "1;31";

    /** Style of this process's output; NO_COLOR in the environment makes it plain. */
    public static TextStyle ofThisProcess() {
        var refused = System.getenv("NO_COLOR");
        return System.console() == null || refused != null && !refused.isEmpty() ? PLAIN : COLOURED;
    }

    public String bold(String text) {
        return in(BOLD, text);
    }

    public String good(String text) {
        return in(GREEN, text);
    }

    public String bad(String text) {
        return in(RED, text);
    }

    private String in(String code, String text) {
        return this == PLAIN ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
