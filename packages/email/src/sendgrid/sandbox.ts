import { createPublicKey, generateKeyPairSync, hash, type KeyObject } from 'node:crypto';
import { type Clock, signRequest, systemClock, type WebhookRequest } from '@touchline/core';
import {
  createSandbox,
  type IncomingCall,
  type SandboxResponse,
  type VendorSandbox,
} from '@touchline/core/sandbox';
import { acceptMail, addressesIn, sendgridErrors } from './sandbox/accept-mail.ts';
import {
  eventWebhook,
  type SendgridWebhookInput,
  type SendgridWebhookTarget,
} from './sandbox/event-webhook.ts';
import { inboundWebhook, type SandboxInboundMail } from './sandbox/inbound-webhook.ts';
import { type SandboxMessage, sandboxMessage } from './sandbox/sandbox-message.ts';
import {
  createSuppressionLists,
  type SandboxSuppressionLists,
  suppressionRoutes,
} from './sandbox/suppression-lists.ts';
import { eventWebhookScheme, inboundParseBasic, inboundParseScheme } from './verify.ts';

export type { SendgridWebhookInput, SendgridWebhookTarget } from './sandbox/event-webhook.ts';
export type { SandboxInboundMail } from './sandbox/inbound-webhook.ts';
export type { SandboxMessage } from './sandbox/sandbox-message.ts';
export type { SandboxSuppression, SandboxSuppressionLists } from './sandbox/suppression-lists.ts';

/** How a sandbox is set up. */
export interface SendgridSandboxOptions {
  /** The API key that it accepts. */
  readonly apiKey: string;
  /** What the key may do. Default: everything that the connector needs. */
  readonly scopes?: readonly string[];
  /** The addresses that may be sent from. Default: any. */
  readonly verifiedSenders?: readonly string[];
  /** Whether the account has bought the Email Activity. Default true. */
  readonly emailActivity?: boolean;
  /** The ECDSA P-256 key that webhooks are signed with. Default: a new one. */
  readonly privateKey?: KeyObject;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** A stand-in for SendGrid. Ids count up, so that a run can be repeated. */
export interface SendgridSandbox extends VendorSandbox {
  /** What `webhookPublicKey` and `inboundParse.publicKey` are, in SendGrid's format. */
  readonly publicKey: string;
  /** The e-mails that were taken, by id. */
  readonly messages: ReadonlyMap<string, SandboxMessage>;
  /** Who gets no e-mail; put addresses on them as you like. */
  readonly suppressions: SandboxSuppressionLists;
  /** The addresses of the erasure jobs, by the id of the job. */
  readonly erasures: ReadonlyMap<string, readonly string[]>;
  /** A signed request of the Event Webhook, with one event or a batch. */
  readonly webhook: (
    events: SendgridWebhookInput | readonly SendgridWebhookInput[],
    target: SendgridWebhookTarget,
  ) => WebhookRequest;
  /** A request of Inbound Parse: signed, or with `user:password` where that is given. */
  readonly inboundMail: (
    mail: SandboxInboundMail,
    target: SendgridWebhookTarget & { readonly basicAuth?: string },
  ) => WebhookRequest;
}

const defaultScopes = [
  'mail.send',
  'asm.groups.suppressions.create',
  'suppression.delete',
  'recipients.erasejob.create',
];

/** Creates a sandbox. */
export const sendgridSandbox = ({
  apiKey,
  scopes = defaultScopes,
  verifiedSenders,
  emailActivity = true,
  privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  clock = systemClock,
}: SendgridSandboxOptions): SendgridSandbox => {
  const messages = new Map<string, SandboxMessage>();
  const erasures = new Map<string, readonly string[]>();
  const suppressions = createSuppressionLists();
  const nowSeconds = () => Math.floor(clock.now() / 1_000);
  let sequence = 0;

  const send = ({ text }: IncomingCall): SandboxResponse => {
    const accepted = acceptMail(text, { nowMs: clock.now(), verifiedSenders });
    if ('refusal' in accepted) return accepted.refusal;
    const id = hash('sha256', `message ${++sequence}`, 'base64url').slice(0, 22);
    messages.set(id, sandboxMessage(id, accepted.mail));
    return { status: 202, headers: { 'x-message-id': id } };
  };

  const findMessages = ({ query }: IncomingCall): SandboxResponse => {
    if (!emailActivity) return sendgridErrors(403, ['access forbidden', null]);
    const [, name = '', value] =
      /^\(unique_args\['([^']+)'\]="([^"]+)"\)$/.exec(query.get('query') ?? '') ?? [];
    if (value === undefined) return sendgridErrors(400, ['invalid syntax', null]);
    const found = [...messages.values()].filter(({ customArgs }) => customArgs[name] === value);
    return {
      status: 200,
      body: {
        messages: found
          .slice(0, Number(query.get('limit') ?? 10))
          .map(({ id, from, subject, recipients }) => ({
            msg_id: `${id}.recvd-5f54b5d587-pczjm-1-67BADEEA-6.0`,
            from_email: from,
            subject: subject ?? '',
            to_email: recipients[0],
            status: 'processed',
            opens_count: 0,
            clicks_count: 0,
            last_event_time: new Date(clock.now()).toISOString(),
          })),
      },
    };
  };

  const erase = ({ text }: IncomingCall): SandboxResponse => {
    const addresses = addressesIn(text, 'email_addresses');
    const invalid = addresses.find((address) => !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address));
    if (addresses.length === 0 || invalid !== undefined)
      return sendgridErrors(400, [`Email_address ${invalid ?? ''} is not valid`, 'email_addresses']);
    const id = `12a975bd-c742-4713-8f47-${String(++sequence).padStart(12, '0')}`;
    erasures.set(id, addresses);
    return { status: 202, body: { job_id: id } };
  };

  const sandbox = createSandbox({
    authorize: ({ headers }) =>
      headers.authorization === `Bearer ${apiKey}`
        ? undefined
        : sendgridErrors(401, ['The provided authorization grant is invalid, expired, or revoked', null]),
    routes: {
      'POST /v3/mail/send': send,
      'GET /v3/messages': findMessages,
      'POST /v3/recipients/erasejob': erase,
      'GET /v3/scopes': () => ({ status: 200, body: { scopes } }),
      ...suppressionRoutes(suppressions, nowSeconds),
    },
    notFound: () => sendgridErrors(404, ['not found', null]),
  });

  const nextEventId = (kind: string, messageId: string): string =>
    Buffer.from(`${kind}-${++sequence}-${messageId}-0`).toString('base64url');
  const signing = () => ({ secret: privateKey, now: clock.now() });

  return {
    ...sandbox,
    publicKey: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64'),
    messages,
    suppressions,
    erasures,
    webhook: (events, target) =>
      signRequest(
        eventWebhookScheme,
        eventWebhook([events].flat(), target, { messages, nextEventId, nowSeconds: nowSeconds() }),
        signing(),
      ),
    inboundMail: (mail, { url, basicAuth }) => {
      const request = inboundWebhook(mail, { url }, { sequence: ++sequence, nowMs: clock.now() });
      return basicAuth === undefined
        ? signRequest(inboundParseScheme, request, signing())
        : signRequest(inboundParseBasic, request, { ...signing(), secret: basicAuth });
    },
  };
};
