import { createHmac } from 'node:crypto';
import type { IncomingCall, SandboxResponse } from '@touchline/core/sandbox';

/** An error as the Graph API writes it. */
export const graphFailure = (status: number, code: number, message: string): SandboxResponse => ({
  status,
  body: { error: { message: `(#${code}) ${message}`, type: 'OAuthException', code, fbtrace_id: 'Asandbox' } },
});

/** Refuses a call without the token, or with a wrong proof. */
export const authorizeGraph = (
  { headers, query }: IncomingCall,
  { accessToken, appSecret }: { readonly accessToken: string; readonly appSecret: string },
): SandboxResponse | undefined => {
  if (headers.authorization !== `Bearer ${accessToken}`)
    return graphFailure(401, 190, 'Invalid OAuth access token.');
  const proof = query.get('appsecret_proof');
  if (proof !== null && proof !== createHmac('sha256', appSecret).update(accessToken).digest('hex'))
    return graphFailure(400, 100, 'Invalid appsecret_proof provided in the API argument');
  return undefined;
};

/** The JSON object of a body; undefined where it is none. */
export const jsonOf = ({ text }: IncomingCall): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/** There is no such object. */
export const noSuchObject = (): SandboxResponse =>
  graphFailure(400, 100, 'Unsupported request. Object does not exist or cannot be loaded.');
