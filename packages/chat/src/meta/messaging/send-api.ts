import type { IncomingCall, SandboxResponse, SandboxSpec } from '@touchline/core/sandbox';
import { authorizeGraph, graphFailure, jsonOf, noSuchObject } from '../sandbox/graph-answers.ts';
import type { MessagingAccount } from './sandbox.ts';

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
