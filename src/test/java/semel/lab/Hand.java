package semel.lab;

import semel.kit.Child;

/** One of a lane's workers, as the lab has hold of it. */
interface Hand {
    Child process();

    boolean isReady();

    /** The next time that it comes to this moment it is struck. */
    void arm(Moment moment, Strike strike);

    boolean isStruck(Moment moment, Strike strike);
}
