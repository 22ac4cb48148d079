import { signRequest, type WebhookRequest } from '@touchline/core';
import { alexaSignature } from '../verify.ts';
import { type AlexaState, requestToken } from './state.ts';
import type { AlexaWebhookInput, AlexaWebhooks, AlexaWebhookTarget } from './webhook-input.ts';

/** The one person who talks to the sandbox's skill. */
export const sandboxUserId = 'amzn1.ask.account.SANDBOX0AM3B227HF3FAM1B261HK7FFM3A2';

/** See {@link AlexaWebhooks}. */
export const alexaWebhooks = (state: AlexaState): AlexaWebhooks => ({
  webhook: (input, target) => {
    const body = input.kind === 'json' ? input.body : bodyOf(input, target, state);
    return signed(JSON.stringify(body), target.url, state);
  },
});

const signed = (body: string, url: string, { chains, nowMs }: AlexaState): WebhookRequest => {
  const [path, chain] = [...chains].at(-1) ?? [];
  if (path === undefined || chain === undefined) throw new RangeError('The sandbox has no certificate.');
  const request: WebhookRequest = {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      signaturecertchainurl: `https://s3.amazonaws.com${path}`,
    },
    rawBody: Buffer.from(body),
  };
  // The time stands in the body and is signed with it.
  return signRequest({ ...alexaSignature, timestamp: undefined as never }, request, {
    secret: chain.privateKey,
    now: nowMs(),
  });
};

const bodyOf = (
  input: Exclude<AlexaWebhookInput, { kind: 'json' }>,
  { userId = sandboxUserId, locale = 'en-GB' }: AlexaWebhookTarget,
  state: AlexaState,
) => {
  const requestId = `amzn1.echo-api.request.${uuid(state.nextNumber())}`;
  const isOfSession = input.kind !== 'skill_event' && input.kind !== 'subscriptions';
  const isNew = isOfSession && (input.kind === 'launch' || state.sessionId === undefined);
  if (isNew) state.sessionId = `amzn1.echo-api.session.${uuid(state.nextNumber())}`;
  const { sessionId } = state;
  if (input.kind === 'session_ended') state.sessionId = undefined;
  state.requestId = requestId;
  const application = { applicationId: state.options.skillId };
  const user = { userId, accessToken: 'Atza|sandbox-access-token' };
  return {
    version: '1.0',
    ...(isOfSession && {
      session: {
        new: isNew,
        sessionId,
        application,
        user,
        attributes: input.kind === 'intent' ? (input.sessionAttributes ?? {}) : {},
      },
    }),
    context: {
      System: {
        application,
        user,
        device: { deviceId: 'amzn1.ask.device.SANDBOX', supportedInterfaces: { AudioPlayer: {} } },
        apiEndpoint: 'https://api.eu.amazonalexa.com',
        apiAccessToken: requestToken,
      },
    },
    request: {
      requestId,
      timestamp: new Date(state.nowMs()).toISOString().replace(/\.\d+/, ''),
      locale,
      ...requestOf(input),
    },
  };
};

const requestOf = (input: Exclude<AlexaWebhookInput, { kind: 'json' }>) => {
  switch (input.kind) {
    case 'launch':
      return { type: 'LaunchRequest' };
    case 'intent':
      return {
        type: 'IntentRequest',
        intent: {
          name: input.name,
          confirmationStatus: 'NONE',
          slots: Object.fromEntries(
            Object.entries(input.slots ?? {}).map(([name, value]) => [
              name,
              { name, value, confirmationStatus: 'NONE' },
            ]),
          ),
        },
      };
    case 'session_ended':
      return { type: 'SessionEndedRequest', reason: input.reason ?? 'USER_INITIATED' };
    case 'touch':
      return { type: 'Alexa.Presentation.APL.UserEvent', token: 'order-screen', arguments: input.arguments };
    case 'skill_event':
      return {
        type: `AlexaSkillEvent.${input.name}`,
        ...(input.name === 'SkillAccountLinked' && { body: { accessToken: 'Atza|sandbox-access-token' } }),
      };
    case 'subscriptions':
      return {
        type: 'AlexaSkillEvent.ProactiveSubscriptionChanged',
        body: { subscriptions: input.eventNames.map((eventName) => ({ eventName })) },
      };
  }
};

const uuid = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
