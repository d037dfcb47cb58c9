package semel.planted;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import semel.kit.Failpoint;

/** A fault that replicas have to survive, and do: without a bug nothing is lost, doubled or torn by it. */
public enum Trigger {
    KILLED_BEFORE_THE_COMMIT(
            "a replica is killed when a batch's events are sent and its transaction is not committed",
            scene -> killedAt(Failpoint.emitted(), scene)),
    KILLED_AFTER_THE_COMMIT(
            "a replica is killed right after a batch's transaction was committed",
            scene -> killedAt(Failpoint.at("semel.decision.Emission", "confirm", "true", 600_000), scene)),
    DOWN_FOR_A_WHILE("a replica is down while orders and goods arrive", Trigger::downForAWhile);

    private final String text;
    private final Consumer<Scene> course;

    Trigger(String text, Consumer<Scene> course) {
        this.text = text;
        this.course = course;
    }

    String text() {
        return text;
    }

    Map<String, String> settings() {
        return Map.of();
    }

    void strike(Scene scene) {
        course.accept(scene);
    }

    private static void killedAt(Failpoint point, Scene scene) {
        var replica = scene.open(point);
        scene.order();
        point.arm();
        scene.order();
        replica.awaitReached(point);
        Scene.lasts(Duration.ofSeconds(1));
        replica.kill();
        scene.start(Scene.INSTANCE);
        scene.order();
    }

    private static void downForAWhile(Scene scene) {
        var replica = scene.open();
        scene.order();
        scene.awaitApplied();
        replica.kill();
        scene.order();
        scene.goods();
        scene.start(Scene.INSTANCE);
    }
}
