import Stripe from 'stripe';
import { stripeSignature } from '../../../payments/src/stripe/verify.ts';
import { bodyOf, postOf, textKey } from './key-pairs.ts';
import type { Oracle } from './oracle.ts';

const { webhooks } = new Stripe('sk_test_none');

export const oracle: Oracle = {
  judge: 'stripe',
  cases: [
    {
      name: 'v1',
      scheme: stripeSignature,
      keyOf: textKey,
      request: ({ text }) => postOf(text),
      accepts: (request, secret, nowMs) =>
        webhooks.constructEvent(
          bodyOf(request),
          request.headers['stripe-signature'] ?? '',
          secret,
          300,
          undefined,
          nowMs,
        ),
      signTheirs: (request, { verify }, signedMs) => ({
        ...request,
        headers: {
          ...request.headers,
          'stripe-signature': webhooks.generateTestHeaderString({
            payload: bodyOf(request),
            secret: verify,
            timestamp: signedMs / 1_000,
          }),
        },
      }),
      stricter: { 'signed in the future': 'the package takes any time to come' },
    },
  ],
};
