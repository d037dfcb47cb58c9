package semel.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the shell commands of a page, so that tests run what readers paste. */
public final class PageCommands {
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");
    private static final Pattern INDENTATION_IN_A_LIST = Pattern.compile("(?m)^ {3}");

    private PageCommands() {}

    /** @return the blocks in the order of the page */
    public static List<String> of(Path page) throws IOException {
        return BLOCK.matcher(
                        INDENTATION_IN_A_LIST.matcher(Files.readString(page)).replaceAll(""))
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
