import { parseJsonBody, valueAt } from '@touchline/core';
import type { IncomingCall, SandboxResponse, SandboxSpec } from '@touchline/core/sandbox';
import { type AlexaState, requestToken } from './state.ts';

/** The certificates, the tokens of Login with Amazon, progressive responses and proactive events. */
export const alexaRoutes = (state: AlexaState): SandboxSpec['routes'] => ({
  'GET /echo.api/:file': ({ path }) => {
    const chain = state.chains.get(path);
    return chain
      ? { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: chain.pem }
      : { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
  },
  'POST /auth/o2/token': (call) => giveToken(call, state),
  'POST /v1/directives': (call) => takeDirective(call, state),
  'POST /v1/proactiveEvents': (call) => takeEvent(call, state),
  'POST /v1/proactiveEvents/stages/development': (call) => takeEvent(call, state),
});

const problem = (status: number, message: string): SandboxResponse => ({ status, body: { message } });

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
const giveToken = ({ text }: IncomingCall, { options, tokens, nextNumber }: AlexaState): SandboxResponse => {
  const form = new URLSearchParams(text);
  const { clientId, clientSecret } = options.proactiveEvents ?? {};
  if (
    clientId === undefined ||
    form.get('client_id') !== clientId ||
    form.get('client_secret') !== clientSecret
  )
    return {
      status: 401,
      body: { error: 'invalid_client', error_description: 'Client authentication failed' },
    };
  if (form.get('scope') !== 'alexa::proactive_events')
    return { status: 400, body: { error: 'invalid_scope' } };
  const token = `Atc|sandbox-${nextNumber()}`;
  tokens.add(token);
  return {
    status: 200,
    body: { access_token: token, token_type: 'bearer', expires_in: 3_600, scope: form.get('scope') },
  };
};

const takeDirective = ({ headers, text }: IncomingCall, state: AlexaState): SandboxResponse => {
  if (headers.authorization !== `Bearer ${requestToken}`)
    return problem(403, 'Not authorized to perform this action');
  const body = parseJsonBody(Buffer.from(text));
  const [requestId, type, speech] = [
    ['header', 'requestId'],
    ['directive', 'type'],
    ['directive', 'speech'],
  ].map((path) => valueAt(body, path));
  if (type !== 'VoicePlayer.Speak' || typeof speech !== 'string' || !/^<speak>.*<\/speak>$/s.test(speech))
    return problem(400, 'Directive is not valid');
  if (requestId !== state.requestId) return problem(400, 'Request Id is not valid');
  state.directives.push({ requestId: String(requestId), speech });
  return { status: 204 };
};

const takeEvent = (
  { headers, text }: IncomingCall,
  { tokens, notifications }: AlexaState,
): SandboxResponse => {
  if (!tokens.has(headers.authorization?.replace('Bearer ', '') ?? ''))
    return problem(403, 'The provided token is not valid.');
  const body = parseJsonBody(Buffer.from(text));
  const referenceId = valueAt(body, ['referenceId']);
  for (const path of [
    ['referenceId'],
    ['timestamp'],
    ['expiryTime'],
    ['event', 'name'],
    ['relevantAudience', 'type'],
  ])
    if (typeof valueAt(body, path) !== 'string') return problem(400, `${path.join('.')} is missing`);
  if (notifications.has(String(referenceId)))
    return problem(409, 'An event with the same referenceId exists.');
  notifications.set(String(referenceId), body);
  return { status: 202 };
};
