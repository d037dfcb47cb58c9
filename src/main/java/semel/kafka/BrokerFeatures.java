package semel.kafka;

import org.apache.kafka.clients.admin.FeatureMetadata;

/** What the cluster must have finalized. */
final class BrokerFeatures {
    private static final String FEATURE = "transaction.version";
    private static final int NEEDED = 2;

    private BrokerFeatures() {}

    /** The finalized version of transactions, 0 where there is none. */
    static int transactionVersion(FeatureMetadata features) {
        var finalized = features.finalizedFeatures().get(FEATURE);
        return finalized == null ? 0 : finalized.maxVersionLevel();
    }

    /**
     * @throws IllegalStateException where transactions are not of version 2: before it, a late record of an old transaction
     *     could land in the next one of the same producer (KIP-890)
     */
    static void requireTransactions(int version) {
        if (version < NEEDED) {
            throw new IllegalStateException("the cluster has " + FEATURE + "=" + version + ", but " + NEEDED
                    + " is required (run kafka-features.sh upgrade --feature " + FEATURE + "=" + NEEDED
                    + "): otherwise a late record of an aborted transaction can become part of the next one");
        }
    }
}
