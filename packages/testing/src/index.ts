export { type ManualClock, type ManualClockOptions, manualClock } from './clock/manual-clock.ts';
export {
  type ConnectorCorpus,
  type CorpusCheckOptions,
  type CorpusOutcome,
  type CorpusPayload,
  type CorpusReport,
  checkConnectorCorpus,
  checkCorpus,
  corpusTable,
  readCorpus,
} from './corpus-check/index.ts';
export type { EventLogHarness, EventLogPromise } from './event-log/event-log-harness.ts';
export { eventLogPromises } from './event-log/event-log-promises.ts';
export { failSqliteWrites } from './event-log/fail-sqlite-writes.ts';
export { type TestRunner, testEventLog } from './event-log/test-event-log.ts';
export { type FetchServer, serveFetch } from './serve-fetch/serve-fetch.ts';
export { type VendorsOnTheWire, vendorsOnTheWire } from './vendors-on-the-wire/vendors-on-the-wire.ts';
