import { type ActionContext, delay, type Reconciliation, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { SendMessageOutput, sendMessage } from '../../contract.ts';
import type { SlackSettings } from '../config.ts';
import { json } from './json-body.ts';
import { messageBody } from './message-body.ts';

type Input = z.output<typeof sendMessage.input>;
type Context = ActionContext<SlackSettings>;

/**
 * Posts a message. Slack has no idempotency key, so the key goes along as the message's metadata, by which
 * {@link findSentMessage} knows it again. Whoever is in the workspace can read metadata with an app: the key says nothing.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postMessage https://docs.slack.dev/messaging/message-metadata
 */
export const runSendMessage = async (
  { conversationId, threadId, replyToMessageId, ...content }: Input,
  { http, idempotencyKey, signal }: Context,
): Promise<SendMessageOutput> => {
  const thread = threadId ?? replyToMessageId;
  const request = json({
    channel: conversationId,
    ...(thread && { thread_ts: thread }),
    mrkdwn: false,
    ...messageBody(content),
    metadata: { event_type: metadataType, event_payload: { idempotency_key: idempotencyKey } },
  });
  try {
    const { body } = await http.post('/chat.postMessage', {
      ...request,
      response: z.object({ channel: z.string(), ts: z.string() }),
      operation: 'chat.postMessage',
      signal,
    });
    return { messageId: body.ts, conversationId: body.channel };
  } catch (thrown) {
    throw ambiguousWherePosted(thrown);
  }
};

/**
 * Looks whether a message was posted whose answer was lost: by its metadata, among what was said since the attempt
 * began. It first waits a little, because the message may still be on its way.
 *
 * It takes the scope `channels:history` (`groups:`, `im:`, `mpim:`), and one call of a method that Slack limits to 1 a minute
 * for apps that are distributed outside its marketplace: https://docs.slack.dev/apis/web-api/rate-limits
 */
export const findSentMessage = async (
  { conversationId, threadId, replyToMessageId }: Input,
  { http, clock, idempotencyKey, attemptedAtMs, signal }: Context,
): Promise<Reconciliation<SendMessageOutput>> => {
  // A name or a person can be written to, but not looked into.
  if (!/^[CDG][A-Z0-9]{2,}$/.test(conversationId)) return { outcome: 'unknown' };
  await delay(clock, settlingMs, signal);
  const thread = threadId ?? replyToMessageId;
  const { body } = await http.get(thread ? '/conversations.replies' : '/conversations.history', {
    query: {
      channel: conversationId,
      ...(thread && { ts: thread }),
      oldest: secondsOf(attemptedAtMs - clockSkewMs),
      // Without it those closest to the oldest would come.
      latest: secondsOf(clock.now() + clockSkewMs),
      include_all_metadata: true,
      limit: pageSize,
    },
    response: history,
    operation: 'conversations.history',
    signal,
  });
  const found = body.messages.find(
    ({ metadata }) =>
      metadata?.event_type === metadataType && metadata.event_payload?.idempotency_key === idempotencyKey,
  );
  if (found) return { outcome: 'done', output: { messageId: found.ts, conversationId } };
  return { outcome: body.has_more ? 'unknown' : 'not_done' };
};

const metadataType = 'touchline_message';

const settlingMs = 3_000;
const clockSkewMs = 60_000;
/** What Slack allows apps that are distributed outside its marketplace; others get more, but seldom need it. */
const pageSize = 15;

const secondsOf = (epochMs: number): string => (epochMs / 1_000).toFixed(6);

const history = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({
          event_type: z.string().optional(),
          event_payload: z.object({ idempotency_key: z.unknown() }).optional().catch(undefined),
        })
        .optional(),
    }),
  ),
  has_more: z.boolean().default(false),
});

/**
 * Two of Slack's failures may come after the message was posted.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postMessage#errors
 */
const ambiguousWherePosted = (thrown: unknown): unknown => {
  if (!TouchlineError.isInstance(thrown) || !mayHavePosted.has(thrown.vendorCode)) return thrown;
  return new TouchlineError('delivery.ambiguous', thrown.message, {
    connector: 'slack',
    ...(thrown.vendorStatus !== undefined && { vendorStatus: thrown.vendorStatus }),
    ...(thrown.vendorCode !== undefined && { vendorCode: thrown.vendorCode }),
  });
};

const mayHavePosted: ReadonlySet<string | undefined> = new Set(['internal_error', 'fatal_error']);
