import type { WebhookRequest } from '@touchline/core';
import type { SendgridWebhookTarget } from './event-webhook.ts';

/** An e-mail that someone writes to the shop. */
export interface SandboxInboundMail {
  /** As in the header: `Ada Lovelace <ada@example.com>`. */
  readonly from: string;
  readonly to: string;
  readonly cc?: string;
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  /** With its angle brackets. Default: one that counts up. */
  readonly messageId?: string;
  /** Further header fields, such as `In-Reply-To`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly {
    readonly name: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
    readonly contentId?: string;
  }[];
  /**
   * Further fields of the form, or others in place of the usual ones; as bytes where their charset is not
   * UTF-8.
   */
  readonly fields?: Readonly<Record<string, string | Uint8Array>>;
}

/** SendGrid's own, whatever it sends. */
const boundary = 'xYzZY';

/**
 * Builds the unsigned request of Inbound Parse, in the shape of
 * https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook.
 */
export const inboundWebhook = (
  mail: SandboxInboundMail,
  { url }: SendgridWebhookTarget,
  { sequence, nowMs }: { readonly sequence: number; readonly nowMs: number },
): WebhookRequest => {
  const { from, to, cc, subject, text, html, attachments = [] } = mail;
  const given = { from, to, cc, subject, text, html };
  const sent = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const fields: Record<string, string | Uint8Array> = {
    headers: headersOf(mail, sequence, new Date(nowMs)),
    dkim: `{@${domainOf(from)} : pass}`,
    ...Object.fromEntries(sent),
    sender_ip: '203.0.113.42',
    spam_report: 'Content analysis details:   (0.3 points, 5.0 required)',
    envelope: JSON.stringify({ to: [bareAddress(to)], from: bareAddress(from) }),
    attachments: String(attachments.length),
    ...(attachments.length > 0 && { 'attachment-info': JSON.stringify(infoOf(attachments)) }),
    spam_score: '0.3',
    charsets: JSON.stringify(Object.fromEntries(sent.map(([name]) => [name, 'UTF-8']))),
    SPF: 'pass',
    ...mail.fields,
  };
  const parts = [
    ...Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value)),
    ...attachments.map(({ name, contentType, bytes }, index) =>
      part(`name="attachment${index + 1}"; filename="${name}"`, bytes, contentType),
    ),
  ];
  return {
    method: 'POST',
    url,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'user-agent': 'Sendlib/1.0' },
    rawBody: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
};

const part = (disposition: string, value: string | Uint8Array, contentType?: string): Buffer =>
  Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n`),
    Buffer.from(contentType === undefined ? '\r\n' : `Content-Type: ${contentType}\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);

const headersOf = (
  { from, to, cc, subject, messageId, headers = {} }: SandboxInboundMail,
  sequence: number,
  at: Date,
): string => {
  const date = at.toUTCString().replace('GMT', '+0000');
  const fields = {
    Received: `by mx0047p1mdw1.sendgrid.net with SMTP id sandbox${sequence} ${date} (UTC)`,
    From: from,
    To: to,
    ...(cc !== undefined && { Cc: cc }),
    Date: date,
    'Message-ID': messageId ?? `<sandbox-${sequence}@mail.example.com>`,
    Subject: subject,
    ...headers,
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
};

const infoOf = (attachments: NonNullable<SandboxInboundMail['attachments']>) =>
  Object.fromEntries(
    attachments.map(({ name, contentType, contentId }, index) => [
      `attachment${index + 1}`,
      {
        filename: name,
        name,
        type: contentType,
        ...(contentId !== undefined && { 'content-id': contentId }),
      },
    ]),
  );

const bareAddress = (mailbox: string): string => /<([^>]+)>/.exec(mailbox)?.[1] ?? mailbox;
const domainOf = (mailbox: string): string => bareAddress(mailbox).split('@').at(-1) ?? '';
