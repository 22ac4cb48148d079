import { type InboundContext, type JsonValue, Secret, type WebhookReply } from '@touchline/core';
import { present } from '../present.ts';
import type { AlexaSettings } from './config.ts';
import { type AlexaEnvelope, slotsOf, userIdOf } from './payload.ts';
import { type AlexaResponse, renderAlexaResponse } from './response.ts';

/** What Alexa asks. */
export interface AlexaRequest {
  /** `LaunchRequest`, `IntentRequest`, `CanFulfillIntentRequest`, `Alexa.Presentation.APL.UserEvent`, … */
  readonly type: string;
  readonly requestId: string;
  /** BCP 47: `en-GB`. */
  readonly locale?: string;
  /** What the person wants. `slots` holds what was said for each, or the name of the entry that it matched. */
  readonly intent?: {
    readonly name: string;
    readonly slots: Readonly<Record<string, string | readonly string[]>>;
    /** `NONE`, `CONFIRMED`, `DENIED`. */
    readonly confirmationStatus?: string;
  };
  /** `STARTED`, `IN_PROGRESS`, `COMPLETED`. */
  readonly dialogState?: string;
  readonly session?: {
    readonly sessionId: string;
    readonly isNew: boolean;
    /** What your last response attached. */
    readonly attributes: Readonly<Record<string, JsonValue>>;
  };
  /** The person's id within the skill. */
  readonly userId?: string;
  /** What the device can do: `AudioPlayer`, `Alexa.Presentation.APL`. */
  readonly interfaces: readonly string[];
  /** What `sendProgressiveResponse` needs, while this request waits for its answer. */
  readonly progressive?: { readonly apiEndpoint: string; readonly apiAccessToken: Secret };
}

/**
 * What Alexa says and does. It must be quick: all that happens to a request has eight seconds. It must not throw, and its
 * response must be within Alexa's limits: otherwise Alexa says that there was a problem.
 */
export type AlexaReply = (request: AlexaRequest) => AlexaResponse;

/**
 * Answers as `reply` of the config says. Requests that only tell (a session ended, something played, a skill event) may not be
 * spoken to: they get an empty response, and `reply` is asked for their directives alone.
 */
export const alexaReply = (
  { payloads: [envelope] }: { readonly payloads: readonly AlexaEnvelope[] },
  { config }: Pick<InboundContext<AlexaSettings>, 'config'>,
): WebhookReply | undefined => {
  if (!envelope) return undefined;
  const { type } = envelope.request;
  if (silent.some((name) => type.startsWith(name))) return answer(() => emptyResponse);
  return answer(() => {
    const response = config.reply?.(requestOf(envelope)) ?? defaultResponse(type);
    return renderAlexaResponse(
      isPlayback(type) ? { directives: response.directives ?? [], shouldEndSession: true } : response,
    );
  });
};

/** No answer is heard to these. */
const silent = ['SessionEndedRequest', 'System.ExceptionEncountered', 'AlexaSkillEvent.'];

const emptyResponse = '{"version":"1.0","response":{}}';

/** These take AudioPlayer directives, and nothing else. https://developer.amazon.com/docs/custom-skills/audioplayer-interface-reference.html */
const isPlayback = (type: string): boolean => /^(AudioPlayer|PlaybackController)\./.test(type);

const defaultResponse = (type: string): AlexaResponse =>
  type === 'CanFulfillIntentRequest' ? { canFulfill: 'NO' } : {};

/** The events of the request must not be lost to a mistake in a reply, so it never throws. */
const answer = (render: () => string): WebhookReply => {
  try {
    return { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: render() };
  } catch {
    return { status: 500 };
  }
};

const requestOf = (envelope: AlexaEnvelope): AlexaRequest => {
  const { request, session, context } = envelope;
  const { intent } = request;
  const { apiEndpoint, apiAccessToken, device } = context?.System ?? {};
  return present({
    type: request.type,
    requestId: request.requestId,
    locale: request.locale,
    intent: intent
      ? present({ name: intent.name, slots: slotsOf(intent), confirmationStatus: intent.confirmationStatus })
      : undefined,
    dialogState: request.dialogState,
    session: session
      ? { sessionId: session.sessionId, isNew: session.new ?? false, attributes: session.attributes ?? {} }
      : undefined,
    userId: userIdOf(envelope),
    interfaces: Object.keys(device?.supportedInterfaces ?? {}),
    progressive:
      apiEndpoint !== undefined && apiAccessToken !== undefined
        ? { apiEndpoint, apiAccessToken: new Secret(apiAccessToken) }
        : undefined,
  });
};
