package semel.kafka;

/** A parking place that stays empty. */
public final class NothingParked {
    private NothingParked() {}

    public static Parking parking() {
        return new Parking(null, null, null, null);
    }
}
