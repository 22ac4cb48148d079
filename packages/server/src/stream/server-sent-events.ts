import type { Clock } from '@touchline/core';
import { Answer } from '../request/answer.ts';

/** Where the text of a stream comes from, chunk by chunk. */
export interface TextSource {
  /** The next chunk, once there is one; undefined at the end. */
  next(): Promise<string | undefined>;
  /** Whether there is something that was not asked for yet. */
  readonly hasMore: boolean;
  stop(): void;
}

/** What a stream of server-sent events is made of. */
export interface ServerSentEventsOptions {
  readonly source: TextSource;
  readonly clock: Clock;
  /** A reader that takes nothing for so long, while there is more for it, is cut off. */
  readonly slowReaderMs: number;
  /** Called once when the stream ends, however it does. */
  readonly onEnd: () => void;
}

/**
 * A source as the body of an answer. It is asked when it is read from, so that what is held in memory is one chunk, and a slow
 * reader costs nobody else anything.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export const serverSentEvents = ({
  source,
  clock,
  slowReaderMs,
  onEnd,
}: ServerSentEventsOptions): ReadableStream<Uint8Array> => {
  let disarm = (): void => undefined;
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    disarm();
    source.stop();
    onEnd();
  };

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        disarm();
        const text = await source.next().catch((thrown: unknown) => {
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
            if (!source.hasMore) return arm();
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

/** Sent at once, so that the reader knows it is connected. */
export const greeting = 'retry: 3000\n: connected\n\n';

/** The answer that a stream is. */
export const streamAnswer = (stream: ReadableStream<Uint8Array>): Answer =>
  new Answer(stream, {
    'content-type': 'text/event-stream',
    // Proxies that gather answers would hold events back.
    'x-accel-buffering': 'no',
  });

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
