package io.elanus.index;

import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

class HnswIndexContractTest extends VectorIndexContract {
    private static final HnswParams PARAMS = new HnswParams(6, 60);

    @Override
    VectorIndex index(VectorRows rows, Metric metric) {
        MemorySegment file = VectorIndexes.build(PARAMS, rows, metric, BuildRun.alone(42), Arena.ofAuto());
        return VectorIndexes.open(PARAMS, "test.index", file, rows, metric);
    }

    /** Low: so few links and so narrow a beam are for walking much in little time. */
    @Override
    double recallMin() {
        return 0.5;
    }

    @Override
    SearchEffort effort() {
        return SearchEffort.ofBeam(20);
    }
}
