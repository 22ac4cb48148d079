import Telnyx from 'telnyx';
import { telnyxSignature } from '../../../voice/src/telnyx/verify.ts';
import { bodyOf, ed25519Pairs, postOf } from './key-pairs.ts';
import type { Oracle } from './oracle.ts';

const { webhooks } = new Telnyx({ apiKey: 'none' });

export const oracle: Oracle = {
  judge: 'telnyx',
  cases: [
    {
      name: 'Ed25519',
      scheme: telnyxSignature,
      keyOf: ed25519Pairs,
      request: ({ text }) => postOf(text),
      accepts: (request, key) => webhooks.unwrap(bodyOf(request), { headers: { ...request.headers }, key }),
    },
  ],
};
