import { type ActionContext, type Implement, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import { sendSms } from '../../contract/send-sms.ts';
import { present } from '../../present.ts';
import type { TelnyxSettings } from '../config.ts';

/**
 * The message action. Messages take neither a `command_id` nor an `Idempotency-Key`, and carry no word of ours that they could be
 * found by: one of unknown outcome is left to people.
 *
 * @see https://developers.telnyx.com/api-reference/messages/send-a-message
 */
export const messageActions = (implement: Implement<TelnyxSettings>) => ({
  sendSms: implement(sendSms, async ({ to, text, mediaUrls, ...sender }, context) => {
    const { http, config, signal } = context;
    const { body } = await http.post('/messages', {
      json: present({
        to,
        ...senderOf(sender, context),
        text,
        media_urls: mediaUrls,
        type: mediaUrls === undefined ? 'SMS' : 'MMS',
        webhook_url: config.publicUrl,
      }),
      response: messageResource,
      operation: 'sms.send',
      signal,
    });
    const { id, parts, to: recipients, errors } = body.data;
    const status = recipients?.[0]?.status ?? 'queued';
    if (status === 'sending_failed' || status === 'delivery_failed' || status === 'expired')
      throw new TouchlineError('http.rejected', 'Telnyx took the message (sms.send) and then failed it.', {
        connector: 'telnyx',
        vendorStatus: 200,
        vendorCode: errors?.[0]?.code ?? status,
      });
    return {
      messageId: id,
      status: statuses[status] ?? ('queued' as const),
      ...(parts && { segments: parts }),
    };
  }),
});

/** What is newer than this connector reads as `queued`: a message that was taken must not look as if it were not. */
const statuses: Readonly<Record<string, 'sending' | 'sent' | 'delivered' | undefined>> = {
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
};

const messageResource = z.object({
  data: z.object({
    id: z.string().min(1),
    parts: z.int().positive().nullish().catch(undefined),
    to: z
      .array(z.object({ status: z.string().nullish() }))
      .nullish()
      .catch(undefined),
    errors: z
      .array(z.object({ code: z.coerce.string().max(256) }))
      .nullish()
      .catch(undefined),
  }),
});

interface Sender {
  readonly from?: string | undefined;
  readonly messagingService?: string | undefined;
}

/** A sender name belongs to a profile, so it goes along with one. */
const senderOf = (
  { from, messagingService }: Sender,
  { config }: Pick<ActionContext<TelnyxSettings>, 'config'>,
) => {
  const profile = messagingService ?? config.messagingProfileId;
  if (from !== undefined) return /[A-Za-z]/.test(from) ? { from, messaging_profile_id: profile } : { from };
  if (profile !== undefined) return { messaging_profile_id: profile };
  if (config.from !== undefined) return { from: config.from };
  throw new TouchlineError(
    'action.input_invalid',
    'A message needs from or messagingService: the config of telnyx names no sender either.',
  );
};
