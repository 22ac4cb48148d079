import type { Clock, ReadRange, StoredEvent } from '@touchline/core';
import type { ServedRouter } from '../served-router.ts';
import type { HeadWatch } from './head-watch.ts';
import { StreamCursor } from './stream-cursor.ts';

/** What a stream of events is made of. */
export interface EventStreamOptions {
  readonly router: ServedRouter;
  readonly head: HeadWatch;
  readonly clock: Clock;
  /** Which events; without positions. */
  readonly range: ReadRange;
  /** Of these, the ones that the reader may see. */
  readonly sees: (stored: StoredEvent) => boolean;
  /** It begins behind this position. */
  readonly afterPosition: number;
  readonly heartbeatMs: number;
  /** A reader that takes nothing for so long, while there is more for it, is cut off. */
  readonly slowReaderMs: number;
  /** When the reader's credentials end, in milliseconds since the epoch. */
  readonly endsAtMs: number | undefined;
  /** Whether the reader's credentials are still good; asked as often as a heartbeat is due, and not for each event. */
  readonly isWelcome: () => Promise<boolean>;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
  /** Called once when the stream ends, however it does. */
  readonly onEnd: () => void;
}

/**
 * Stored events as server-sent events. The stream is a cursor over the log: it reads when it is read from, so that what it
 * holds in memory is one chunk, and a slow reader costs nobody else anything. What retention drops before it is read is told
 * as an event named `lost`.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export const eventStream = (options: EventStreamOptions): ReadableStream<Uint8Array> => {
  const { head, clock, slowReaderMs, onEnd } = options;
  const cursor = new StreamCursor(options);
  let disarm = (): void => undefined;
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    disarm();
    cursor.stop();
    onEnd();
  };

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        disarm();
        const text = await cursor.next().catch((thrown: unknown) => {
          end();
          throw thrown;
        });
        if (ended) return;
        if (text === undefined) {
          end();
          controller.close();
          return;
        }
        controller.enqueue(encoder.encode(text));
        const arm = (): void => {
          disarm = clock.schedule(() => {
            if (head.position <= cursor.position) return arm();
            end();
            controller.error(new SlowReaderError());
          }, slowReaderMs);
        };
        arm();
      },
      cancel: end,
    },
    // Nothing is read ahead: a pull is a reader that wants more.
    { highWaterMark: 0 },
  );
};

/** Why a stream broke off. */
export class SlowReaderError extends Error {
  override readonly name = 'SlowReaderError';
  /** By this code servers on Node know that a stream was broken off on purpose, and print no stack. */
  readonly code = 'ERR_STREAM_PREMATURE_CLOSE';

  constructor() {
    super('The reader of an event stream took nothing for too long.');
  }
}

const encoder = new TextEncoder();
