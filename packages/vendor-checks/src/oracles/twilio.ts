import type { WebhookRequest } from '@touchline/core';
import * as webhooks from 'twilio/lib/webhooks/webhooks.js';
import { twilioFormSignature, twilioJsonSignature } from '../../../voice/src/twilio/verify.ts';
import { bodyOf, postOf, textKey } from './key-pairs.ts';
import type { Oracle } from './oracle.ts';

const url = 'https://shop.example.com/hooks/twilio?tenant=7';

/** The fields as a web framework gives them: a name that is repeated has a list of values. */
const fieldsOf = (request: WebhookRequest): Record<string, string | string[]> => {
  const fields = new URLSearchParams(bodyOf(request));
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const values = fields.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
};

export const oracle: Oracle = {
  judge: 'twilio',
  cases: [
    {
      name: 'a form',
      scheme: twilioFormSignature,
      keyOf: textKey,
      request: ({ text, entropy }) => {
        const fields = new URLSearchParams({ CallSid: 'CA1', Body: text, From: '+14155550123', Zoom: 'z' });
        if ((entropy[2] ?? 0) < 0.5) fields.append('Zoom', 'a');
        return {
          ...postOf(fields.toString(), url),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        };
      },
      accepts: (request, authToken) =>
        webhooks.validateRequest(
          authToken,
          request.headers['x-twilio-signature'] ?? '',
          request.url,
          fieldsOf(request),
        ),
      signTheirs: (request, { verify }) => ({
        ...request,
        headers: {
          ...request.headers,
          'x-twilio-signature': webhooks.getExpectedTwilioSignature(verify, request.url, fieldsOf(request)),
        },
      }),
    },
    {
      name: 'JSON',
      scheme: twilioJsonSignature,
      keyOf: textKey,
      request: ({ text }) => postOf(text, url),
      accepts: (request, authToken) =>
        webhooks.validateRequestWithBody(
          authToken,
          request.headers['x-twilio-signature'] ?? '',
          request.url,
          bodyOf(request),
        ),
    },
  ],
};
