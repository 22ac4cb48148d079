import { z } from 'zod';
import { number, said } from '../said.ts';
import { kindOf } from './items.ts';

const id = z.union([z.string().min(1), z.number().transform(String)]);

const base = {
  sender: z.object({ id }),
  recipient: z.object({ id }),
  timestamp: number.nullish().catch(undefined),
};

const referral = z.object({ ref: said, source: said, type: said, ad_id: id.nullish() });

const attachment = z.object({
  type: z.string(),
  payload: z
    .object({
      url: said,
      title: said,
      coordinates: z
        .object({ lat: z.number().min(-90).max(90), long: z.number().min(-180).max(180) })
        .nullish(),
    })
    .nullish(),
});

const message = z.object({
  mid: z.string().min(1),
  text: said,
  is_echo: z.boolean().nullish(),
  is_deleted: z.boolean().nullish(),
  is_unsupported: z.boolean().nullish(),
  quick_reply: z.object({ payload: z.string() }).nullish(),
  reply_to: z.object({ mid: said, story: z.object({ id: said, url: said }).nullish() }).nullish(),
  referral: referral.nullish().catch(undefined),
  attachments: z.array(attachment).nullish(),
  metadata: said,
});

/** The fields of a message. */
export interface MessagingMessage extends z.output<typeof message> {}

/** What is told of where somebody came from. */
export interface MessagingReferral extends z.output<typeof referral> {}

const owner = id.nullish();

const known = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('message'), message }),
  z.object({
    ...base,
    kind: z.literal('message_edit'),
    message_edit: z.object({ mid: z.string().min(1), text: said, num_edit: number.nullish() }),
  }),
  z.object({
    ...base,
    kind: z.literal('postback'),
    postback: z.object({
      mid: said,
      title: said,
      payload: said,
      referral: referral.nullish().catch(undefined),
    }),
  }),
  z.object({ ...base, kind: z.literal('referral'), referral }),
  z.object({
    ...base,
    kind: z.literal('optin'),
    optin: z.object({
      type: said,
      ref: said,
      payload: said,
      title: said,
      notification_messages_token: said,
      notification_messages_status: said,
    }),
  }),
  z.object({
    ...base,
    kind: z.literal('reaction'),
    reaction: z.object({ mid: z.string().min(1), action: z.string(), emoji: said, reaction: said }),
  }),
  z.object({
    ...base,
    kind: z.literal('read'),
    read: z.object({ watermark: number.nullish(), mid: said }),
  }),
  z.object({
    ...base,
    kind: z.literal('delivery'),
    delivery: z.object({ watermark: number.nullish(), mids: z.array(z.string().min(1)).nullish() }),
  }),
  z.object({
    ...base,
    kind: z.literal(['pass_thread_control', 'take_thread_control']),
    control: z.object({ new_owner_app_id: owner, previous_owner_app_id: owner }),
  }),
  z.object({ kind: z.literal('other'), name: z.string() }),
]);

const knownKinds: ReadonlySet<string> = new Set(
  known.options.flatMap((option) => [...option.shape.kind.values]),
);

const event = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null) return value;
  const kind = kindOf(value);
  // Whoever only ticked a box on a page has no id yet, so there is nobody to speak of.
  const isOfNobody = kind === 'optin' && !('sender' in value);
  if (!knownKinds.has(kind) || kind === 'other' || isOfNobody) return { kind: 'other', name: kind };
  return { ...value, kind, control: (value as Readonly<Record<string, unknown>>)[kind] };
}, known);

/** One messaging event, by what it is about. */
export type MessagingEvent = z.output<typeof known>;

/** What `Kind` of event looks like. */
export type MessagingEventOf<Kind extends MessagingEvent['kind']> = MessagingEvent extends infer Event
  ? Event extends { readonly kind: infer Own }
    ? [Own & Kind] extends [never]
      ? never
      : Event
    : never
  : never;

/** One thing of a batch; see `messagingItemsOf`. */
export const messagingItem = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('messaging'),
    accountId: id.nullish().catch(undefined),
    entryTime: number.nullish().catch(undefined),
    event,
  }),
  z.object({ kind: z.literal('other'), name: z.string() }),
]);

/** See {@link messagingItem}. */
export type MessagingItem = z.output<typeof messagingItem>;
