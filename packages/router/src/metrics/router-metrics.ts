import type { HistogramSnapshot } from './histogram.ts';

/** What a router did since {@link collectMetrics} was called, as plain data. Times are in milliseconds. */
export interface RouterMetrics {
  /** Events that were new to the log, published and received. */
  readonly published: number;
  /** Events that the log held already. */
  readonly duplicates: number;
  /** Failures of the router's own, such as of the log, by error code. */
  readonly failed: Readonly<Record<string, number>>;
  /** Every route that the router has now, by id. */
  readonly routes: Readonly<Record<string, RouteMetrics>>;
  /** Every registered connector, by name. */
  readonly connectors: Readonly<Record<string, ConnectorMetrics>>;
}

/** What became of the deliveries of one route. */
export interface RouteMetrics {
  /** The registered name of the connector. */
  readonly connector: string;
  readonly delivered: number;
  readonly skipped: number;
  /** Attempts that failed and were put off to a later one. */
  readonly retried: number;
  /** Of the retried, those that the vendor refused with a rate limit. */
  readonly rateLimited: number;
  /** Deliveries that became dead letters. */
  readonly dead: number;
  /** How long attempts took that were delivered, retried or dead, waits for the rate window included. */
  readonly attemptMs: HistogramSnapshot;
  /** How long after it was published, in this process, an event was delivered, retries and replays included. */
  readonly delayMs: HistogramSnapshot;
  /** Deliveries that `delayMs` lacks: of events from before, from another process, or of more than 10,000 events ago. */
  readonly delayUnknown: number;
}

/** What came in through one connector. */
export interface ConnectorMetrics {
  /** Webhooks that were verified and held, polls that were answered, and deliveries of streams. */
  readonly received: number;
  /** The events in them, redeliveries included. */
  readonly events: number;
  /** Items of kinds that are not mapped. */
  readonly ignored: number;
  /** Items that could not be understood and were kept as dead letters. */
  readonly failed: number;
  /** Webhooks that were not let in, by error code. */
  readonly refused: Readonly<Record<string, number>>;
}
