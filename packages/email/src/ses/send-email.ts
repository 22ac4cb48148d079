import { type ActionImplementation, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { Correspondent, sendEmail } from '../contract.ts';
import type { SesSettings } from './config.ts';
import { toEmailTags } from './email-tags.ts';
import { mailboxText } from './mailbox-text.ts';

type Input = z.output<typeof sendEmail.input>;

/**
 * `POST /v2/email/outbound-emails`: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html.
 *
 * SES knows no idempotency key, and nothing finds an e-mail by a tag: a send whose answer was lost is a dead letter. Ours goes along as a
 * tag, by which the events know the delivery again.
 */
export const implementSendEmail: ActionImplementation<
  SesSettings,
  typeof sendEmail.input,
  typeof sendEmail.output
> = {
  idempotent: 'no',
  run: async (input, { config, http, signal, idempotencyKey }) => {
    const { body } = await http.post('/v2/email/outbound-emails', {
      json: emailOf(input, idempotencyKey, config),
      response: z.object({ MessageId: z.string().min(1).max(1_024) }),
      signal,
      operation: 'email.send',
    });
    return { messageId: body.MessageId, status: 'queued' };
  },
};

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const mostRecipients = 50;

/** The body of the request. Exported for its tests. */
export const emailOf = (
  input: Input,
  deliveryKey: string,
  { configurationSet }: Pick<SesSettings, 'configurationSet'>,
) => {
  if (input.sendAt !== undefined) throw notSupported('sendAt', 'Amazon SES sends at once');
  const { tags, metadata } = input;
  const emailTags = toEmailTags({ deliveryKey, ...(tags && { tags }), ...(metadata && { metadata }) });
  return {
    FromEmailAddress: mailboxText(input.from),
    Destination: destinationOf(input),
    ReplyToAddresses: input.replyTo?.length ? input.replyTo.map(mailboxText) : undefined,
    Content: contentOf(input),
    EmailTags: emailTags.length > 0 ? emailTags : undefined,
    ConfigurationSetName: configurationSet,
  };
};

/** Whoever is named twice is named where it weighs most, and gets it once. */
const destinationOf = ({ to, cc = [], bcc = [] }: Input) => {
  const seen = new Set<string>();
  const unique = (recipients: readonly Correspondent[]) =>
    recipients.filter(({ address }) => seen.size < seen.add(address.toLowerCase()).size).map(mailboxText);
  const lists = { to: unique(to), cc: unique(cc), bcc: unique(bcc) };
  if (seen.size > mostRecipients)
    throw notSupported(
      'to, cc and bcc',
      `Amazon SES takes at most ${mostRecipients} recipients of one e-mail`,
    );
  return {
    ToAddresses: lists.to,
    CcAddresses: lists.cc.length > 0 ? lists.cc : undefined,
    BccAddresses: lists.bcc.length > 0 ? lists.bcc : undefined,
  };
};

const contentOf = (input: Input) => {
  const { template, subject, text, html } = input;
  const headers = Object.entries(input.headers ?? {}).map(([Name, Value]) => ({ Name, Value }));
  const attachments = (input.attachments ?? []).map(({ name, contentType, content, contentId }) => ({
    RawContent: content,
    FileName: name,
    ContentType: contentType ?? 'application/octet-stream',
    ContentDisposition: contentId === undefined ? 'ATTACHMENT' : 'INLINE',
    ContentTransferEncoding: 'BASE64',
    ContentId: contentId,
  }));
  const more = {
    Headers: headers.length > 0 ? headers : undefined,
    Attachments: attachments.length > 0 ? attachments : undefined,
  };
  if (template) {
    if (subject !== undefined) throw notSupported('subject', 'a template of Amazon SES brings its own');
    return {
      Template: { TemplateName: template.id, TemplateData: JSON.stringify(template.data ?? {}), ...more },
    };
  }
  const part = (data: string | undefined) =>
    data === undefined ? undefined : { Data: data, Charset: 'UTF-8' };
  return { Simple: { Subject: part(subject), Body: { Text: part(text), Html: part(html) }, ...more } };
};

const notSupported = (option: string, why: string): TouchlineError =>
  new TouchlineError('action.not_supported', `ses: ${option}: ${why}.`, { connector: 'ses' });
