import { z } from 'zod';
import { number, said } from '../../meta/said.ts';

const media = z.object({ id: said, mime_type: said, caption: said, filename: said, url: said });

const chosen = z.object({ id: z.string(), title: said });

const base = {
  id: z.string().min(1),
  from: said,
  from_user_id: said,
  to: said,
  to_user_id: said,
  group_id: said,
  timestamp: number,
  context: z.object({ id: said }).nullish(),
  referral: z.object({ source_url: said, source_id: said, source_type: said, ctwa_clid: said }).nullish(),
};

const interactive = z.discriminatedUnion('type', [
  z.object({ type: z.literal('button_reply'), button_reply: chosen }),
  z.object({ type: z.literal('list_reply'), list_reply: chosen }),
  z.object({
    type: z.literal('nfm_reply'),
    nfm_reply: z.object({ name: said, response_json: z.string() }),
  }),
  z.object({
    type: z.literal('call_permission_reply'),
    call_permission_reply: z.object({ response: z.string() }),
  }),
]);

const contact = z.object({
  name: z.object({ formatted_name: said }).nullish(),
  phones: z.array(z.object({ phone: said })).nullish(),
  emails: z.array(z.object({ email: said })).nullish(),
});

const product = z.object({
  product_retailer_id: z.string(),
  quantity: z.union([z.number(), z.string().regex(/^\d{1,9}(\.\d{1,9})?$/)]).transform(Number),
  item_price: z.union([z.number(), z.string()]).transform(String),
  currency: z.string(),
});

/** What an edited message says now: the shape of a message inside a message. */
const rewritten = z.object({
  text: z.object({ body: said }).nullish(),
  image: media.nullish(),
  video: media.nullish(),
  document: media.nullish(),
});

const known = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('text'), text: z.object({ body: z.string() }) }),
  z.object({ ...base, type: z.literal('image'), image: media }),
  z.object({ ...base, type: z.literal('video'), video: media }),
  z.object({ ...base, type: z.literal('audio'), audio: media }),
  z.object({ ...base, type: z.literal('document'), document: media }),
  z.object({ ...base, type: z.literal('sticker'), sticker: media }),
  z.object({
    ...base,
    type: z.literal('location'),
    location: z.object({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: said,
      address: said,
    }),
  }),
  z.object({ ...base, type: z.literal('contacts'), contacts: z.array(contact) }),
  z.object({ ...base, type: z.literal('interactive'), interactive }),
  z.object({
    ...base,
    type: z.literal('button'),
    button: z.object({ payload: said, text: z.string() }),
  }),
  z.object({
    ...base,
    type: z.literal('reaction'),
    reaction: z.object({ message_id: z.string().min(1), emoji: said }),
  }),
  z.object({
    ...base,
    type: z.literal('order'),
    order: z.object({ text: said, product_items: z.array(product).min(1) }),
  }),
  z.object({
    ...base,
    type: z.literal('system'),
    system: z.object({ type: z.string(), wa_id: said, new_wa_id: said }),
  }),
  z.object({
    ...base,
    type: z.literal('revoke'),
    revoke: z.object({ original_message_id: z.string().min(1) }),
  }),
  z.object({
    ...base,
    type: z.literal('edit'),
    edit: z.object({ original_message_id: z.string().min(1), message: rewritten }),
  }),
  z.object({
    ...base,
    type: z.literal(['unsupported', 'unknown']),
    errors: z
      .array(z.object({ code: number }))
      .nullish()
      .catch(undefined),
  }),
  z.object({ type: z.literal('other'), name: z.string() }),
]);

const knownTypes: ReadonlySet<unknown> = new Set(
  known.options.flatMap((option) => [...option.shape.type.values]),
);

const interactiveTypes: ReadonlySet<unknown> = new Set(
  interactive.options.flatMap((option) => [...option.shape.type.values]),
);

/**
 * A message by its type. New types come up several times a year: they are other, and ignored by name.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
 */
export const whatsappMessage = z.preprocess((message) => {
  if (typeof message !== 'object' || message === null || !('type' in message)) return message;
  const { type } = message;
  if (!knownTypes.has(type) || type === 'other') return { type: 'other', name: type };
  if (type !== 'interactive') return message;
  const inner =
    'interactive' in message ? (message.interactive as { type?: unknown } | null)?.type : undefined;
  return typeof inner === 'string' && !interactiveTypes.has(inner)
    ? { type: 'other', name: `interactive (${inner})` }
    : message;
}, known);

/** See {@link whatsappMessage}. */
export type WhatsAppMessage = z.output<typeof known>;

/** What `Type` of message looks like. */
export type WhatsAppMessageOf<Type extends WhatsAppMessage['type']> = Extract<
  WhatsAppMessage,
  { readonly type: Type }
>;

/** A message that is one, and not of a type that is not known. */
export type KnownWhatsAppMessage = Exclude<WhatsAppMessage, { readonly type: 'other' }>;

/** What the business wrote itself, in the app: the shape of a message, and `to` whom. */
export const whatsappEcho = whatsappMessage;

/** A file of a message. */
export interface WhatsAppMedia extends z.output<typeof media> {}
