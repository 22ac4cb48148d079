import { type Clock, systemClock } from '@touchline/core';
import type { IncomingCall, SandboxResponse, SandboxSpec } from '@touchline/core/sandbox';
import { authorizeGraph, graphFailure, jsonOf, noSuchObject } from '../sandbox/graph-answers.ts';

/** What a sandbox is made with. */
export interface MessagingSandboxOptions {
  /** The token that the API takes. */
  readonly accessToken: string;
  /** The secret that webhooks are signed with. */
  readonly appSecret: string;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Who wrote within 24 hours; to others only tagged messages go out. Default: everybody. */
  readonly openConversations?: readonly string[];
}

/** A message that was sent, as it was posted. */
export interface MessagingSandboxMessage {
  readonly id: string;
  readonly to: string;
  readonly message: Readonly<Record<string, unknown>>;
  readonly messagingType: string;
}

/** An account in memory. */
export interface MessagingAccount {
  readonly object: 'page' | 'instagram';
  readonly accountId: string;
  readonly accessToken: string;
  readonly appSecret: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly openConversations: readonly string[] | undefined;
  /** What was sent, by its id, in order. */
  readonly messages: Map<string, MessagingSandboxMessage>;
  /** Sender actions, in order. */
  readonly senderActions: { readonly to: string; readonly action: string; readonly payload?: unknown }[];
  /** A new id, the same in every run. */
  readonly nextId: () => string;
}

/** Makes an account that nothing was sent from yet. */
export const createAccount = (
  object: MessagingAccount['object'],
  accountId: string,
  { accessToken, appSecret, clock = systemClock, openConversations }: MessagingSandboxOptions,
): MessagingAccount => {
  let count = 0;
  return {
    object,
    accountId,
    accessToken,
    appSecret,
    clock,
    openConversations,
    messages: new Map(),
    senderActions: [],
    nextId: () => `m_SANDBOX${String(++count).padStart(8, '0')}`,
  };
};

/** The Send API as far as the connectors use it, whatever the version in the path. */
export const sendApi = (account: MessagingAccount): SandboxSpec => ({
  authorize: (call) => authorizeGraph(call, account),
  routes: {
    'POST /:version/:id/messages': (call) =>
      call.params.id === account.accountId ? post(call, account) : noSuchObject(),
    'GET /:version/:id': ({ params }) =>
      params.id === account.accountId
        ? { status: 200, body: { id: params.id, name: 'Sandbox', username: 'sandbox' } }
        : noSuchObject(),
  },
  notFound: noSuchObject,
});

const post = (call: IncomingCall, account: MessagingAccount): SandboxResponse => {
  const body = jsonOf(call);
  const to = idOf(body?.recipient);
  if (!body || to === undefined) return graphFailure(400, 100, 'The parameter recipient is required');
  if (typeof body.sender_action === 'string') {
    const { payload } = body;
    account.senderActions.push({ to, action: body.sender_action, ...(payload !== undefined && { payload }) });
    return { status: 200, body: { recipient_id: to } };
  }
  const { message } = body;
  if (!isRecord(message) || (message.text === undefined && message.attachment === undefined))
    return graphFailure(400, 100, 'The parameter message is required');
  if (typeof message.text === 'string' && message.text.length > 2_000)
    return graphFailure(400, 100, 'Length of param message[text] must be less than or equal to 2000');
  if (body.tag === undefined && !(account.openConversations?.includes(to) ?? true))
    return {
      status: 400,
      body: {
        error: {
          message: '(#10) This message is sent outside of allowed window.',
          type: 'OAuthException',
          code: 10,
          error_subcode: 2018278,
          fbtrace_id: 'Asandbox',
        },
      },
    };
  const id = account.nextId();
  account.messages.set(id, { id, to, message, messagingType: String(body.messaging_type) });
  return { status: 200, body: { recipient_id: to, message_id: id } };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const idOf = (recipient: unknown): string | undefined =>
  isRecord(recipient) && typeof recipient.id === 'string' ? recipient.id : undefined;
