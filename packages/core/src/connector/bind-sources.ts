import type { EventCatalogue } from '../event/event-catalogue.ts';
import type { ConnectorContext } from './action.ts';
import { mapTools } from './map-tools.ts';
import { toEnvelopes } from './receive-webhook.ts';
import { inFamily, pollResult, runPart } from './run-part.ts';
import type { BoundPoll, BoundStream, Poll, Stream } from './sources.ts';

/** What the poll or the stream of a configured connector works with. */
export interface SourceBinding {
  readonly connector: string;
  readonly catalogue: EventCatalogue;
  readonly context: (signal: AbortSignal | undefined) => ConnectorContext<unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: event map and config are known only inside the definition.
type Any = any;

/** Ties a poll to a configured connector: validated events come out. */
export const bindPoll = (poll: Poll<Any, Any>, binding: SourceBinding): BoundPoll => {
  const { connector, catalogue, context } = binding;
  return {
    everyMs: poll.everyMs,
    async ask(cursor, signal) {
      const result = await runPart(connector, 'poll', pollResult, () =>
        poll.ask(cursor, { ...context(signal), ...mapTools }),
      );
      const envelopes = await inFamily({ connector }, () => toEnvelopes(connector, catalogue, result.events));
      return { ...envelopes, cursor: result.cursor, more: result.more ?? false };
    },
  };
};

/** Ties a stream to a configured connector: validated events come out. */
export const bindStream =
  (stream: Stream<Any, Any>, { connector, catalogue, context }: SourceBinding): BoundStream =>
  (emit, signal) =>
    inFamily({ connector }, () =>
      stream({ ...context(signal), ...mapTools }, async (results) => {
        const { events, ignored } = toEnvelopes(connector, catalogue, results);
        await emit(events, ignored);
      }),
    );
