import { z } from 'zod';
import { readOrRefuse } from '../errors/read-or-refuse.ts';
import { kindOf, TouchlineError } from '../errors/touchline-error.ts';
import { issuesOf, sentenceOf } from '../errors/zod-issues.ts';
import type { EventDraft, TouchlineEvent } from '../event/envelope.ts';
import type { EventCatalogue } from '../event/event-catalogue.ts';
import { hotParserOf } from '../event/hot-parser.ts';
import { parseFormBody, parseJsonBody } from '../webhook/index.ts';
import type { WebhookReply, WebhookRequest } from '../webhook/webhook-request.ts';
import type {
  FailedItem,
  IgnoredEvent,
  Inbound,
  InboundContext,
  MappedEvent,
  Received,
  ReceiveOptions,
} from './inbound.ts';
import { mapTools } from './map-tools.ts';
import { inFamily } from './run-part.ts';

/** The largest body taken where a connector says nothing else: 1 MiB. */
export const defaultMaxBodyBytes = 1_048_576;

/** The most items of one batch. A body within its limit can hold millions, and while they are read everybody else waits. */
export const maxBatchItems = 10_000;

const accepted: WebhookReply = { status: 200 };

/** Handshake, verify, parse, split, map: what a connector's `receive` does. */
export const receiveWebhook = async <Config, Payload extends z.ZodType>(
  connector: string,
  // biome-ignore lint/suspicious/noExplicitAny: the event map is known only inside the definition.
  inbound: Inbound<any, Config, Payload>,
  catalogue: EventCatalogue,
  request: WebhookRequest,
  context: InboundContext<Config>,
  { verified = false, items, receivedAt = new Date(context.clock.now()) }: ReceiveOptions = {},
): Promise<Received> => {
  admit(connector, inbound, request);
  if (!verified) {
    const { handshake } = inbound;
    const challenge = handshake && (await inFamily({ connector }, () => handshake(request, context)));
    if (challenge) return { events: [], ignored: [], failed: [], reply: challenge };
    await inFamily({ connector }, () => inbound.verify(request, context));
  }

  const events: TouchlineEvent[] = [];
  const ignored: string[] = [];
  const failed: FailedItem[] = [];
  const payloads: z.output<Payload>[] = [];

  const body = attempt(connector, () => (inbound.parse ?? parseByContentType)(request));
  if ('error' in body) return { events, ignored, failed: [{ error: body.error }], reply: accepted };
  const split = attempt(connector, () => withinBound(inbound.items?.(body.value) ?? [body.value]));
  if ('error' in split) return { events, ignored, failed: [{ error: split.error }], reply: accepted };

  const whole = inbound.items === undefined;
  for (const [item, value] of split.value.entries()) {
    if (items && !items.includes(item)) continue;
    const mapped = attempt(connector, () => {
      const payload = readPayload(inbound.payload, value);
      const results = inbound.toEvents(payload, {
        ...mapTools,
        config: context.config,
        request,
        receivedAt,
      });
      return { payload, ...toEnvelopes(connector, catalogue, results, traceOf(request)) };
    });
    if ('error' in mapped) {
      failed.push(whole ? { error: mapped.error } : { item, error: mapped.error });
      continue;
    }
    payloads.push(mapped.value.payload);
    events.push(...mapped.value.events);
    ignored.push(...mapped.value.ignored);
  }
  // A reply that cannot be made must not cost the events: the webhook is kept beside them.
  const reply = attempt(connector, () => checkedReply(inbound.reply?.({ payloads, request }, context)));
  if ('error' in reply)
    return { events, ignored, failed: [...failed, { error: reply.error }], reply: accepted };
  return { events, ignored, failed, reply: reply.value };
};

/** A batch beyond it is kept whole, as a body that cannot be understood is. */
const withinBound = <Item>(items: readonly Item[]): readonly Item[] => {
  if (items.length <= maxBatchItems) return items;
  throw new TouchlineError(
    'webhook.payload_invalid',
    `A batch may have at most ${maxBatchItems} items, and this one has ${items.length}.`,
  );
};

