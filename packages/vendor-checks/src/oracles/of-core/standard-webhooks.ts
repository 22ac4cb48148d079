import { standardWebhooks } from '@touchline/core';
import { Webhook } from 'standardwebhooks';
import { bodyOf, postOf } from '../key-pairs.ts';
import type { Oracle } from '../oracle.ts';

const secretOf = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`;
const id = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W';

/** What Resend, OpenAI and many others sign with. */
export const oracle: Oracle = {
  judge: 'standardwebhooks',
  cases: [
    {
      name: 'v1',
      scheme: standardWebhooks,
      keyOf: (bytes) => ({ sign: secretOf(bytes), verify: secretOf(bytes) }),
      request: ({ text }) => {
        const request = postOf(text);
        return { ...request, headers: { ...request.headers, 'webhook-id': id } };
      },
      accepts: (request, secret) => new Webhook(secret).verify(bodyOf(request), { ...request.headers }),
      signTheirs: (request, { verify }, signedMs) => ({
        ...request,
        headers: {
          ...request.headers,
          'webhook-timestamp': String(signedMs / 1_000),
          'webhook-signature': new Webhook(verify).sign(id, new Date(signedMs), bodyOf(request)),
        },
      }),
    },
  ],
};
