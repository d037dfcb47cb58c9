package semel.kit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;

/** Copies files and folders of the project, so that the copy can be changed and built. */
public final class ProjectCopy {
    private ProjectCopy() {}

    /**
     * Replaces the copy of an earlier run.
     *
     * @param names of files and folders, relative to the folder of the project
     */
    public static void to(Path copy, List<String> names) throws IOException {
        FileUtils.deleteDirectory(copy.toFile());
        for (var name : names) {
            var from = new File(name);
            var to = copy.resolve(name).toFile();
            if (from.isDirectory()) {
                FileUtils.copyDirectory(from, to);
            } else {
                FileUtils.copyFile(from, to);
            }
        }
    }
}
