package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DatabaseException;
import io.elanus.model.ReadConsistency;
import io.elanus.model.Timestamps;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadConsistenciesTest {
    private static final long WRITTEN = Timestamps.ofMillis(1_700_000_000_000L);

    @Test
    void levelOfTheCollectionKeepsTheTimestampOfTheRequest() {
        assertThat(ReadConsistencies.of(true, 2, WRITTEN, false))
                .isEqualTo(new ReadConsistency(Optional.empty(), WRITTEN, false));
    }

    @Test
    void levelOfTheRequestCounts() {
        assertThat(ReadConsistencies.of(false, 0, 0, false)).isEqualTo(ReadConsistency.of(ConsistencyLevel.STRONG));
        assertThat(ReadConsistencies.of(false, 3, 1, false).level()).hasValue(ConsistencyLevel.EVENTUALLY);
        assertThat(ReadConsistencies.of(false, 1, WRITTEN, false))
                .isEqualTo(new ReadConsistency(Optional.of(ConsistencyLevel.SESSION), WRITTEN, false));
    }

    @Test
    void olderClientsSayALevelAsATimestamp() {
        assertThat(ReadConsistencies.of(false, 0, 1, false)).isEqualTo(ReadConsistency.of(ConsistencyLevel.EVENTUALLY));
        assertThat(ReadConsistencies.of(false, 0, 2, false)).isEqualTo(ReadConsistency.of(ConsistencyLevel.BOUNDED));
        assertThat(ReadConsistencies.of(false, 0, WRITTEN, false))
                .isEqualTo(new ReadConsistency(Optional.of(ConsistencyLevel.CUSTOMIZED), WRITTEN, false));
    }

    @Test
    void pagesOfAnIteratorReadAtOneTime() {
        assertThat(ReadConsistencies.of(true, 2, WRITTEN, true)).isEqualTo(ReadConsistency.at(WRITTEN));
        assertThat(ReadConsistencies.of(true, 0, 0, true).pinned()).isFalse();
        assertThat(ReadConsistencies.of(false, 0, 2, true).pinned()).isFalse();
    }

    @Test
    void unknownLevelIsRefused() {
        assertThatThrownBy(() -> ReadConsistencies.of(false, 9, 0, false)).isInstanceOf(DatabaseException.class);
    }
}
