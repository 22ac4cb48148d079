import type { Clock } from '@touchline/core';
import { z } from 'zod';
import type { Authenticate } from '../auth/authenticate.ts';
import { isStillWelcome } from '../auth/still-welcome.ts';
import { seesEvent } from '../auth/tenancy.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import type { ServedRouter } from '../served-router.ts';
import { eventStream } from '../stream/event-stream.ts';
import type { HeadWatch } from '../stream/head-watch.ts';
import { streamAnswer } from '../stream/server-sent-events.ts';
import type { TakePlace } from '../stream/stream-places.ts';
import { eventFilter, rangeOf } from './read-events.ts';

/** How events are streamed. */
export interface StreamSettings {
  /** The most streams that are open at once. Default 1,000. */
  readonly maxStreams?: number;
  /** Of these, the most of one key. Default 100. */
  readonly maxStreamsPerKey?: number;
  /** How long a stream may be silent, in milliseconds; then it sends a heartbeat. Default 15,000. */
  readonly heartbeatMs?: number;
  /** A reader that takes nothing for so long while there is more for it is cut off, in milliseconds. Default 30,000. */
  readonly slowReaderMs?: number;
}

/** What streaming works with. */
export interface StreamEndpointOptions {
  readonly router: ServedRouter;
  readonly clock: Clock;
  readonly authenticate: Authenticate;
  readonly head: HeadWatch;
  readonly settings: StreamSettings;
  readonly takePlace: TakePlace;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
}

/** `GET /v1/events/stream`: server-sent events. */
export const streamEndpoint = ({
  router,
  clock,
  authenticate,
  head,
  settings,
  takePlace,
  closing,
}: StreamEndpointOptions): ServerEndpoint => {
  const { heartbeatMs = 15_000, slowReaderMs = 30_000 } = settings;
  return defineEndpoint(
    {
      method: 'get',
      path: '/v1/events/stream',
      operationId: 'streamEvents',
      tag: 'Events',
      summary: 'Follow the log',
      description:
        'Server-sent events: the `data` of each is an event, its `id` the position. Send the last one as `Last-Event-ID` to go on behind it. Comments are heartbeats. An event named `lost` tells the positions that retention dropped before you read them. The key is looked at again with the heartbeats; when it is gone, so is the stream. Whoever does not read for too long is cut off.',
      scope: 'events:read',
      query: z.strictObject({
        ...eventFilter,
        after: z
          .int()
          .min(0)
          .max(Number.MAX_SAFE_INTEGER)
          .optional()
          .describe('Begins behind this position; 0 is the beginning of the log. Default: now.'),
      }),
      headers: z.object({
        'last-event-id': z
          .string()
          .regex(/^\d{1,15}$/, 'must be the id of an event of this stream')
          .optional()
          .describe('The `id` of the last event that was read; it wins over `after`.'),
      }),
      responses: {
        200: {
          description: 'The events, as long as the connection lasts.',
          content: { 'text/event-stream': { schema: { name: 'EventStream', schema: z.string() } } },
        },
      },
      errors: ['log.closed', 'log.failed'],
    },
    async ({ query: { after, ...filter }, headers, caller, request }) => {
      const { oldestPosition, lastPosition } = await head.ask();
      const lastEventId = headers['last-event-id'];
      const asked = lastEventId === undefined ? after : Number(lastEventId);
      const stream = eventStream({
        router,
        head,
        clock,
        range: rangeOf(filter),
        sees: ({ event }) => seesEvent(caller, event),
        // Whoever begins at the beginning misses nothing; and a log that was begun anew has not come as far yet.
        afterPosition:
          asked === 0 && lastEventId === undefined
            ? oldestPosition - 1
            : Math.min(asked ?? lastPosition, lastPosition),
        heartbeatMs,
        slowReaderMs,
        endsAtMs: caller.expiresAtMs,
        isWelcome: () => isStillWelcome(authenticate, request, caller, 'events:read'),
        closing,
        onEnd: takePlace(caller),
      });
      return streamAnswer(stream);
    },
  );
};
