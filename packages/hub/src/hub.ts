import type { Connector, DeliveryGate, EnrichEvents, EventLog, TouchlineEvent } from '@touchline/core';
import type { CustomerConsents } from './consent/customer-consents.ts';
import type { CustomerView, HubAudiences } from './customers/customer-view.ts';
import type { Customers } from './customers/customers.ts';
import type { Privacy } from './privacy/privacy.ts';
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
  /**
   * Wraps the router's log: what is personal in its events, dead letters and kept webhooks is encrypted there, and gone once the person is
   * erased. Wrap a log before it is used, and always the same by the same hub.
   */
  seal(log: EventLog): EventLog;
  /** What people may ask of those who keep data about them. */
  readonly privacy: Privacy;
  /** Who is who, and what is known of them. */
  readonly customers: Customers & CustomerView;
  /** Who belongs to which audience. */
  readonly audiences: HubAudiences;
  /**
   * Records events without a router. An event that the hub has is not recorded again. Answers with what became of each, once that is
   * durable.
   *
   * @throws TouchlineError when one cannot be recorded; the others are, and recording all again does no harm.
   */
  record(events: readonly TouchlineEvent[]): Promise<readonly RecordOutcome[]>;
  /**
   * Reads its keys and, when the rules of identity are others than before, works out all persons anew; takes up erasures that are not
   * done, and drops what is kept no longer. To be called before the router is started.
   *
   * @param options the router's connectors: they are asked to forget people who are erased.
   * @throws TouchlineError `hub.secret_wrong`, or `hub.storage_*`.
   */
  start(options?: {
    readonly connectors?: Readonly<Record<string, Pick<Connector, 'erase'>>>;
  }): Promise<void>;
  /** Finishes what was begun and closes the storage. */
  close(): Promise<void>;
}
