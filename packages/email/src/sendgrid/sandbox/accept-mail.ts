import type { SandboxResponse } from '@touchline/core/sandbox';
import { z } from 'zod';

const mailbox = z.looseObject({ email: z.string(), name: z.string().optional() });

/** The body of `POST /v3/mail/send`, as far as the sandbox reads it. */
export const mailBody = z.looseObject({
  personalizations: z
    .array(
      z.looseObject({
        to: z.array(mailbox).min(1),
        cc: z.array(mailbox).optional(),
        bcc: z.array(mailbox).optional(),
        dynamic_template_data: z.record(z.string(), z.unknown()).optional(),
        custom_args: z.record(z.string(), z.string()).optional(),
      }),
    )
    .min(1)
    .max(1_000),
  from: mailbox,
  reply_to_list: z.array(mailbox).optional(),
  subject: z.string().min(1).optional(),
  content: z.array(z.looseObject({ type: z.string().min(1), value: z.string().min(1) })).optional(),
  attachments: z
    .array(
      z.looseObject({
        content: z.base64().min(1),
        filename: z.string(),
        type: z.string().min(1).optional(),
        disposition: z.enum(['inline', 'attachment']).optional(),
        content_id: z.string().optional(),
      }),
    )
    .optional(),
  template_id: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  categories: z.array(z.string().max(255)).max(10).optional(),
  send_at: z.int().optional(),
});

/** See {@link mailBody}. */
export interface MailBody extends z.output<typeof mailBody> {}

/** What mail is checked against. */
export interface MailRules {
  readonly nowMs: number;
  /** The addresses that may be sent from; unset: any. */
  readonly verifiedSenders: readonly string[] | undefined;
}

/**
 * Reads a mail as SendGrid would: either the mail, or the answer that refuses it. Sources:
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send and
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/limitations
 */
export const acceptMail = (
  text: string,
  rules: MailRules,
): { mail: MailBody } | { refusal: SandboxResponse } => {
  const json = parseJson(text);
  if (json === undefined) return { refusal: sendgridErrors(400, ['Bad Request', null]) };
  const parsed = mailBody.safeParse(json);
  if (!parsed.success)
    return {
      refusal: sendgridErrors(
        400,
        ...parsed.error.issues.map(({ path, message }): FieldError => [message, path.join('.') || null]),
      ),
    };
  const broken = brokenRule(parsed.data, rules);
  return broken ? { refusal: broken } : { mail: parsed.data };
};

/** A message, and the field that it is about. */
export type FieldError = readonly [message: string, field: string | null];

/** An answer in the one shape that all refusals have. */
export const sendgridErrors = (status: number, ...errors: readonly FieldError[]): SandboxResponse => ({
  status,
  body: { errors: errors.map(([message, field]) => ({ message, field, help: null })) },
});

/** The addresses under a key of a body; empty where there are none. */
export const addressesIn = (text: string, key: string): readonly string[] => {
  const body = z.record(z.string(), z.unknown()).safeParse(parseJson(text)).data ?? {};
  return z.array(z.string()).safeParse(body[key]).data ?? [];
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const farthestSendMs = 72 * 60 * 60 * 1_000;

const brokenRule = (mail: MailBody, { nowMs, verifiedSenders }: MailRules): SandboxResponse | undefined => {
  if (verifiedSenders && !verifiedSenders.includes(mail.from.email))
    return sendgridErrors(403, [
      'The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.',
      'from',
    ]);
  if (mail.template_id === undefined && mail.subject === undefined)
    return sendgridErrors(400, [
      'The subject is required. You can get around this requirement with a template.',
      'subject',
    ]);
  if (mail.template_id === undefined && (mail.content ?? []).length === 0)
    return sendgridErrors(400, [
      'Unless a valid template_id is provided, the content parameter is required.',
      'content',
    ]);
  const types = (mail.content ?? []).map(({ type }) => type);
  if (types.lastIndexOf('text/plain') > 0)
    return sendgridErrors(400, ['If present, text/plain must be first.', 'content']);
  if (new Set(mail.categories).size !== (mail.categories ?? []).length)
    return sendgridErrors(400, ['The categories must be unique.', 'categories']);
  if (mail.send_at !== undefined && mail.send_at * 1_000 > nowMs + farthestSendMs)
    return sendgridErrors(400, ['The send_at parameter must not be more than 72 hours ahead.', 'send_at']);
  for (const [
    index,
    { to, cc = [], bcc = [], custom_args: customArgs = {} },
  ] of mail.personalizations.entries()) {
    const addresses = [...to, ...cc, ...bcc].map(({ email }) => email.toLowerCase());
    if (new Set(addresses).size !== addresses.length)
      return sendgridErrors(400, [
        'Each email address in the personalization block should be unique between to, cc, and bcc.',
        `personalizations.${index}`,
      ]);
    if (Buffer.byteLength(JSON.stringify(customArgs)) > 10_000)
      return sendgridErrors(400, [
        'The custom_args may not exceed 10000 bytes.',
        `personalizations.${index}.custom_args`,
      ]);
  }
  return undefined;
};
