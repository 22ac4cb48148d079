import { Signature } from '@hubspot/api-client';
import { type SignatureVersion, signatureSchemes } from '../../../crm/src/hubspot/verify.ts';
import { bodyOf, postOf, textKey } from './key-pairs.ts';
import type { Oracle, OracleCase } from './oracle.ts';

const caseOf = (version: SignatureVersion): OracleCase => {
  const header = version === 'v3' ? 'x-hubspot-signature-v3' : 'x-hubspot-signature';
  return {
    name: version,
    scheme: signatureSchemes[version],
    keyOf: textKey,
    request: ({ text }) => postOf(text, 'https://shop.example.com/hooks/hubspot?tenant=7'),
    accepts: (request, clientSecret) =>
      Signature.isValid({
        signature: request.headers[header] ?? '',
        clientSecret,
        requestBody: bodyOf(request),
        url: request.url,
        method: request.method,
        signatureVersion: version,
        ...(version === 'v3' && { timestamp: Number(request.headers['x-hubspot-request-timestamp']) }),
      }),
    signTheirs: (request, { verify }, signedMs) => ({
      ...request,
      headers: {
        ...request.headers,
        ...(version === 'v3' && { 'x-hubspot-request-timestamp': String(signedMs) }),
        [header]: Signature.getSignature(request.method, version, {
          clientSecret: verify,
          requestBody: bodyOf(request),
          url: request.url,
          timestamp: signedMs,
        } as never),
      },
    }),
    ...(version === 'v3' && {
      stricter: { 'signed in the future': 'the package takes any time to come' },
    }),
  };
};

export const oracle: Oracle = {
  judge: '@hubspot/api-client',
  cases: [caseOf('v1'), caseOf('v2'), caseOf('v3')],
};
