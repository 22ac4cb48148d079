import {
  type Clock,
  type Connector,
  defineAction,
  type EventMap,
  type Kit,
  type Stream,
  type TouchlineEvent,
  toTouchlineError,
} from '@touchline/core';
import { z } from 'zod';
import type { Recorder, RecordOutcome } from './record/recorder.ts';

/** Records one event. */
export const recordEvent = defineAction({
  name: 'recordEvent',
  title: 'Record an event',
  description:
    'Takes an event into the customer hub: whom it is about, what it tells of them, and that it happened. An event that the hub has is not recorded again.',
  input: z.object({
    event: z
      .looseObject({
        specversion: z.literal('1.0'),
        id: z.string().min(1),
        source: z.string().min(1),
        type: z.string().min(1),
        time: z.string().min(1),
        data: z.unknown().optional(),
      })
      .describe('A CloudEvents 1.0 event.'),
  }),
  output: z.object({
    outcome: z
      .enum(['recorded', 'duplicate', 'erased', 'unidentified'])
      .describe('An event about somebody who was erased, or about nobody, leaves nothing behind.'),
  }),
  effect: 'write',
  idempotent: 'natural',
});

/** What a {@link hubConnector} is made of. */
export interface HubConnectorOptions {
  readonly recorder: Recorder;
  readonly kit: Kit<EventMap>;
  readonly clock: Clock;
  /** Publishes what the hub has to say, such as who entered an audience. */
  readonly stream?: Stream<EventMap, Record<string, never>> | undefined;
}

/**
 * The hub as a connector: it records every event, as an ordinary route with retries and dead letters, many at once. It never hears what
 * it published itself.
 */
export const hubConnector = ({ recorder, kit, clock, stream }: HubConnectorOptions): Connector => {
  const define = kit.defineConnector({
    id: 'hub',
    title: 'Customer hub',
    category: 'crm',
    specVersion: 1,
    config: z.object({}),
    actions: (implement) => ({
      recordEvent: implement(recordEvent, {
        run: async (input) => outcomeOf((await recorder.recordEach([eventIn(input)]))[0]),
        batch: {
          maxItems: 250,
          maxWaitMs: 5,
          run: async (items) => {
            const results = await recorder.recordEach(items.map(({ input }) => eventIn(input)));
            return results.map((result) =>
              typeof result === 'string'
                ? { ok: true, output: { outcome: result } }
                : { ok: false, error: toTouchlineError(result) },
            );
          },
        },
      }),
    }),
    on: Object.fromEntries(
      kit.catalogue.types.map((type) => [
        type,
        (event: TouchlineEvent, { call }: { call: { recordEvent(input: object): object } }) =>
          call.recordEvent({ event }),
      ]),
    ) as never,
    ...(stream && { stream }),
  });
  const connector = define({}, { clock });
  return connector as unknown as Connector;
};

/** Routes hand on the very event; only who calls the action by hand may leave out what is always the same. */
const eventIn = ({ event }: z.output<typeof recordEvent.input>): TouchlineEvent => ({
  datacontenttype: 'application/json',
  data: undefined,
  ...event,
});

const outcomeOf = (result: RecordOutcome | Error | undefined): { readonly outcome: RecordOutcome } => {
  if (typeof result !== 'string') throw result;
  return { outcome: result };
};
