import { createHash } from 'node:crypto';
import { type Bookmarks, TouchlineError } from '@touchline/core';

/** Who a key is of, and what was sent under it. */
export interface KeyedRequest {
  /** The caller, what is done, and the key itself: two requests with the same are the same request, or should be. */
  readonly key: readonly string[];
  /** What was sent, as JSON can hold it. */
  readonly content: unknown;
}

/** Remembers what was sent under an `Idempotency-Key`, over restarts too. */
export interface IdempotencyKeys {
  /**
   * Does the work of a request, unless its key was used for another one. The same request may come as often as it likes, also
   * while its first one is under way: that it is done once is up to the work.
   *
   * @param work gets what makes the key durable. It is called once the key must not be used for anything else: by then, what was wrong
   *   with the request has been found, so that it can be put right under the same key.
   * @throws TouchlineError `request.idempotency_key_reused`
   */
  use<Value>(request: KeyedRequest, work: (keep: () => Promise<void>) => Promise<Value>): Promise<Value>;
}

/** How long a key is remembered, in milliseconds: a day. */
export const keyLifeMs = 24 * 60 * 60 * 1_000;

/** Keys are spread over so many bookmarks, each of which holds the newest of its own: so they take no more room than that. */
export interface KeyRoom {
  readonly bookmarks: number;
  readonly keysOfEach: number;
}

const usualRoom: KeyRoom = { bookmarks: 4_096, keysOfEach: 64 };

/**
 * Keeps keys in bookmarks of the log. The IETF's draft asks for an error where a key is used again with another content.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07#section-2.7
 */
export const createIdempotencyKeys = (
  bookmarks: Bookmarks,
  now: () => number,
  room = usualRoom,
): IdempotencyKeys => {
  const underWay = new Map<string, { readonly content: string; count: number }>();
  const writing = new Map<string, Promise<void>>();

  const keep = async (entry: KeptKey): Promise<void> => {
    const name = bookmarkOf(entry.key, room);
    const text = await bookmarks.read(name);
    const others = keptIn(text).filter(({ key, atMs }) => key !== entry.key && now() - atMs < keyLifeMs);
    await bookmarks.write(name, [...others, entry].slice(-room.keysOfEach).map(lineOf).join('\n'));
  };
  /** Two keys of one bookmark must not write over each other. */
  const keepInTurn = (entry: KeptKey): Promise<void> => {
    const name = bookmarkOf(entry.key, room);
    const kept = (writing.get(name) ?? Promise.resolve()).then(() => keep(entry));
    const turn = kept.catch(() => undefined);
    writing.set(name, turn);
    void turn.then(() => {
      if (writing.get(name) === turn) writing.delete(name);
    });
    return kept;
  };

  return {
    async use(request, work) {
      const key = digestOf(request.key);
      const content = digestOf(request.content);
      // Before anything is read, so that of two that come at once one sees the other.
      const first = underWay.get(key) ?? { content, count: 0 };
      first.count += 1;
      underWay.set(key, first);
      try {
        const held = keptIn(await bookmarks.read(bookmarkOf(key, room))).find(
          (known) => known.key === key && now() - known.atMs < keyLifeMs,
        );
        if ((held ?? first).content !== content) throw reused();
        return await work(() => (held ? Promise.resolve() : keepInTurn({ key, content, atMs: now() })));
      } finally {
        first.count -= 1;
        if (first.count === 0) underWay.delete(key);
      }
    },
  };
};

/** Digests only: neither a key nor what was sent stands in the log. */
interface KeptKey {
  readonly key: string;
  readonly content: string;
  readonly atMs: number;
}

const lineOf = ({ key, content, atMs }: KeptKey): string => `${key} ${content} ${atMs}`;

const keptIn = (text = ''): readonly KeptKey[] =>
  text.split('\n').flatMap((line) => {
    const [, key = '', content = '', atMs = ''] = /^([\w-]{22}) ([\w-]{22}) (\d{1,15})$/.exec(line) ?? [];
    return key === '' ? [] : [{ key, content, atMs: Number(atMs) }];
  });

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);

const bookmarkOf = (key: string, { bookmarks }: KeyRoom): string =>
  `server:idempotency-keys:${Buffer.from(key, 'base64url').readUInt16BE() % bookmarks}`;

const reused = (): TouchlineError =>
  new TouchlineError(
    'request.idempotency_key_reused',
    'This Idempotency-Key was used for another request; take a new one.',
  );
