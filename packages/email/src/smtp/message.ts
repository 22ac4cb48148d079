import { hash } from 'node:crypto';
import { TouchlineError } from '@touchline/core';
import type { SendMailOptions } from 'nodemailer';
import type { z } from 'zod';
import type { Correspondent, sendEmail } from '../contract.ts';
import { toDeliveryHeaders } from '../mime/delivery-headers.ts';
import type { SmtpSettings } from './config.ts';

type Input = z.output<typeof sendEmail.input>;

/** An e-mail as the mailer takes it. Its Message-ID is in angle brackets. */
export interface OutgoingMessage extends SendMailOptions {
  readonly messageId: string;
}

/**
 * The e-mail of an input.
 *
 * The Message-ID comes from the idempotency key, so that a repetition is the same message to whoever looks at it; an input that brings its
 * own keeps it.
 *
 * @throws TouchlineError `action.not_supported` for what SMTP does not know: templates, and sending later.
 */
export const messageOf = (
  input: Input,
  {
    idempotencyKey,
    nowMs,
    config,
  }: { readonly idempotencyKey: string; readonly nowMs: number; readonly config: SmtpSettings },
): OutgoingMessage => {
  if (input.template) throw notSupported('template', 'a mail server knows no templates');
  if (input.sendAt !== undefined) throw notSupported('sendAt', 'a mail server sends at once');
  const { from, to, cc = [], bcc = [], replyTo, tags, metadata } = input;
  const given = Object.entries(input.headers ?? {});
  const ownId = given.find(([name]) => name.toLowerCase() === 'message-id')?.[1].trim();
  return {
    from: mailboxOf(from),
    to: to.map(mailboxOf),
    ...(cc.length > 0 && { cc: cc.map(mailboxOf) }),
    ...(replyTo?.length && { replyTo: replyTo.map(mailboxOf) }),
    envelope: {
      from: config.bounceAddress ?? from.address,
      // Whoever is named twice gets it once. Blind copies stand here, and nowhere in the e-mail.
      to: uniqueAddresses([...to, ...cc, ...bcc]),
    },
    messageId: ownId || messageIdOf(idempotencyKey, config.messageIdDomain ?? domainOf(from.address)),
    date: new Date(nowMs),
    xMailer: false,
    ...(input.subject !== undefined && { subject: input.subject }),
    ...(input.text !== undefined && { text: input.text }),
    ...(input.html !== undefined && { html: input.html }),
    headers: [
      ...given
        .filter(([name]) => name.toLowerCase() !== 'message-id')
        .map(([key, value]) => ({ key, value })),
      ...toDeliveryHeaders({
        deliveryKey: idempotencyKey,
        ...(tags && { tags: [...new Set(tags)] }),
        ...(metadata && { metadata }),
      }).map(({ name, value }) => ({ key: name, value })),
    ],
    attachments: (input.attachments ?? []).map(({ name, contentType, content, contentId }) => ({
      filename: name,
      content,
      encoding: 'base64',
      contentType: contentType ?? 'application/octet-stream',
      ...(contentId !== undefined && { cid: contentId, contentDisposition: 'inline' as const }),
    })),
    ...(config.requestReceipts && {
      dsn: { return: 'headers' as const, notify: ['success', 'failure', 'delay'] },
    }),
  };
};

const messageIdOf = (idempotencyKey: string, domain: string): string =>
  `<${hash('sha256', idempotencyKey, 'base64url')}@${domain}>`;

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

const mailboxOf = ({ address, name }: Correspondent) => ({ address, name: name ?? '' });

const uniqueAddresses = (recipients: readonly Correspondent[]): string[] => [
  ...new Map(recipients.map(({ address }) => [address.toLowerCase(), address])).values(),
];

const notSupported = (option: string, why: string): TouchlineError =>
  new TouchlineError('action.not_supported', `smtp: ${option}: ${why}.`, { connector: 'smtp' });
