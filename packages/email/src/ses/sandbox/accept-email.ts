import type { SandboxResponse } from '@touchline/core/sandbox';
import { z } from 'zod';

const text = z.string().min(1);
const part = z.object({ Data: text, Charset: z.string().optional() });
const more = {
  Headers: z
    .array(z.object({ Name: text.max(126), Value: text.max(870) }))
    .max(15)
    .optional(),
  Attachments: z
    .array(
      z.object({
        RawContent: z.base64().min(1),
        FileName: text.max(255),
        ContentType: text.max(78).optional(),
        ContentDisposition: z.enum(['ATTACHMENT', 'INLINE']).optional(),
        ContentTransferEncoding: z.enum(['BASE64', 'QUOTED_PRINTABLE', 'SEVEN_BIT']).optional(),
        ContentId: text.max(78).optional(),
      }),
    )
    .optional(),
};
const addresses = z.array(text.max(320)).optional();
const tag = z.string().regex(/^[\w-]{1,256}$/, 'must hold letters, digits, underscores and dashes only');

/** What `SendEmail` takes: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_RequestSyntax */
const sendEmailBody = z.strictObject({
  FromEmailAddress: text,
  Destination: z.strictObject({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses }),
  ReplyToAddresses: addresses,
  Content: z
    .strictObject({
      Simple: z
        .strictObject({
          Subject: part,
          Body: z.strictObject({ Text: part.optional(), Html: part.optional() }),
          ...more,
        })
        .optional(),
      Template: z.strictObject({ TemplateName: text, TemplateData: text, ...more }).optional(),
    })
    .refine(
      ({ Simple, Template }) => (Simple === undefined) !== (Template === undefined),
      'needs one content',
    ),
  EmailTags: z
    .array(z.strictObject({ Name: tag, Value: tag }))
    .max(50)
    .optional(),
  ConfigurationSetName: z.string().optional(),
});

/** An e-mail that the sandbox took. */
export interface SandboxEmail {
  readonly id: string;
  readonly from: string;
  /** Bare addresses, of all kinds. */
  readonly recipients: readonly string[];
  readonly subject?: string;
  readonly tags: Readonly<Record<string, readonly string[]>>;
  readonly body: z.output<typeof sendEmailBody>;
}

/** The e-mail of a request, or SES's refusal. */
export const acceptEmail = (
  json: string,
  id: string,
  verifiedSenders: readonly string[] | undefined,
): { readonly email: SandboxEmail } | { readonly refusal: SandboxResponse } => {
  const parsed = sendEmailBody.safeParse(jsonOf(json));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused('BadRequestException', `${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { data: body } = parsed;
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = body.Destination;
  const recipients = [...ToAddresses, ...CcAddresses, ...BccAddresses].map(bareAddress);
  if (recipients.length === 0 || recipients.length > 50)
    return refused('BadRequestException', 'Recipient count must be between 1 and 50.');
  const from = bareAddress(body.FromEmailAddress);
  if (verifiedSenders && !verifiedSenders.includes(from))
    return refused(
      'MessageRejected',
      `Email address is not verified. The following identities failed: ${from}`,
    );
  const subject = body.Content.Simple?.Subject.Data;
  return {
    email: {
      id,
      from,
      recipients,
      ...(subject !== undefined && { subject }),
      tags: Object.fromEntries((body.EmailTags ?? []).map(({ Name, Value }) => [Name, [Value]])),
      body,
    },
  };
};

/** Refuses in the way of the API. */
export const sesRefusal = (status: number, kind: string, message: string): SandboxResponse => ({
  status,
  headers: { 'x-amzn-errortype': kind },
  body: { message },
});

const refused = (kind: string, message: string) => ({ refusal: sesRefusal(400, kind, message) });

/** The value of a JSON text, or undefined where it is none. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const bareAddress = (mailbox: string): string => /<([^<>]+)>$/.exec(mailbox)?.[1] ?? mailbox;
