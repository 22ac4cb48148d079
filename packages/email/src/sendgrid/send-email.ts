import {
  type ActionContext,
  type ActionImplementation,
  type Reconciliation,
  TouchlineError,
} from '@touchline/core';
import { z } from 'zod';
import type { Correspondent, SendEmailOutput, sendEmail } from '../contract.ts';
import type { SendgridSettings } from './config.ts';
import { deliveryKeyArgument, toCustomArgs } from './custom-args.ts';
import { messageIdOf } from './message-id.ts';

type Input = z.output<typeof sendEmail.input>;
type Context = ActionContext<SendgridSettings>;

/**
 * `POST /v3/mail/send`: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send.
 *
 * SendGrid knows no idempotency key: what is sent twice arrives twice. Ours goes along as a custom argument,
 * by which the events, and {@link findSent}, know the e-mail again.
 */
export const implementSendEmail: ActionImplementation<
  SendgridSettings,
  typeof sendEmail.input,
  typeof sendEmail.output
> = {
  idempotent: 'no',
  run: async (input, { http, signal, idempotencyKey }) => {
    const { headers, status } = await http.post('/v3/mail/send', {
      json: mailOf(input, idempotencyKey),
      signal,
      operation: 'email.send',
    });
    const messageId = headers['x-message-id'];
    if (messageId === undefined)
      throw new TouchlineError('http.response_invalid', 'SendGrid took an e-mail without giving it an id.', {
        connector: 'sendgrid',
        disposition: 'ambiguous',
        vendorStatus: status,
      });
    return { messageId, status: 'queued' };
  },
  reconcile: (_, context) => findSent(context),
};

/** The body of the request. Exported for its tests. */
export const mailOf = (input: Input, deliveryKey: string) => {
  const { template, text, html, attachments, tags, sendAt } = input;
  return {
    personalizations: [
      {
        ...recipientsOf(input),
        dynamic_template_data: template?.data,
        custom_args: toCustomArgs(input.metadata ?? {}, deliveryKey),
      },
    ],
    from: addressOf(input.from),
    reply_to_list: input.replyTo?.length ? input.replyTo.map(addressOf) : undefined,
    subject: input.subject,
    // Plain text must come first.
    content: template
      ? undefined
      : [
          ...(text === undefined ? [] : [{ type: 'text/plain', value: text }]),
          ...(html === undefined ? [] : [{ type: 'text/html', value: html }]),
        ],
    template_id: template?.id,
    attachments: attachments?.length
      ? attachments.map(({ name, contentType, content, contentId }) => ({
          content,
          type: contentType ?? 'application/octet-stream',
          filename: name,
          disposition: contentId === undefined ? 'attachment' : 'inline',
          content_id: contentId,
        }))
      : undefined,
    headers: input.headers,
    categories: tags?.length ? [...new Set(tags)] : undefined,
    send_at: sendAt === undefined ? undefined : Math.floor(Date.parse(sendAt) / 1_000),
  };
};

/** SendGrid refuses an e-mail that names an address twice, so each is named where it weighs most. */
const recipientsOf = ({ to, cc = [], bcc = [] }: Input) => {
  const seen = new Set<string>();
  const unique = (recipients: readonly Correspondent[]) =>
    recipients.filter(({ address }) => seen.size < seen.add(address.toLowerCase()).size).map(recipientOf);
  const lists = { to: unique(to), cc: unique(cc), bcc: unique(bcc) };
  return {
    to: lists.to,
    cc: lists.cc.length ? lists.cc : undefined,
    bcc: lists.bcc.length ? lists.bcc : undefined,
  };
};

/**
 * Recipients' names may not hold `,` or `;`:
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/limitations
 */
const recipientOf = ({ address, name }: Correspondent) =>
  addressOf({ address, name: name?.replaceAll(/[,;]+/g, ' ').replaceAll(/ {2,}/g, ' ').trim() || undefined });

const addressOf = ({ address, name }: Correspondent) => ({ email: address, name });

const activity = z.object({ messages: z.array(z.object({ msg_id: z.string().min(1) })).default([]) });

/**
 * Looks for the e-mail in the Email Activity, an add-on that an account may lack: then nothing is known. Nor
 * does its absence there prove anything, because the activity lags behind. Source:
 * https://www.twilio.com/docs/sendgrid/for-developers/sending-email/getting-started-email-activity-api
 */
const findSent = async ({
  http,
  signal,
  idempotencyKey,
}: Context): Promise<Reconciliation<SendEmailOutput>> => {
  if (!/^[\w.:-]+$/.test(idempotencyKey)) return { outcome: 'unknown' };
  try {
    const { body } = await http.get('/v3/messages', {
      query: { limit: 1, query: `(unique_args['${deliveryKeyArgument}']="${idempotencyKey}")` },
      response: activity,
      signal,
      operation: 'email.find',
    });
    const messageId = messageIdOf(body.messages[0]?.msg_id, undefined);
    return messageId === undefined
      ? { outcome: 'unknown' }
      : { outcome: 'done', output: { messageId, status: 'queued' } };
  } catch (thrown) {
    if (TouchlineError.isInstance(thrown) && withoutAddOn.has(thrown.vendorStatus ?? 0))
      return { outcome: 'unknown' };
    throw thrown;
  }
};

/** How an account answers that has not bought the Email Activity, or whose key may not read it. */
const withoutAddOn: ReadonlySet<number> = new Set([400, 401, 403, 404]);
