package io.elanus.server.app;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import io.elanus.model.ReadStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the server counts, in Prometheus's text format. Thread-safe. */
final class Metrics implements AutoCloseable {
    private static final MediaType TEXT_FORMAT = MediaType.parse("text/plain; version=0.0.4; charset=utf-8");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    MeterRegistry registry() {
        return registry;
    }

    /** Adds the figures of the process. They need the JVM's management beans, which take a while to load. */
    void watchProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Adds what reads had to look at. */
    void watchReads(Supplier<ReadStatistics> statistics) {
        count("segments", "visited", statistics, ReadStatistics::segmentsVisited);
        count("segments", "skipped", statistics, ReadStatistics::segmentsSkipped);
        count("rows", "visited", statistics, ReadStatistics::rowsVisited);
        count("rows", "skipped", statistics, ReadStatistics::rowsSkipped);
    }

    private void count(
            String what, String how, Supplier<ReadStatistics> statistics, ToDoubleFunction<ReadStatistics> figure) {
        FunctionCounter.builder("elanus.read." + what, statistics, source -> figure.applyAsDouble(source.get()))
                .description("what searches and queries looked at, and what ranges of columns let them skip")
                .tag("how", how)
                .register(registry);
    }

    HttpService page() {
        return (context, request) -> HttpResponse.of(TEXT_FORMAT, registry.scrape());
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
