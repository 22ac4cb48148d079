import {
  type Connector,
  type DeadLetter,
  type EventLog,
  type FailedItem,
  problemHeaders,
  problemOf,
  readWebhookRequest,
  TouchlineError,
  type TouchlineEvent,
  toTouchlineError,
  type WebhookReply,
  type WebhookRequest,
} from '@touchline/core';
import type { Emit } from './emit.ts';
import { createKindCounter, type KindCounter } from './kind-counter.ts';
import type { ReceiveRequestOptions } from './router.ts';
import { restoreWebhook, storeWebhook } from './stored-webhook.ts';

/** What came in through one connector's webhook since the router started. */
export interface IngressCounts {
  /** Webhooks that were verified and held. */
  readonly received: number;
  /** Events that were new to the log. */
  readonly events: number;
  /** Events that the log held already: the vendor's redeliveries. */
  readonly duplicates: number;
  /** Items that could not be understood and were kept as dead letters. */
  readonly failed: number;
  /** Items of kinds that are not mapped, by kind. */
  readonly ignored: Readonly<Record<string, number>>;
  /** Requests that were not let in, by error code. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Writes events to the log and tells of them. Answers how many of them were new. */
export type Append = (events: readonly TouchlineEvent[]) => Promise<number>;

/** The webhook side of one registered connector. */
export interface Ingress {
  receive(
    request: Request,
    options?: ReceiveRequestOptions & { readonly publicUrl?: string },
  ): Promise<Response>;
  /** Takes up a kept webhook again; answers what still cannot be understood. */
  takeUp(letter: Extract<DeadLetter, { kind: 'webhook' }>): Promise<readonly FailedItem[]>;
  counts(): IngressCounts;
}

/** What an ingress works with. */
export interface IngressOptions {
  readonly name: string;
  readonly connector: Connector & { readonly receive: NonNullable<Connector['receive']> };
  readonly log: EventLog;
  readonly append: Append;
  readonly emit: Emit;
}

/** Makes the webhook side of a connector: what it answers 2xx is durable, and what it cannot understand is kept. */
export const createIngress = ({ name, connector, log, append, emit }: IngressOptions): Ingress => {
  let received = 0;
  let events = 0;
  let duplicates = 0;
  let failed = 0;
  const ignored: KindCounter = createKindCounter();
  const refused: KindCounter = createKindCounter();

  /** Verify, map, store. What could not be understood is kept as it came; only then is the vendor answered. */
  const take = async (request: WebhookRequest): Promise<WebhookReply> => {
    const result = await connector.receive(request);
    const stored = await store(result.events);
    const notTaken = [...result.failed, ...stored.refused];
    await keepFailed(request, notTaken);
    received += 1;
    events += stored.fresh;
    duplicates += result.events.length - stored.fresh - stored.refused.length;
    failed += notTaken.length;
    for (const kind of result.ignored) ignored.add(kind);
    emit('received', {
      connector: name,
      by: 'webhook',
      events: result.events,
      ignored: result.ignored,
      failed: notTaken.length,
    });
    return result.reply;
  };

  /**
   * An event that the log does not take, such as one that is too large, would be refused at every redelivery, with all that
   * came beside it. So the others are stored, and the webhook is kept.
   */
  const store = async (
    mapped: readonly TouchlineEvent[],
  ): Promise<{ readonly fresh: number; readonly refused: readonly FailedItem[] }> => {
    const refusedItems: FailedItem[] = [];
    if (mapped.length === 0) return { fresh: 0, refused: refusedItems };
    try {
      return { fresh: await append(mapped), refused: refusedItems };
    } catch (thrown) {
      const error = refusalOf(thrown);
      if (mapped.length === 1) return { fresh: 0, refused: [{ error }] };
    }
    let fresh = 0;
    for (const event of mapped) {
      try {
        fresh += await append([event]);
      } catch (thrown) {
        refusedItems.push({ error: refusalOf(thrown) });
      }
    }
    return { fresh, refused: refusedItems };
  };

  const keepFailed = async (request: WebhookRequest, items: readonly FailedItem[]): Promise<void> => {
    const [first] = items;
    if (!first) return;
    // Which item an event came from is not known, so where one is refused the whole webhook is kept.
    const isWhole = items.some(({ item }) => item === undefined);
    const numbers = isWhole ? [] : items.flatMap(({ item }) => item ?? []);
    await log.deadLetters.addWebhook({
      connector: name,
      stage: 'parse',
      error: first.error.toJSON(),
      request: storeWebhook(request, numbers.length > 0 ? numbers : undefined),
    });
  };

  return {
    async receive(request, { publicUrl, headers: common } = {}) {
      try {
        const webhook = await readWebhookRequest(request, {
          maxBodyBytes: connector.maxBodyBytes,
          ...(publicUrl !== undefined && { publicUrl: publicUrlOf(request, publicUrl) }),
        });
        const { status, headers, body } = await take(webhook);
        return new Response(body ?? null, { status, headers: { ...common, ...lowerCased(headers) } });
      } catch (thrown) {
        const error = toTouchlineError(thrown);
        refused.add(error.code);
        emit('refused', { connector: name, code: error.code });
        return problemResponse(error, common);
      }
    },
    async takeUp({ request, buriedAtMs }) {
      const { items } = request;
      const result = await connector.receive(restoreWebhook(request), {
        verified: true,
        receivedAt: new Date(buriedAtMs),
        ...(items && { items }),
      });
      const stored = await store(result.events);
      return [...result.failed, ...stored.refused];
    },
    counts: () => ({
      received,
      events,
      duplicates,
      failed,
      ignored: ignored.counts(),
      refused: refused.counts(),
    }),
  };
};

/** What was wrong with an event. @throws what the log or the router is at fault for: the vendor is to come again. */
const refusalOf = (thrown: unknown): TouchlineError => {
  if (TouchlineError.isInstance(thrown) && /^event\.(too_large|invalid|unknown_type)$/.test(thrown.code))
    return thrown;
  throw thrown;
};

/** The URL that the vendor called: what is public, with the path that came. */
const publicUrlOf = ({ url }: Request, publicUrl: string): string =>
  publicUrl.replace(/\/$/, '') + new URL(url).pathname;

/** So that of two spellings of a name the vendor's own is the only one. */
const lowerCased = (headers: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The answer to a request that is not let in. */
export const problemResponse = (
  error: TouchlineError,
  common: Readonly<Record<string, string>> = {},
): Response => {
  const problem = problemOf(error);
  const headers: Record<string, string> = { ...common, ...problemHeaders(error) };
  if (error.code === 'webhook.method_not_allowed') headers.allow = 'POST';
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
};
