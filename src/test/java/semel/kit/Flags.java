package semel.kit;

import java.util.List;

/** Reads the {@code -D} flags of a command, and refuses a wrong one with a message for its user. */
public final class Flags {
    /** Ends a command that was asked for what makes no sense. */
    public static final int WRONG = 2;

    private Flags() {}

    /** Says what is wrong, for the user of the command. */
    public static final class Wrong extends IllegalArgumentException {
        public Wrong(String why) {
            super(why);
        }
    }

    /** @return what was given, or otherwise */
    public static String text(String name, String otherwise) {
        var value = System.getProperty(name, "");
        return value.isBlank() ? otherwise : value.strip();
    }

    /** @throws Wrong if it is none, or outside of the bounds */
    public static long number(String name, String value, long least, long most) {
        try {
            var number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // said below
        }
        throw new Wrong("-D" + name + "=" + value + " must be a whole number from " + least + " to " + most);
    }

    /** @return what names all there are */
    public static Wrong unknown(String name, String value, List<String> known) {
        return new Wrong("-D" + name + ": there is no " + value + "; there are " + String.join(", ", known));
    }

    /** Prints why, and ends the command. */
    public static void refuse(IllegalArgumentException why) {
        System.out.println(why.getMessage());
        System.exit(WRONG);
    }
}
