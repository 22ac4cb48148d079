import type { ReadRange, StoredEvent } from '@touchline/core';
import type { ServedRouter } from '../served-router.ts';
import type { HeadWatch } from './head-watch.ts';
import { serverSentEvents } from './server-sent-events.ts';
import { StreamCursor } from './stream-cursor.ts';
import type { StreamLifeOptions } from './stream-life.ts';

/** What a stream of events is made of. */
export interface EventStreamOptions extends StreamLifeOptions {
  readonly router: ServedRouter;
  readonly head: HeadWatch;
  /** Which events; without positions. */
  readonly range: ReadRange;
  /** Of these, the ones that the reader may see. */
  readonly sees: (stored: StoredEvent) => boolean;
  /** It begins behind this position. */
  readonly afterPosition: number;
  /** A reader that takes nothing for so long, while there is more for it, is cut off. */
  readonly slowReaderMs: number;
  /** Called once when the stream ends, however it does. */
  readonly onEnd: () => void;
}

/**
 * Stored events as server-sent events. The stream is a cursor over the log. What retention drops before it is read is told as an
 * event named `lost`.
 */
export const eventStream = (options: EventStreamOptions): ReadableStream<Uint8Array> => {
  const { clock, slowReaderMs, onEnd } = options;
  return serverSentEvents({ source: new StreamCursor(options), clock, slowReaderMs, onEnd });
};
