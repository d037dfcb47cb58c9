package semel.lab;

/** The process of a lane's worker. It ends at the first failure, and with the process that started it. */
final class WorkerMain {
    private WorkerMain() {}

    /** @param arguments the lane, and its workplace as {@link WorkerSettings#describe()} gave it */
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
