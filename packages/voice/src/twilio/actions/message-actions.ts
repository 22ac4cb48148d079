import {
  type ActionContext,
  type FormFields,
  type Implement,
  TouchlineError,
  urlPath,
} from '@touchline/core';
import { z } from 'zod';
import { sendSms } from '../../contract/send-sms.ts';
import type { TwilioSettings } from '../config.ts';
import { sendWhatsapp } from './send-whatsapp.ts';

/**
 * The message actions; for why they have no `reconcile` see `callActions`.
 *
 * @see https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
 */
export const messageActions = (implement: Implement<TwilioSettings>) => ({
  sendSms: implement(sendSms, async ({ to, text, mediaUrls, ...sender }, context) =>
    createMessage(
      { To: to, ...smsSender(sender, context.config), Body: text, MediaUrl: mediaUrls },
      'sms.send',
      context,
    ),
  ),

  sendWhatsapp: implement(sendWhatsapp, async ({ to, text, mediaUrls, template, ...sender }, context) =>
    createMessage(
      {
        To: `whatsapp:${to}`,
        ...whatsappSender(sender, context.config),
        Body: text,
        MediaUrl: mediaUrls,
        ...(template && {
          ContentSid: template.contentSid,
          ContentVariables: template.variables && JSON.stringify(template.variables),
        }),
      },
      'whatsapp.send',
      context,
    ),
  ),
});

const createMessage = async (
  form: FormFields,
  operation: string,
  { http, config, signal }: ActionContext<TwilioSettings>,
): Promise<z.input<typeof sendSms.output>> => {
  const { body } = await http.post(urlPath`/Accounts/${config.accountSid}/Messages.json`, {
    form: { ...form, StatusCallback: config.publicUrl },
    formArrays: 'repeat',
    response: messageResource,
    operation,
    signal,
  });
  const { sid, status, error_code: code, num_segments: segments } = body;
  if (status === 'failed' || status === 'undelivered' || status === 'canceled')
    throw new TouchlineError('http.rejected', `Twilio took the message (${operation}) and then failed it.`, {
      connector: 'twilio',
      ...(code && { vendorCode: String(code) }),
    });
  return { messageId: sid, status: statuses[status] ?? 'queued', ...(segments && { segments }) };
};

/** `accepted`, `queued` and `scheduled` are `queued`, and so is whatever is newer than this connector. */
const statuses: Readonly<Record<string, 'sending' | 'sent' | 'delivered' | undefined>> = {
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
};

const messageResource = z.object({
  sid: z.string().min(1),
  status: z.string(),
  error_code: z.int().nullish().catch(undefined),
  /** `0` until a Messaging Service has chosen a sender. */
  num_segments: z.coerce.number().int().nullish().catch(undefined),
});

interface Sender {
  readonly from?: string | undefined;
  readonly messagingService?: string | undefined;
}

const smsSender = ({ from, messagingService }: Sender, config: TwilioSettings): FormFields => {
  if (from !== undefined) return { From: from };
  const service = messagingService ?? config.messagingServiceSid;
  if (service !== undefined) return { MessagingServiceSid: service };
  return { From: named(config.from, 'from or messagingService') };
};

const whatsappSender = ({ from, messagingService }: Sender, config: TwilioSettings): FormFields => {
  if (messagingService !== undefined) return { MessagingServiceSid: messagingService };
  return { From: `whatsapp:${named(from ?? config.whatsappFrom, 'from (or whatsappFrom in the config)')}` };
};

const named = (sender: string | undefined, what: string): string => {
  if (sender !== undefined) return sender;
  throw new TouchlineError(
    'action.input_invalid',
    `A message needs ${what}: the config of twilio names no sender either.`,
  );
};
