import { messageStatusRank } from '@touchline/core';
import { timeOf } from '../time.ts';
import { draftOf, type MessagingResult, type MessagingTools, personOf } from './map-tools.ts';
import type { MessagingEventOf } from './payload.ts';

/**
 * Messages of ours that arrived. Messenger names them where it can, and else says until when all have: `upTo`. Both come late
 * and twice, so ids are made of what is told, and `sequence` is the rank of the status; see `messageStatusRank`.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-deliveries
 */
export const deliveryToEvents = (
  { delivery, sender, timestamp }: MessagingEventOf<'delivery'>,
  tools: MessagingTools,
): readonly MessagingResult[] => {
  const { mids, watermark } = delivery;
  const data = { ...personOf(sender.id, tools), to: sender.id };
  const time = timestamp ?? watermark;
  if (mids?.length)
    return mids.map((mid) =>
      tools.event('message.delivered', {
        ...draftOf(`${mid}:delivered`, time, tools),
        ...rankOf('message.delivered'),
        subject: mid,
        data: { ...data, messageId: mid },
      }),
    );
  if (!watermark) return [tools.ignore('delivery (of nothing)')];
  return [
    tools.event('message.delivered', {
      ...draftOf(`delivered:${sender.id}:${watermark}`, time, tools),
      ...rankOf('message.delivered'),
      subject: sender.id,
      data: { ...data, upTo: timeOf(tools.receivedAt, watermark) },
    }),
  ];
};

/**
 * Messages of ours that were read: Messenger says until when, Instagram which one.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-reads
 */
export const readToEvent = (
  { read: { mid, watermark }, sender, timestamp }: MessagingEventOf<'read'>,
  tools: MessagingTools,
): MessagingResult => {
  if (!mid && !watermark) return tools.ignore('read (of nothing)');
  const id = mid ? `${mid}:read` : `read:${sender.id}:${watermark}`;
  return tools.event('message.read', {
    ...draftOf(id, timestamp ?? watermark, tools),
    ...rankOf('message.read'),
    subject: mid || sender.id,
    data: {
      ...personOf(sender.id, tools),
      to: sender.id,
      ...(mid && { messageId: mid }),
      ...(watermark && { upTo: timeOf(tools.receivedAt, watermark) }),
    },
  });
};

const rankOf = (type: 'message.delivered' | 'message.read'): { sequence: string } => ({
  sequence: String(messageStatusRank(type)),
});
