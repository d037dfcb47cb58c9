package semel.lab;

/** Runs a lane's worker in its own process, which ends at the first failure, or when the process that started it ends. */
final class WorkerMain {
    private WorkerMain() {}

    /** @param arguments the lane, and the result of {@link WorkerSettings#describe()} */
    public static void main(String[] arguments) {
        var moments = new MomentSwitch();
        var parent = new Thread(
                () -> {
                    moments.listenTo(System.in);
                    Runtime.getRuntime().halt(0);
                },
                "parent");
        parent.setDaemon(true);
        parent.start();
        try {
            Lane.valueOf(arguments[0]).work().at(WorkerSettings.of(arguments[1], moments));
        } catch (Exception failed) {
            failed.printStackTrace();
            System.exit(1);
        }
    }
}
