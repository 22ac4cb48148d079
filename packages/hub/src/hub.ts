import type { Connector, DeliveryGate, EnrichEvents, TouchlineEvent } from '@touchline/core';
import type { CustomerConsents } from './consent/create-consent-ledger.ts';
import type { Customers } from './customers/customers.ts';
import type { RecordOutcome } from './record/recorder.ts';

/** One person across every touchpoint. */
export interface Hub {
  /** Register it with a router: it records every event, as an ordinary route does. */
  readonly connector: Connector;
  /** The router's option of the same name. */
  readonly enrich: EnrichEvents;
  /**
   * The router's option of the same name: routes with a purpose deliver only with consent, nobody is told of people who were erased, and
   * it is noted who was told of whom.
   */
  readonly gate: DeliveryGate;
  /** Who consented to what. */
  readonly consents: CustomerConsents;
  /** Who is who. */
  readonly customers: Customers;
  /**
   * Records events without a router. An event that the hub has is not recorded again. Answers with what became of each, once that is
   * durable.
   *
   * @throws TouchlineError when one cannot be recorded; the others are, and recording all again does no harm.
   */
  record(events: readonly TouchlineEvent[]): Promise<readonly RecordOutcome[]>;
  /**
   * Reads its keys and, when the rules of identity are others than before, works out all persons anew. Everything else does so by itself when
   * it is first called; this is for who wants to know early.
   *
   * @throws TouchlineError `hub.secret_wrong`, or `hub.storage_*`.
   */
  start(): Promise<void>;
  /** Finishes what was begun and closes the storage. */
  close(): Promise<void>;
}
