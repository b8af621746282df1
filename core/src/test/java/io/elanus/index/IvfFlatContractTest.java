package io.elanus.index;

import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

class IvfFlatContractTest extends VectorIndexContract {
    private static final IvfParams PARAMS = new IvfParams(IvfParams.Codec.FLAT, 32);

    @Override
    VectorIndex index(VectorRows rows, Metric metric) {
        MemorySegment file = VectorIndexes.build(PARAMS, rows, metric, BuildRun.alone(42), Arena.ofAuto());
        return VectorIndexes.open(PARAMS, "test.index", file, rows, metric);
    }

    /** Low: rows without any order, and half of the lists. */
    @Override
    double recallMin() {
        return 0.5;
    }

    @Override
    SearchEffort effort() {
        return SearchEffort.ofProbes(16);
    }
}
