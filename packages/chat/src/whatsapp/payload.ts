import { z } from 'zod';
import { number, said } from '../meta/said.ts';
import { whatsappCall } from './payload/call.ts';
import { whatsappEcho, whatsappMessage } from './payload/message.ts';
import { whatsappStatus } from './payload/status.ts';

/** The account and the people that an item is about. What is wrong here must not cost the item. */
const context = z.object({
  wabaId: said.catch(undefined),
  entryTime: number.nullish().catch(undefined),
  metadata: z.object({ display_phone_number: said, phone_number_id: said }).nullish().catch(undefined),
  contacts: z
    .array(
      z.object({
        wa_id: said,
        user_id: said,
        profile: z.object({ name: said }).nullish(),
      }),
    )
    .nullish()
    .catch(undefined),
});

/** See {@link context}. */
export interface WhatsAppContext extends z.output<typeof context> {}

/** What a person wants, or does not want any more. */
const preference = z.object({
  wa_id: said,
  user_id: said,
  category: z.string(),
  value: z.string(),
  timestamp: number,
});

/** See {@link preference}. */
export interface WhatsAppPreference extends z.output<typeof preference> {}

/** An account that the app was given, or is taken from. */
const installation = z.object({
  event: z.string(),
  waba_info: z.object({ waba_id: z.string().min(1) }),
});

/** See {@link installation}. */
export interface WhatsAppInstallation extends z.output<typeof installation> {}

/** One thing of a batch; see `itemsOf`. */
export const whatsappItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), context, item: whatsappMessage }),
  z.object({ kind: z.literal('echo'), context, item: whatsappEcho }),
  z.object({ kind: z.literal('status'), context, item: whatsappStatus }),
  z.object({ kind: z.literal('call'), context, item: whatsappCall }),
  z.object({ kind: z.literal('preference'), context, item: preference }),
  z.object({ kind: z.literal('installation'), context, item: installation }),
  z.object({ kind: z.literal('other'), name: z.string() }),
]);

/** See {@link whatsappItem}. */
export type WhatsAppItem = z.output<typeof whatsappItem>;
