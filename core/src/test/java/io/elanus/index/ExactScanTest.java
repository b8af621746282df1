package io.elanus.index;

import io.elanus.model.Metric;

class ExactScanTest extends VectorIndexContract {
    @Override
    VectorIndex index(VectorRows rows, Metric metric) {
        return new ExactScan(rows, metric);
    }

    @Override
    double recallMin() {
        return 1;
    }

    @Override
    SearchEffort effort() {
        return SearchEffort.DEFAULT;
    }
}
