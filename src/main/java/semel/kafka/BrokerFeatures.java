package semel.kafka;

import org.apache.kafka.clients.admin.FeatureMetadata;

/** Checks the feature versions that the cluster must have finalized. */
final class BrokerFeatures {
    private static final String FEATURE = "transaction.version";
    private static final int NEEDED = 2;

    private BrokerFeatures() {}

    /** @return the finalized {@code transaction.version}, 0 if there is none */
    static int transactionVersion(FeatureMetadata features) {
        var finalized = features.finalizedFeatures().get(FEATURE);
        return finalized == null ? 0 : finalized.maxVersionLevel();
    }

    /**
     * @throws IllegalStateException below version 2: there a late record of an old transaction can become part of the next one of the
     *     same producer (KIP-890)
     */
    static void requireTransactions(int version) {
        if (version < NEEDED) {
            throw new IllegalStateException("the cluster has " + FEATURE + "=" + version + ", but " + NEEDED
                    + " is required (run kafka-features.sh upgrade --feature " + FEATURE + "=" + NEEDED
                    + "): otherwise a late record of an aborted transaction can become part of the next one");
        }
    }
}
