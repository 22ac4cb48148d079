import { type StoredEvent, serialiseEvent } from '@touchline/core';
import type { EventStreamOptions } from './event-stream.ts';

/** So much one chunk holds: characters, and events. */
const chunkLength = 65_536;
const chunkEvents = 256;

/** So many positions are looked at in one go; in between it is seen whether the stream is to end, or to give a sign of life. */
const windowPositions = 10_000;

/** Sent at once, so that the reader knows it is connected. */
const greeting = 'retry: 3000\n: connected\n\n';

/** The place of a stream in the log, and the text that it sends from there on. */
export class StreamCursor {
  /** Everything up to here was looked at. */
  position: number;
  readonly #options: EventStreamOptions;
  readonly #ended = new AbortController();
  #isGreeted = false;
  /** When the reader's credentials were looked at last. */
  #welcomedMs: number;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.position = options.afterPosition;
    this.#welcomedMs = options.clock.now();
  }

  stop(): void {
    this.#ended.abort();
  }

  /** The next chunk, once there is one; undefined at the end. */
  async next(): Promise<string | undefined> {
    if (!this.#isGreeted) {
      this.#isGreeted = true;
      return greeting;
    }
    const { clock, head, heartbeatMs } = this.#options;
    const heartbeatAtMs = clock.now() + heartbeatMs;
    while (!(await this.#isOver())) {
      const frames = await this.#readFrames();
      if (frames !== '') return frames;
      const leftMs = heartbeatAtMs - clock.now();
      if (leftMs > 0 && (head.position > this.position || (await this.#waitForMore(leftMs)))) continue;
      if (await this.#isOver()) return undefined;
      // Where another process writes to the log, this is how its events are found.
      await head.ask();
      return `: heartbeat\nid: ${this.position}\n\n`;
    }
    return undefined;
  }

  async #isOver(): Promise<boolean> {
    const { closing, clock, endsAtMs, heartbeatMs, isWelcome } = this.#options;
    const nowMs = clock.now();
    if (closing.aborted || this.#ended.signal.aborted || (endsAtMs !== undefined && nowMs >= endsAtMs))
      return true;
    if (nowMs < this.#welcomedMs + heartbeatMs) return false;
    this.#welcomedMs = nowMs;
    return !(await isWelcome());
  }

  async #readFrames(): Promise<string> {
    const { router, range, sees, head } = this.#options;
    const toPosition = this.position + windowPositions;
    // What is published from here on may not be read, so it does not count as looked at.
    const headBefore = Math.min(head.position, toPosition);
    const frames: Frame[] = [];
    const gaps: Gap[] = [];
    let length = 0;
    const passOver = (to: number): void => {
      if (to > this.position) gaps.push({ from: this.position + 1, to });
    };
    for await (const stored of router.read({ ...range, fromPosition: this.position + 1, toPosition })) {
      passOver(stored.position - 1);
      this.position = stored.position;
      if (!sees(stored)) continue;
      const frame = frameOf(stored);
      frames.push(frame);
      length += frame.text.length;
      if (length >= chunkLength || frames.length >= chunkEvents) return this.#textOf(frames, gaps);
    }
    passOver(headBefore);
    this.position = Math.max(this.position, headBefore);
    return this.#textOf(frames, gaps);
  }

  /**
   * The frames, and what was lost between them. A position that did not come may be of no interest here, or retention may have
   * dropped it: that it did is only said of what lies below the beginning of the log.
   */
  async #textOf(frames: readonly Frame[], gaps: readonly Gap[]): Promise<string> {
    const { oldestPosition } = gaps.length > 0 ? await this.#options.head.ask() : { oldestPosition: 0 };
    const lost = gaps
      .filter(({ from }) => from < oldestPosition)
      .map(({ from, to }) => lossOf(from, Math.min(to, oldestPosition - 1)));
    const all =
      lost.length > 0 ? [...lost, ...frames].sort((one, other) => one.position - other.position) : frames;
    return all.map(({ text }) => text).join('');
  }

  /** Answers true once there may be more, false when it is time for a heartbeat or for the end. */
  #waitForMore(forMs: number): Promise<boolean> {
    const { head, clock, closing } = this.#options;
    return new Promise((resolve) => {
      const done = (isMore: boolean): void => {
        stopTimer();
        stopListening();
        closing.removeEventListener('abort', over);
        this.#ended.signal.removeEventListener('abort', over);
        resolve(isMore);
      };
      const over = (): void => done(false);
      const stopTimer = clock.schedule(over, forMs);
      const stopListening = head.onGrowth(() => done(true));
      closing.addEventListener('abort', over, { once: true });
      this.#ended.signal.addEventListener('abort', over, { once: true });
    });
  }
}

/** A piece of the stream, with its place among the others. */
interface Frame {
  readonly position: number;
  readonly text: string;
}

/** Positions of which nothing came, the last one included. */
interface Gap {
  readonly from: number;
  readonly to: number;
}

const frameOf = ({ position, event }: StoredEvent): Frame => ({
  position,
  text: `id: ${position}\ndata: ${serialiseEvent(event)}\n\n`,
});

const lossOf = (fromPosition: number, toPosition: number): Frame => ({
  position: toPosition,
  text: `event: lost\ndata: ${JSON.stringify({ fromPosition, toPosition })}\n\n`,
});
