import { createHmac } from 'node:crypto';
import type { ConnectorContext, ConnectorHttpOptions } from '@touchline/core';
import type { AppSettings } from './app-config.ts';
import { graphError } from './graph-error.ts';

/** The HTTP client of the Graph API. */
export const graphHttp = ({
  accessToken,
  baseUrl,
}: Pick<AppSettings, 'accessToken'> & { readonly baseUrl: string }): ConnectorHttpOptions => ({
  baseUrl,
  headers: { authorization: `Bearer ${accessToken.reveal()}` },
  toError: graphError,
});

/**
 * What the query of every call carries: the proof that whoever holds the token also holds the app's secret.
 *
 * @see https://developers.facebook.com/docs/graph-api/guides/secure-requests
 */
export const proofOf = ({
  config: { accessToken, appSecret, appSecretProof },
}: Pick<ConnectorContext<AppSettings>, 'config'>): { readonly appsecret_proof?: string } => {
  const [secret] = appSecret;
  if (!appSecretProof || secret === undefined) return {};
  return {
    appsecret_proof: createHmac('sha256', secret.reveal()).update(accessToken.reveal()).digest('hex'),
  };
};
