package semel.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import semel.kit.Flags;
import semel.kit.ProjectCopy;
import semel.kit.TextStyle;

/**
 * Runs the debug challenge as a command: copies the project with a hidden mistake in its sources, gives hints, and judges the copy. To
 * judge, it injects the fault under which the mistake shows and runs the full proof.
 */
final class Challenges {
    private static final Path FOLDER = Path.of("target", "challenge");
    private static final List<String> COPIED = List.of("pom.xml", "mvnw", ".mvn", "src/main");

    /** Number of findings that the judge prints. */
    private static final int PRINTED = 5;

    private Challenges() {}

    /** Exits with 1 if a judged copy still has the mistake. @param arguments number, and {@code plant}, {@code hint} or {@code judge} */
    public static void main(String[] arguments) throws Exception {
        try {
            run(asked(arguments[0]), arguments[1]);
        } catch (Flags.Wrong wrong) {
            Flags.refuse(wrong);
        }
        System.exit(0);
    }

    private static Challenge asked(String number) {
        return Challenge.of((int) Flags.number("n", number, 1, Challenge.values().length));
    }

    private static void run(Challenge challenge, String word) throws Exception {
        var copy = copy(challenge);
        if (List.of("hint", "judge").contains(word) && !Files.exists(copy)) {
            throw new Flags.Wrong("Challenge " + challenge.number() + " is not planted yet: ./mvnw -Pchallenge -Dn="
                    + challenge.number());
        }
        switch (word) {
            case "plant" -> plant(challenge, copy);
            case "hint" -> System.out.println(hint(challenge, copy));
            case "judge" -> System.exit(isFixed(challenge, copy) ? 0 : 1);
            default -> throw Flags.unknown("do", word, List.of("plant", "hint", "judge"));
        }
    }

    /** Folder of the copy. */
    static Path copy(Challenge challenge) {
        return FOLDER.resolve(Integer.toString(challenge.number()));
    }

    static void plant(Challenge challenge, Path copy) throws IOException {
        ProjectCopy.to(copy, COPIED);
        var file = copy.resolve(challenge.file());
        Files.writeString(file, challenge.plantedInto(Files.readString(file)));
        System.out.printf("""

                %s

                One mistake in the sources in %2$s is the cause. Fix it there, then check your fix:
                  ./mvnw -Pchallenge -Dn=%3$s -Ddo=judge
                There are three hints. Each call shows the next one:
                  ./mvnw -Pchallenge -Dn=%3$s -Ddo=hint
                """, challenge.story().symptom(), copy, challenge.number());
    }

    /** Returns the next hint; after the third, the third again. */
    static String hint(Challenge challenge, Path copy) throws IOException {
        var given = copy.resolve("hints");
        var number = Files.exists(given) ? Math.min(3, Integer.parseInt(Files.readString(given)) + 1) : 1;
        Files.writeString(given, Integer.toString(number));
        var story = challenge.story();
        return switch (number) {
            case 1 -> "The symptom appears when " + story.trigger().text() + ".";
            case 2 ->
                "The proof reports a violation of " + story.finding().invariant() + ": "
                        + story.finding().invariant().sentence() + ".";
            default -> "Look at " + challenge.file() + ".";
        };
    }

    /** Builds the copy, injects the fault, and runs the proof. */
    static boolean isFixed(Challenge challenge, Path copy) throws IOException, InterruptedException {
        System.out.println("Building " + copy + ", about a minute …");
        var built = new ProcessBuilder(
                        "./mvnw", "-B", "-q", "package", "-Dmaven.test.skip=true", "-Dspotless.check.skip=true")
                .directory(copy.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (built != 0) {
            System.out.println("The copy does not compile.");
            return false;
        }
        System.setProperty(
                "semel.jar", copy.resolve("target/quarkus-app/quarkus-run.jar").toString());
        System.out.println(
                "Running the test in which " + challenge.story().trigger().text() + ", a minute or two …");
        var proof = PlantedScenario.of(challenge.story().trigger(), System.currentTimeMillis());
        var style = TextStyle.ofThisProcess();
        if (proof.isClean()) {
            System.out.println(style.good("CLEAN: the mistake is fixed.") + " "
                    + challenge.story().title() + ". " + challenge.story().fix());
        } else {
            System.out.println(style.bad("Not fixed yet.") + " The proof reports:");
            proof.findings().stream()
                    .limit(PRINTED)
                    .forEach(finding -> System.out.printf(
                            "  %-3s %-16s %s, see %s%n",
                            finding.invariant(), finding.finding(), finding.key(), finding.detail()));
            if (proof.findings().size() > PRINTED) {
                System.out.println("  and " + (proof.findings().size() - PRINTED) + " more");
            }
        }
        return proof.isClean();
    }
}
