import adyen from '@adyen/api-library';
import { signatureOf, type WebhookRequest } from '@touchline/core';
import { adyenBodySignature, adyenItemSignature } from '../../../payments/src/adyen/verify.ts';
import { bodyOf, postOf, textKey } from './key-pairs.ts';
import type { Oracle } from './oracle.ts';

const judge = new adyen.hmacValidator();

type Item = Parameters<typeof judge.validateHMAC>[0];
const itemOf = (request: WebhookRequest): Item =>
  JSON.parse(bodyOf(request)).notificationItems[0].NotificationRequestItem;

const withSignature = (request: WebhookRequest, hmacSignature: string): WebhookRequest => {
  const item = { ...itemOf(request), additionalData: { hmacSignature } };
  const body = JSON.stringify({ live: 'false', notificationItems: [{ NotificationRequestItem: item }] });
  return { ...request, rawBody: Buffer.from(body) };
};

export const oracle: Oracle = {
  judge: '@adyen/api-library',
  cases: [
    {
      name: 'an item',
      scheme: adyenItemSignature,
      keyOf: textKey,
      request: ({ text, entropy }) => {
        const item = {
          pspReference: '7914073381342284',
          originalReference: '',
          merchantAccountCode: 'AcmeECOM',
          merchantReference: (JSON.parse(text) as { id: string }).id,
          amount: { value: Math.floor((entropy[2] ?? 0) * 100_000), currency: 'EUR' },
          eventCode: 'AUTHORISATION',
          success: (entropy[3] ?? 0) < 0.5 ? 'true' : 'false',
        };
        return postOf(
          JSON.stringify({ live: 'false', notificationItems: [{ NotificationRequestItem: item }] }),
        );
      },
      signOurs: (request, { sign }, now) =>
        withSignature(
          request,
          signatureOf(adyenItemSignature, request, { secret: sign, now, item: itemOf(request) }),
        ),
      signTheirs: (request, { verify }) =>
        withSignature(request, judge.calculateHmac(itemOf(request), verify)),
      accepts: (request, key) => judge.validateHMAC(itemOf(request), key),
    },
    {
      name: 'a body',
      scheme: adyenBodySignature,
      keyOf: textKey,
      request: ({ text }) => postOf(text),
      accepts: (request, key) =>
        judge.validateHMACSignature(key, request.headers.hmacsignature ?? '', bodyOf(request)),
      signTheirs: (request, { verify }) => ({
        ...request,
        headers: { ...request.headers, hmacsignature: judge.calculateHmac(bodyOf(request), verify) },
      }),
    },
  ],
};
