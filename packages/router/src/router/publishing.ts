import type {
  AppendReceipt,
  Clock,
  EventCatalogue,
  EventDraft,
  EventLog,
  TouchlineEvent,
} from '@touchline/core';
import type { Emit } from './emit.ts';
import type { Enrichment } from './enrichment.ts';
import { assertSize } from './event-size.ts';
import type { PublishReceipt } from './router.ts';

/** What publishing works with. */
export interface PublishingOptions {
  readonly catalogue: EventCatalogue;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly emit: Emit;
  /** The source of events whose draft names none. */
  readonly source: string;
  readonly maxEventBytes: number;
  /** Completes events before they are stored. */
  readonly enrich: Enrichment | undefined;
  /** Opens the cursors that are not open yet; undefined when there are none. */
  readonly openRoutes: () => Promise<void> | undefined;
  /** @throws TouchlineError `router.closed` */
  readonly assertOpen: () => void;
}

/** The ways into the log. All of them reject where something is wrong, and never throw. */
export interface Publishing {
  publish(draft: EventDraft): Promise<Receipt>;
  publishAll(drafts: readonly EventDraft[]): Promise<readonly Receipt[]>;
  /** Appends events from outside; resolves with how many were new. */
  append(events: readonly TouchlineEvent[]): Promise<number>;
}

type Receipt = PublishReceipt<TouchlineEvent>;

/** Very many publishes are under way at a time: each costs a promise of the log and one of its own, and no more. */
export const createPublishing = (options: PublishingOptions): Publishing => {
  const { catalogue, log, clock, emit, source, maxEventBytes, enrich, openRoutes, assertOpen } = options;
  const defaults = { source, now: clock.now };
  const create = (draft: EventDraft): TouchlineEvent => catalogue.create(draft, defaults) as TouchlineEvent;

  const appended = <Answer>(
    events: readonly TouchlineEvent[],
    answer: (receipts: readonly Receipt[]) => Answer,
  ): Promise<Answer> =>
    log.append(events).then((receipts) => {
      const published = receipts.map((receipt, index) => receiptOf(receipt, events[index] as TouchlineEvent));
      if (emit.heard('published') || emit.heard('duplicate'))
        for (const { position, duplicate, event } of published)
          emit(duplicate ? 'duplicate' : 'published', { event, position });
      return answer(published);
    });

  const accepted = <Answer>(
    events: readonly TouchlineEvent[],
    answer: (receipts: readonly Receipt[]) => Answer,
  ): Promise<Answer> => {
    for (const event of events) assertSize(event, maxEventBytes);
    // An event published before `start` must reach the routes that are registered, so their cursors come first.
    const opening = openRoutes();
    return opening ? opening.then(() => appended(events, answer)) : appended(events, answer);
  };

  const append = <Answer>(
    make: () => readonly TouchlineEvent[],
    answer: (receipts: readonly Receipt[]) => Answer,
  ): Promise<Answer> => {
    try {
      const events = make();
      assertOpen();
      return enrich
        ? enrich(events).then((enriched) => accepted(enriched, answer))
        : accepted(events, answer);
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  };

  return {
    publish: (draft) => append(() => [create(draft)], first),
    publishAll: (drafts) => append(() => drafts.map(create), all),
    append: (events) => append(() => events, newOnes),
  };
};

const receiptOf = ({ position, duplicate }: AppendReceipt, event: TouchlineEvent): Receipt => ({
  position,
  duplicate,
  event,
});

const first = (receipts: readonly Receipt[]): Receipt => receipts[0] as Receipt;
const all = (receipts: readonly Receipt[]): readonly Receipt[] => receipts;
const newOnes = (receipts: readonly Receipt[]): number =>
  receipts.filter(({ duplicate }) => !duplicate).length;
