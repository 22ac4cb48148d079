import { createHmac, hash } from 'node:crypto';
import { type PreparedRequest, Secret } from '@touchline/core';
import { canonicalRequestOf } from './canonical-request.ts';

/** Who signs, and for what. */
export interface SigningIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken?: Secret | undefined;
  readonly region: string;
  /** The service's name in signatures: `ses`. */
  readonly service: string;
}

/** The headers that sign a request. */
export interface SignatureHeaders {
  readonly 'x-amz-date': string;
  readonly 'x-amz-security-token'?: string;
  readonly authorization: Secret;
  readonly [name: string]: string | Secret | undefined;
}

const algorithm = 'AWS4-HMAC-SHA256';

/**
 * Signs a request with Signature Version 4: an HMAC over the request and its time, by a key that is made of the secret, the day, the region
 * and the service. Pure.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const signRequestV4 = (
  request: PreparedRequest,
  { accessKeyId, secretAccessKey, sessionToken, region, service }: SigningIdentity,
  nowMs: number,
): SignatureHeaders => {
  const time = new Date(nowMs).toISOString().replaceAll(/[:-]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const own = {
    'x-amz-date': time,
    ...(sessionToken && { 'x-amz-security-token': sessionToken.reveal() }),
  };
  const { text, signedHeaders } = canonicalRequestOf({ ...request, headers: { ...request.headers, ...own } });
  const toSign = [algorithm, time, scope, hash('sha256', text, 'hex')].join('\n');
  const signature = hmac(signingKey(secretAccessKey.reveal(), day, region, service), toSign).toString('hex');
  return {
    ...own,
    authorization: new Secret(
      `${algorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    ),
  };
};

/** The key of one day, region and service. Exported for its tests. */
export const signingKey = (secret: string, day: string, region: string, service: string): Buffer =>
  [day, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));

const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();
