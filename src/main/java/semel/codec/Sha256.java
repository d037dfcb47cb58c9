package semel.codec;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash by which bodies, records and documents are compared. */
public final class Sha256 {
    private Sha256() {}

    /** @return 32 bytes */
    public static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
