import { type StoredEvent, serialiseEvent } from '@touchline/core';
import type { EventStreamOptions } from './event-stream.ts';
import { greeting, type TextSource } from './server-sent-events.ts';
import { StreamLife } from './stream-life.ts';

/** So much one chunk holds: characters, and events. */
const chunkLength = 65_536;
const chunkEvents = 256;

/** So many positions are looked at in one go; in between it is seen whether the stream is to end, or to give a sign of life. */
const windowPositions = 10_000;

/** The place of a stream in the log, and the text that it sends from there on. */
export class StreamCursor implements TextSource {
  /** Everything up to here was looked at. */
  position: number;
  readonly #options: EventStreamOptions;
  readonly #life: StreamLife;
  #isGreeted = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.position = options.afterPosition;
    this.#life = new StreamLife(options);
  }

  stop(): void {
    this.#life.stop();
  }

  get hasMore(): boolean {
    return this.#options.head.position > this.position;
  }

  async next(): Promise<string | undefined> {
    if (!this.#isGreeted) {
      this.#isGreeted = true;
      return greeting;
    }
    const { clock, head, heartbeatMs } = this.#options;
    const heartbeatAtMs = clock.now() + heartbeatMs;
    while (!(await this.#life.isOver())) {
      const frames = await this.#readFrames();
      if (frames !== '') return frames;
      const leftMs = heartbeatAtMs - clock.now();
      if (leftMs > 0 && (this.hasMore || (await this.#life.waitForMore(leftMs, head.onGrowth)))) continue;
      if (await this.#life.isOver()) return undefined;
      // Where another process writes to the log, this is how its events are found.
      await head.ask();
      return `: heartbeat\nid: ${this.position}\n\n`;
    }
    return undefined;
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
