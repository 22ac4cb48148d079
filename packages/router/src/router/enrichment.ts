import {
  type EnrichEvents,
  type EventCatalogue,
  TouchlineError,
  type TouchlineEvent,
  toTouchlineError,
} from '@touchline/core';

/** Completes events on their way into the log. */
export type Enrichment = (events: readonly TouchlineEvent[]) => Promise<readonly TouchlineEvent[]>;

/**
 * Completes events, and lets them on in the order in which they came, however long each takes: the log's order stays that of the
 * calls. What was changed is validated anew, so the log holds nothing that its readers do not expect.
 *
 * The function it gives rejects with TouchlineError: `event.not_enriched` when the answer is not what was asked for,
 * `event.invalid` when it is not valid, and with what `enrich` itself throws.
 */
export const createEnrichment = (enrich: EnrichEvents, catalogue: EventCatalogue): Enrichment => {
  let earlier: Promise<unknown> = Promise.resolve();
  return (events) => {
    const completed = complete(enrich, catalogue, events);
    // One that fails is told to its caller alone, when its turn comes, and holds up nobody.
    completed.catch(() => {});
    const inTurn = earlier.then(() => completed);
    earlier = inTurn.catch(() => {});
    return inTurn;
  };
};

const complete = async (
  enrich: EnrichEvents,
  catalogue: EventCatalogue,
  events: readonly TouchlineEvent[],
): Promise<readonly TouchlineEvent[]> => {
  let answer: readonly TouchlineEvent[];
  try {
    answer = await enrich(events);
  } catch (thrown) {
    throw toTouchlineError(thrown);
  }
  if (!Array.isArray(answer) || answer.length !== events.length)
    throw notEnriched('must answer as many events as it was given');
  return events.map((event, index) => {
    const completed: unknown = answer[index];
    if (completed === event) return event;
    if (!isSameEvent(event, completed))
      throw notEnriched('must leave the type, source and id of an event, and their order, as they are');
    return catalogue.has(event.type) ? catalogue.parse(completed) : completed;
  });
};

const isSameEvent = (event: TouchlineEvent, completed: unknown): completed is TouchlineEvent =>
  typeof completed === 'object' &&
  completed !== null &&
  (['type', 'source', 'id'] as const).every(
    (name) => (completed as Partial<TouchlineEvent>)[name] === event[name],
  );

const notEnriched = (what: string): TouchlineError =>
  new TouchlineError('event.not_enriched', `The function "enrich" of the router ${what}.`);
