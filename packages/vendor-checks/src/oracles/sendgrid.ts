import { EventWebhook } from '@sendgrid/eventwebhook';
import { eventWebhookScheme } from '../../../email/src/sendgrid/verify.ts';
import { ecdsaPairs, postOf } from './key-pairs.ts';
import type { Oracle } from './oracle.ts';

const judge = new EventWebhook();
const noTime = 'the package leaves the time to its caller';

export const oracle: Oracle = {
  judge: '@sendgrid/eventwebhook',
  cases: [
    {
      name: 'ECDSA',
      scheme: eventWebhookScheme,
      keyOf: ecdsaPairs,
      // SendGrid's bodies end in a line break, and it counts.
      request: ({ text }) => postOf(`${text}\r\n`),
      accepts: ({ headers, rawBody }, publicKey) =>
        judge.verifySignature(
          judge.convertPublicKeyToECDSA(publicKey),
          Buffer.from(rawBody),
          headers['x-twilio-email-event-webhook-signature'] ?? '',
          headers['x-twilio-email-event-webhook-timestamp'] ?? '',
        ),
      stricter: { 'signed long ago': noTime, 'signed in the future': noTime },
    },
  ],
};
