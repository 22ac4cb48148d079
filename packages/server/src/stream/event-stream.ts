import { type Clock, type ReadRange, type StoredEvent, serialiseEvent } from '@touchline/core';
import type { ServedRouter } from '../served-router.ts';
import type { HeadWatch } from './head-watch.ts';

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
  /** Where the log began when the stream did. */
  readonly oldestPosition: number;
  readonly heartbeatMs: number;
  /** A reader that takes nothing for so long, while there is more for it, is cut off. */
  readonly slowReaderMs: number;
  /** When the reader's credentials end, in milliseconds since the epoch. */
  readonly endsAtMs: number | undefined;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
  /** Called once when the stream ends, however it does. */
  readonly onEnd: () => void;
}

/**
 * Stored events as server-sent events. The stream is a cursor over the log: it reads when it is read from, so that what it
 * holds in memory is one chunk, and a slow reader costs nobody else anything.
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
        const text = await cursor.next();
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

  constructor() {
    super('The reader of an event stream took nothing for too long.');
  }
}

const encoder = new TextEncoder();

/** So much one chunk holds: characters, and events. */
const chunkLength = 65_536;
const chunkEvents = 256;

class StreamCursor {
  /** Everything up to here was looked at. */
  position: number;
  readonly #options: EventStreamOptions;
  readonly #ended = new AbortController();
  #greeting: string | undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.position = options.afterPosition;
    this.#greeting = greetingOf(options);
  }

  stop(): void {
    this.#ended.abort();
  }

  /** The next chunk, once there is one; undefined at the end. */
  async next(): Promise<string | undefined> {
    const greeting = this.#greeting;
    this.#greeting = undefined;
    if (greeting !== undefined) return greeting;
    while (!this.#isOver()) {
      const frames = await this.#readFrames();
      if (frames !== '') return frames;
      if (!(await this.#waitForMore()) && !this.#isOver()) return `: heartbeat\nid: ${this.position}\n\n`;
    }
    return undefined;
  }

  #isOver(): boolean {
    const { closing, clock, endsAtMs } = this.#options;
    return (
      closing.aborted || this.#ended.signal.aborted || (endsAtMs !== undefined && clock.now() >= endsAtMs)
    );
  }

  async #readFrames(): Promise<string> {
    const { router, range, sees, head } = this.#options;
    // What is published from here on may not be read, so it does not count as looked at.
    const headBefore = head.position;
    let frames = '';
    let count = 0;
    for await (const stored of router.read({ ...range, fromPosition: this.position + 1 })) {
      this.position = stored.position;
      if (!sees(stored)) continue;
      frames += `id: ${stored.position}\ndata: ${serialiseEvent(stored.event)}\n\n`;
      count += 1;
      if (frames.length >= chunkLength || count >= chunkEvents) return frames;
    }
    this.position = Math.max(this.position, headBefore);
    return frames;
  }

  /** Answers true once there may be more, false when it is time for a heartbeat or for the end. */
  #waitForMore(): Promise<boolean> {
    const { head, clock, heartbeatMs, closing } = this.#options;
    if (head.position > this.position) return Promise.resolve(true);
    return new Promise((resolve) => {
      const done = (isMore: boolean): void => {
        stopTimer();
        stopListening();
        closing.removeEventListener('abort', over);
        this.#ended.signal.removeEventListener('abort', over);
        resolve(isMore);
      };
      const over = (): void => done(false);
      const stopTimer = clock.schedule(over, heartbeatMs);
      const stopListening = head.onGrowth(() => done(true));
      closing.addEventListener('abort', over, { once: true });
      this.#ended.signal.addEventListener('abort', over, { once: true });
    });
  }
}

/** Sent at once, so that the reader knows it is connected; and told what it missed, where retention was faster. */
const greetingOf = ({ afterPosition, oldestPosition }: EventStreamOptions): string => {
  const missed = { fromPosition: afterPosition + 1, toPosition: oldestPosition - 1 };
  const isGap = afterPosition > 0 && missed.toPosition >= missed.fromPosition;
  return `retry: 3000\n: connected\n\n${isGap ? `event: lost\ndata: ${JSON.stringify(missed)}\n\n` : ''}`;
};