/** A reply that HTTP cannot say would be answered with a failure, and the vendor would come again for ever. */
const checkedReply = (reply: WebhookReply = accepted): WebhookReply => {
  const { status, body } = reply;
  if (!(Number.isInteger(status) && status >= 200 && status <= 599)) throw new TypeError('no status');
  if (body !== undefined && typeof body !== 'string') throw new TypeError('no body');
  return reply;
};

/** Fills in the envelopes of mapped events; throws `event.invalid` when one does not fit its schema. */
export const toEnvelopes = (
  connector: string,
  catalogue: EventCatalogue,
  results: readonly (MappedEvent | IgnoredEvent)[],
  trace: Pick<EventDraft, 'traceparent' | 'tracestate'> = {},
): { events: TouchlineEvent[]; ignored: string[] } => {
  const events: TouchlineEvent[] = [];
  const ignored: string[] = [];
  for (const result of results) {
    if ('ignored' in result) {
      ignored.push(result.ignored);
      continue;
    }
    const { account, ...draft } = result.draft;
    const source =
      account === undefined
        ? `/connectors/${connector}`
        : `/connectors/${connector}/${encodeURIComponent(account)}`;
    events.push(catalogue.create({ type: result.type, source, ...trace, ...draft }));
  }
  return { events, ignored };
};

/**
 * The trace that a request belongs to, where it carries one.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
const traceOf = ({
  headers: { traceparent, tracestate },
}: WebhookRequest): Pick<EventDraft, 'traceparent' | 'tracestate'> => {
  if (traceparent === undefined || !/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent))
    return {};
  return { traceparent, ...(tracestate && tracestate.length <= 512 && { tracestate }) };
};

const admit = (
  connector: string,
  { methods = ['POST'], maxBodyBytes = defaultMaxBodyBytes }: LimitedInbound,
  request: WebhookRequest,
): void => {
  // A text in place of the bytes would slip past the limit, and no signature could be verified over it.
  if (!(request?.rawBody instanceof Uint8Array) || typeof request.headers !== 'object')
    throw new TouchlineError(
      'config.invalid',
      'A webhook must be given as { method, url, headers, rawBody } with the raw bytes, as readWebhookRequest gives it.',
      { connector },
    );
  if (!methods.includes(request.method))
    throw new TouchlineError(
      'webhook.method_not_allowed',
      `Webhooks of ${connector} come by ${methods.join(' or ')}.`,
      { connector },
    );
  if (request.rawBody.byteLength > maxBodyBytes)
    throw new TouchlineError(
      'webhook.body_too_large',
      `The body of a webhook may have at most ${maxBodyBytes} bytes.`,
      { connector },
    );
};

interface LimitedInbound {
  readonly methods?: readonly string[];
  readonly maxBodyBytes?: number;
}

const parseByContentType = ({ headers, rawBody }: WebhookRequest): unknown =>
  (headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')
    ? parseFormBody(rawBody)
    : parseJsonBody(rawBody);

const readPayload = <Payload extends z.ZodType>(schema: Payload, value: unknown): z.output<Payload> =>
  readOrRefuse(hotParserOf(schema), value, {
    code: 'webhook.payload_invalid',
    subject: 'Payload',
  });

/** An authentic webhook never ends in an exception: what goes wrong with it becomes a coded error that is kept. */
const attempt = <Value>(
  connector: string,
  run: () => Value,
): { value: Value } | { error: TouchlineError } => {
  try {
    return { value: run() };
  } catch (thrown) {
    // A map that reads a part of the payload with a schema of its own names what does not fit, as the payload's schema does.
    if (thrown instanceof z.core.$ZodError) {
      const issues = issuesOf(thrown);
      const sentence = `The map read: ${sentenceOf(issues)}.`;
      return { error: new TouchlineError('webhook.payload_invalid', sentence, { connector, issues }) };
    }
    if (!TouchlineError.isInstance(thrown)) {
      const sentence = `The map threw an unexpected ${kindOf(thrown)}.`;
      return { error: new TouchlineError('webhook.payload_invalid', sentence, { connector }) };
    }
    const { code, message, issues } = thrown;
    const kept = code === 'webhook.body_malformed' ? code : 'webhook.payload_invalid';
    return { error: new TouchlineError(kept, message, { connector, issues }) };
  }
};
