import { verifySlackRequest } from '@slack/bolt/dist/receivers/verify-request.js';
import { slackSignature } from '../../../chat/src/slack/verify.ts';
import { bodyOf, postOf, textKey } from './key-pairs.ts';
import type { Oracle } from './oracle.ts';

export const oracle: Oracle = {
  judge: '@slack/bolt',
  cases: [
    {
      name: 'v0',
      scheme: slackSignature,
      keyOf: textKey,
      request: ({ text }) => postOf(text),
      accepts: (request, signingSecret, nowMilliseconds) => {
        verifySlackRequest({
          signingSecret,
          body: bodyOf(request),
          headers: {
            'x-slack-signature': request.headers['x-slack-signature'] as string,
            'x-slack-request-timestamp': Number(request.headers['x-slack-request-timestamp']),
          },
          nowMilliseconds,
        });
        return true;
      },
      stricter: { 'signed in the future': 'the package takes any time to come' },
    },
  ],
};
