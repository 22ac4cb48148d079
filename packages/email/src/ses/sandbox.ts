import { type Clock, Secret, systemClock, type WebhookRequest } from '@touchline/core';
import {
  createSandbox,
  type IncomingCall,
  type SandboxResponse,
  type VendorSandbox,
} from '@touchline/core/sandbox';
import { z } from 'zod';
import { acceptEmail, jsonOf, type SandboxEmail, sesRefusal } from './sandbox/accept-email.ts';
import { snsCertificate } from './sandbox/certificate.ts';
import { notificationOf, type SesNotificationInput } from './sandbox/notifications.ts';
import { certificatePath, type SnsTarget, snsRequest } from './sandbox/sns-messages.ts';
import { signRequestV4 } from './signature-v4/sign-request.ts';

export type { SandboxEmail } from './sandbox/accept-email.ts';
export type { SesNotificationInput } from './sandbox/notifications.ts';
export type { SnsTarget } from './sandbox/sns-messages.ts';

/** How a sandbox is set up. */
export interface SesSandboxOptions {
  /** The credentials that it accepts. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
  /** The topic that events are published to. */
  readonly topicArn: string;
  /** How the topic signs. Default `2`. */
  readonly signatureVersion?: '1' | '2';
  /** The addresses that may be sent from. Default: any. */
  readonly verifiedSenders?: readonly string[];
  /** Default true. */
  readonly sendingEnabled?: boolean;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** An address on the suppression list. */
export interface SandboxSuppression {
  readonly reason: 'BOUNCE' | 'COMPLAINT';
  /** Seconds since the Unix epoch. */
  readonly updated: number;
}

/** A stand-in for Amazon SES and the SNS behind it. Ids count up, so that a run can be repeated. */
export interface SesSandbox extends VendorSandbox {
  /** The e-mails that were taken, by id. */
  readonly messages: ReadonlyMap<string, SandboxEmail>;
  /** The suppression list of the account, by address in lower case; put addresses on it as you like. */
  readonly suppressions: Map<string, SandboxSuppression>;
  /** The tokens of subscriptions that were confirmed. */
  readonly confirmations: readonly string[];
  /** A message of SNS with an event. */
  readonly webhook: (event: SesNotificationInput, target: SnsTarget) => WebhookRequest;
  /** A message of SNS with any text, or any JSON. */
  readonly message: (message: unknown, target: SnsTarget) => WebhookRequest;
  /** A message of SNS with an e-mail that came in, as it stands in a mail server. */
  readonly receivedMail: (
    raw: string | Uint8Array,
    target: SnsTarget & { readonly encoding?: 'BASE64' | 'UTF8'; readonly receipt?: object },
  ) => WebhookRequest;
  /** The first message of a topic, or the last. */
  readonly confirmation: (
    type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
    target: SnsTarget,
  ) => WebhookRequest;
}

/** Creates a sandbox. */
export const sesSandbox = ({
  region,
  topicArn,
  signatureVersion = '2',
  verifiedSenders,
  sendingEnabled = true,
  clock = systemClock,
  ...credentials
}: SesSandboxOptions): SesSandbox => {
  const messages = new Map<string, SandboxEmail>();
  const suppressions = new Map<string, SandboxSuppression>();
  const confirmations: string[] = [];
  let sequence = 0;
  const nextId = (): string => `0102019300000000-${String(++sequence).padStart(8, '0')}-000000`;

  const send = ({ text }: IncomingCall): SandboxResponse => {
    const id = nextId();
    const accepted = acceptEmail(text, id, verifiedSenders);
    if ('refusal' in accepted) return accepted.refusal;
    messages.set(id, accepted.email);
    return { status: 200, body: { MessageId: id } };
  };

  const suppress = ({ text }: IncomingCall): SandboxResponse => {
    const parsed = suppression.safeParse(jsonOf(text));
    if (!parsed.success) return sesRefusal(400, 'BadRequestException', 'The suppression is not valid.');
    suppressions.set(parsed.data.EmailAddress.toLowerCase(), {
      reason: parsed.data.Reason,
      updated: clock.now() / 1_000,
    });
    return { status: 200, body: {} };
  };

  const look = (call: IncomingCall): SandboxResponse => {
    const found = suppressions.get(addressIn(call));
    if (!found) return missing;
    return {
      status: 200,
      body: {
        SuppressedDestination: {
          EmailAddress: addressIn(call),
          Reason: found.reason,
          LastUpdateTime: found.updated,
        },
      },
    };
  };

  const confirm = ({ query }: IncomingCall): SandboxResponse => {
    const token = query.get('Token');
    if (query.get('Action') !== 'ConfirmSubscription' || query.get('TopicArn') !== topicArn || token === null)
      return { status: 400, body: '<ErrorResponse/>' };
    confirmations.push(token);
    return { status: 200, body: '<ConfirmSubscriptionResponse/>' };
  };

  const sandbox = createSandbox({
    authorize: (call) => (isOfSns(call) ? undefined : refusalOf(call, { region, ...credentials })),
    routes: {
      'POST /v2/email/outbound-emails': send,
      'GET /v2/email/account': () => ({
        status: 200,
        body: { SendingEnabled: sendingEnabled, ProductionAccessEnabled: true, EnforcementStatus: 'HEALTHY' },
      }),
      'PUT /v2/email/suppression/addresses': suppress,
      'GET /v2/email/suppression/addresses/:email': look,
      'DELETE /v2/email/suppression/addresses/:email': (call) =>
        suppressions.delete(addressIn(call)) ? { status: 200, body: {} } : missing,
      [`GET ${certificatePath}`]: () => ({ status: 200, body: snsCertificate }),
      'GET /': confirm,
    },
    notFound: () => sesRefusal(404, 'UnknownOperationException', 'There is no such operation.'),
  });

  const publisher = () => ({
    topicArn,
    signatureVersion,
    nowMs: clock.now(),
    messageId: `8f6dee70-c885-558a-be7d-${String(++sequence).padStart(12, '0')}`,
  });
  const message = (value: unknown, target: SnsTarget): WebhookRequest =>
    snsRequest(
      'Notification',
      typeof value === 'string' ? value : JSON.stringify(value),
      target,
      publisher(),
    );

  return {
    ...sandbox,
    messages,
    suppressions,
    confirmations,
    message,
    webhook: (event, target) =>
      message(notificationOf(event, messages.get(event.messageId), clock.now()), target),
    receivedMail: (raw, { encoding = 'BASE64', receipt, ...target }) =>
      message(
        {
          notificationType: 'Received',
          mail: {
            timestamp: new Date(clock.now()).toISOString(),
            messageId: `mail-${++sequence}`,
            source: 'ada@example.com',
            destination: ['support@acme.example.com'],
          },
          receipt: {
            timestamp: new Date(clock.now()).toISOString(),
            recipients: ['support@acme.example.com'],
            ...passed,
            action: { type: 'SNS', topicArn, encoding },
            ...receipt,
          },
          content: Buffer.from(raw).toString(encoding === 'BASE64' ? 'base64' : 'utf8'),
        },
        target,
      ),
    confirmation: (type, target) =>
      snsRequest(type, `You have chosen to change your subscription of ${topicArn}.`, target, publisher()),
  };
};

const suppression = z.object({
  EmailAddress: z.string().regex(/^[^@\s]+@[^@\s]+$/),
  Reason: z.enum(['BOUNCE', 'COMPLAINT']),
});

const passed = Object.fromEntries(
  ['spamVerdict', 'virusVerdict', 'spfVerdict', 'dkimVerdict', 'dmarcVerdict'].map((name) => [
    name,
    { status: 'PASS' },
  ]),
);

const missing = sesRefusal(
  404,
  'NotFoundException',
  'Email address does not exist on your suppression list.',
);

const addressIn = ({ params }: IncomingCall): string => (params.email ?? '').toLowerCase();

/** What SNS serves needs no credentials. */
const isOfSns = ({ path }: IncomingCall): boolean => path === '/' || path === certificatePath;

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
}

/** Signs the request once more, and compares. */
const refusalOf = (
  { method, path, query, headers, text }: IncomingCall,
  { accessKeyId, secretAccessKey, sessionToken, region }: Credentials,
): SandboxResponse | undefined => {
  const { authorization = '', 'x-amz-date': date = '', host = `email.${region}.amazonaws.com` } = headers;
  if (!authorization.includes(`Credential=${accessKeyId}/`))
    return sesRefusal(
      403,
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  const search = query.size > 0 ? `?${query}` : '';
  const covered = Object.fromEntries(Object.entries(headers).filter(([name]) => name === 'content-type'));
  const nowMs = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const expected =
    Number.isFinite(nowMs) &&
    signRequestV4(
      {
        method,
        url: `https://${host}${path}${search}`,
        headers: covered,
        ...(text !== '' && { body: Buffer.from(text) }),
      },
      {
        accessKeyId,
        secretAccessKey: new Secret(secretAccessKey),
        ...(sessionToken !== undefined && { sessionToken: new Secret(sessionToken) }),
        region,
        service: 'ses',
      },
      nowMs,
    ).authorization.reveal();
  return authorization === expected
    ? undefined
    : sesRefusal(403, 'InvalidSignatureException', 'The request signature we calculated does not match.');
};
