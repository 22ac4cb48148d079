import { signRequest, type WebhookRequest } from '@touchline/core';
import { createSandbox } from '@touchline/core/sandbox';
import { deskSignature } from './front-desk.ts';

/** A front desk in memory, which knows one guest. */
export const frontDeskSandbox = (apiKey: string) => {
  const guests = new Set(['ada@example.com']);
  return createSandbox({
    authorize: ({ headers }) =>
      headers.authorization === `Bearer ${apiKey}` ? undefined : { status: 401, body: { code: 'bad_key' } },
    routes: {
      'GET /v1/hotel': () => ({ status: 200, body: { name: 'Harbour Hotel' } }),
      'POST /v1/requests': () => ({ status: 201, body: { id: 'req_1' } }),
      'POST /v1/requests/:id/answers': () => ({ status: 201, body: { shown: true } }),
      'DELETE /v1/guests/:email': ({ params: { email = '' } }) => ({
        status: 200,
        body: { forgotten: guests.delete(email) ? 1 : 0 },
      }),
    },
    notFound: () => ({ status: 404, body: { code: 'no_such_page' } }),
  });
};

/** A webhook as the front desk sends it: its body is signed. */
export const deskWebhook = (body: unknown, secret: string, now: number): WebhookRequest =>
  signRequest(
    deskSignature,
    {
      method: 'POST',
      url: 'https://touchline.hotels.example/webhooks/front-desk',
      headers: { 'content-type': 'application/json' },
      rawBody: body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body)),
    },
    { secret, now },
  );
