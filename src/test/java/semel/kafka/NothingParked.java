package semel.kafka;

/** Creates a {@link Parking} for tests in which no consumer parks. */
public final class NothingParked {
    private NothingParked() {}

    public static Parking parking() {
        return new Parking(null, null, null, null);
    }
}
