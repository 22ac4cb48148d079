import { createPublicKey } from 'node:crypto';
import https from 'node:https';
import { PassThrough } from 'node:stream';
import alexaVerifier from 'alexa-verifier';
import { createTestAuthority } from '../../../voice/src/alexa/sandbox/certificate-chain.ts';
import { alexaSignature } from '../../../voice/src/alexa/verify.ts';
import { bodyOf, postOf } from './key-pairs.ts';
import type { Oracle, RoundKey } from './oracle.ts';

const nowMs = Date.now();
const authority = createTestAuthority(nowMs);
/** Certificates by the URL that they would be at. */
const chains = new Map<string, string>();
const keys = [0, 1].map((index): RoundKey => {
  const { pem, privateKey } = authority.issue({ nowMs });
  chains.set(urlOf(index), pem);
  return {
    sign: privateKey,
    verify: createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString(),
  };
});

function urlOf(index: number): string {
  return `https://s3.amazonaws.com/echo.api/oracle-${index}.pem`;
}

export const oracle: Oracle = {
  judge: 'alexa-verifier',
  cases: [
    {
      name: 'a certificate',
      scheme: alexaSignature,
      keyOf: (bytes) => keys[(bytes[0] ?? 0) & 1] as RoundKey,
      request: ({ text }) =>
        postOf(
          JSON.stringify({
            version: '1.0',
            note: JSON.parse(text),
            request: { timestamp: new Date().toISOString() },
          }),
        ),
      accepts: (request, publicKey) =>
        withCertificates(async () => {
          const url = urlOf(keys.findIndex(({ verify }) => verify === publicKey));
          await alexaVerifier(url, request.headers['signature-256'] ?? '', bodyOf(request));
          return true;
        }),
    },
  ],
};

/** The package fetches certificates from Amazon's host: it is answered here instead. */
async function withCertificates<Value>(run: () => Promise<Value>): Promise<Value> {
  const { get } = https;
  const answer = (url: string, respond: (response: unknown) => void) => {
    const response = Object.assign(new PassThrough(), { statusCode: 200 });
    respond(response);
    response.end(chains.get(url) ?? '');
    return { on: () => undefined };
  };
  https.get = answer as never;
  try {
    return await run();
  } finally {
    https.get = get;
  }
}
