import {
  defineAction,
  defineConnector,
  type HmacScheme,
  pii,
  secret,
  secrets,
  urlPath,
  verifySignature,
} from '@touchline/core';
import { createTicket } from '@touchline/crm';
import { z } from 'zod';

/** How the front desk signs its webhooks: `Desk-Signature: t=1767225600,v1=5257a8…`. */
export const deskSignature: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signature: { header: 'desk-signature', field: 'v1' },
  timestamp: { header: 'desk-signature', field: 't', unit: 'seconds' },
  signed: '{timestamp}.{body}',
};

/** What guests ask for. An address that is none costs the address, not the request. */
const guestRequest = z.object({
  id: z.string(),
  summary: z.string(),
  guestEmail: z.email().optional().catch(undefined),
});

/** What no other system can do. */
export const answerGuest = defineAction({
  name: 'answerGuest',
  title: 'Answer a guest',
  description: 'Shows an answer to a request on the television in the guest’s room.',
  input: z.strictObject({ ticketId: z.string().min(1), text: z.string().min(1).meta(pii('free_text')) }),
  output: z.object({ shown: z.boolean().describe('False while the television is off; it is shown later.') }),
  effect: 'write',
  idempotent: 'no',
  example: { ticketId: 'req_1', text: 'Fresh towels are on their way.' },
});

/** The front desk of our hotels: what guests ask for, and what they are answered. */
export const frontDesk = defineConnector({
  id: 'front-desk',
  title: 'Front Desk',
  category: 'crm',
  specVersion: 1,
  config: z.object({
    baseUrl: z.url().default('https://front-desk.hotels.example/v1').describe('Where its API is.'),
    apiKey: secret().describe('The key of the hotel.'),
    webhookSecret: secrets().describe('What webhooks are signed with; several while it is rotated.'),
  }),
  limits: { maxConcurrency: 4, rate: { requests: 20, perMs: 1_000 } },
  http: ({ baseUrl, apiKey }) => ({ baseUrl, headers: { authorization: `Bearer ${apiKey.reveal()}` } }),

  inbound: {
    verify: (request, { config, clock }) => {
      verifySignature(deskSignature, request, { secrets: config.webhookSecret, clock });
    },
    payload: z.object({ eventId: z.string(), kind: z.string(), at: z.iso.datetime(), request: z.unknown() }),
    toEvents: ({ eventId, kind, at, request }, { event, ignore }) => {
      if (kind !== 'request.opened') return [ignore(kind)];
      const { id, summary: subject, guestEmail: email } = guestRequest.parse(request);
      const data = { objectId: id, subject, channel: 'front_desk', ...(email && { customer: { email } }) };
      return [event('ticket.created', { id: eventId, time: at, subject: id, data })];
    },
  },

  actions: (implement) => ({
    createTicket: implement(createTicket, {
      idempotent: 'key',
      run: async ({ subject, description, contact }, { http, idempotencyKey, signal }) => {
        const json = { summary: subject, details: description, guestEmail: contact?.email };
        const response = z.object({ id: z.string() });
        const { body } = await http.post('/requests', { json, idempotencyKey, signal, response });
        return { id: body.id, created: true };
      },
    }),
    answerGuest: implement(answerGuest, async ({ ticketId, text }, { http, signal }) => {
      const path = urlPath`/requests/${ticketId}/answers`;
      const response = z.object({ shown: z.boolean() });
      return (await http.post(path, { json: { text }, signal, response })).body;
    }),
  }),

  on: {
    'payment.failed': ({ data: { paymentId, customer } }, { call, skip }) =>
      customer?.email === undefined
        ? skip('nobody to ask')
        : call.createTicket({ subject: `Payment ${paymentId} failed.`, contact: { email: customer.email } }),
  },

  check: async ({ http, signal }) => {
    const { body } = await http.get('/hotel', { signal, response: z.object({ name: z.string().min(1) }) });
    return { account: body.name };
  },

  erase: async ({ email }, { http, signal }) => {
    if (email === undefined) return { status: 'not_found' };
    const response = z.object({ forgotten: z.int() });
    const { body } = await http.delete(urlPath`/guests/${email}`, { idempotent: true, signal, response });
    return { status: body.forgotten > 0 ? 'erased' : 'not_found' };
  },
});
