package io.elanus.segment;

import io.elanus.durable.MappedObject;
import java.util.function.Consumer;

/** Prints the deaths of a segment. */
public final class DeathsDump {
    private DeathsDump() {}

    /**
     * Prints and closes a file.
     *
     * @param deathsMax how many deaths to print
     * @throws io.elanus.durable.CorruptFileException if the file is damaged
     */
    public static void print(MappedObject object, int deathsMax, Consumer<String> out) {
        Deaths deaths = DeathsFormat.read(object, Integer.MAX_VALUE);
        out.accept("deaths: version=" + DeathsFormat.VERSION + ", deaths=" + deaths.count());
        int printed = Math.min(deathsMax, deaths.count());
        for (int i = 0; i < printed; i++) {
            out.accept("row=" + deaths.row(i) + ", timestamp=" + deaths.timestamp(i));
        }
        if (printed < deaths.count()) {
            out.accept("... " + (deaths.count() - printed) + " more deaths");
        }
    }
}
