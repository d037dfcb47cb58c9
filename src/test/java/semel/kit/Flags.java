package semel.kit;

import java.util.List;

/** Reads the {@code -D} flags of a command, and refuses a wrong one with a message for its user. */
public final class Flags {
    /** Exit code of a command with a wrong flag. */
    public static final int WRONG = 2;

    private Flags() {}

    /** Thrown for a wrong flag; its message is for the user of the command. */
    public static final class Wrong extends IllegalArgumentException {
        public Wrong(String why) {
            super(why);
        }
    }

    /** @return the flag's value, or the default */
    public static String text(String name, String otherwise) {
        var value = System.getProperty(name, "");
        return value.isBlank() ? otherwise : value.strip();
    }

    /** @throws Wrong if it is no number, or outside of the limits */
    public static long number(String name, String value, long least, long most) {
        try {
            var number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // reported below
        }
        throw new Wrong("-D" + name + "=" + value + " must be a whole number from " + least + " to " + most);
    }

    /** @return an exception that names all known values */
    public static Wrong unknown(String name, String value, List<String> known) {
        return new Wrong("-D" + name + ": there is no " + value + "; there are " + String.join(", ", known));
    }

    /** Prints the reason and ends the command. */
    public static void refuse(IllegalArgumentException why) {
        System.out.println(why.getMessage());
        System.exit(WRONG);
    }
}
