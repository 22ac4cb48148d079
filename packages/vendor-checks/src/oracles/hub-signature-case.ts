import { sign, verify } from '@octokit/webhooks-methods';
import { hubSignature256 } from '@touchline/core';
import { bodyOf, postOf, textKey } from './key-pairs.ts';
import type { Oracle } from './oracle.ts';

const header = 'x-hub-signature-256';

/** Meta has no package of its own that verifies; it and GitHub sign in the same way, and GitHub has one. */
export const hubSignatureOracle: Oracle = {
  judge: '@octokit/webhooks-methods',
  cases: [
    {
      name: 'X-Hub-Signature-256',
      scheme: hubSignature256,
      keyOf: textKey,
      request: ({ text }) => postOf(text),
      accepts: (request, secret) => verify(secret, bodyOf(request), request.headers[header] ?? ''),
      signTheirs: async (request, { verify: secret }) => ({
        ...request,
        headers: { ...request.headers, [header]: await sign(secret, bodyOf(request)) },
      }),
    },
  ],
};
