import type { IncomingCall, SandboxResponse, SandboxSpec } from '@touchline/core/sandbox';
import { authorizeGraph, graphFailure, jsonOf, noSuchObject } from '../../meta/sandbox/graph-answers.ts';
import { messageFault } from './message-rules.ts';
import type { WhatsAppNumber } from './number.ts';

/** The Cloud API as far as the connector uses it, whatever the version in the path. */
export const cloudApi = (number: WhatsAppNumber): SandboxSpec => ({
  authorize: (call) => authorizeGraph(call, number),
  routes: {
    'POST /:version/:id/messages': (call) =>
      call.params.id === number.phoneNumberId ? post(call, number) : noSuchObject(),
    'GET /:version/:id': (call) => get(call, number),
  },
  notFound: noSuchObject,
});

const post = (call: IncomingCall, number: WhatsAppNumber): SandboxResponse => {
  const message = jsonOf(call);
  if (message?.messaging_product !== 'whatsapp')
    return graphFailure(400, 100, 'The parameter messaging_product is required.');
  if (message.status !== undefined)
    return message.status === 'read' && typeof message.message_id === 'string'
      ? { status: 200, body: { success: true } }
      : graphFailure(400, 100, 'Invalid parameter');
  const fault = messageFault(message);
  if (fault) return graphFailure(400, fault.code, fault.message);
  const to = String(message.to ?? message.recipient);
  const mayWrite = number.openConversations?.has(to) ?? true;
  if (!mayWrite && message.type !== 'template') return graphFailure(400, 131047, 'Re-engagement message');
  const id = number.nextId();
  number.messages.set(id, { ...message, id, to, type: String(message.type) });
  return {
    status: 200,
    body: {
      messaging_product: 'whatsapp',
      contacts: [{ input: to, ...(message.to !== undefined && { wa_id: to }) }],
      messages: [{ id }],
    },
  };
};

const get = ({ params }: IncomingCall, number: WhatsAppNumber): SandboxResponse => {
  const { id = '' } = params;
  if (id === number.phoneNumberId)
    return {
      status: 200,
      body: { id, verified_name: 'Sandbox', display_phone_number: number.displayPhoneNumber },
    };
  const file = number.media.get(id);
  if (!file) return noSuchObject();
  return {
    status: 200,
    body: {
      messaging_product: 'whatsapp',
      id,
      url: `https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=${id}`,
      mime_type: file.contentType,
      file_size: file.sizeBytes,
      sha256: '0'.repeat(64),
    },
  };
};
