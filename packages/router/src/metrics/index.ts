export { collectMetrics, type MetricsCollector, type MetricsOptions } from './collect-metrics.ts';
export { type HistogramSnapshot, quantileOf } from './histogram.ts';
export { type PrometheusTextOptions, prometheusContentType, prometheusText } from './prometheus-text.ts';
export type { ConnectorMetrics, RouteMetrics, RouterMetrics } from './router-metrics.ts';
