import type { JsonValue } from '@touchline/core';
import { TouchlineError } from '@touchline/core';
import { present } from '../present.ts';
import { documentOf, type Ssml } from './ssml.ts';

/** What is said: plain text, or SSML as `ssml` writes it. */
export type AlexaSpeech = string | Ssml;

/** What the Alexa app shows. */
export type AlexaCard =
  | { readonly kind: 'simple'; readonly title?: string; readonly content: string }
  | {
      readonly kind: 'standard';
      readonly title?: string;
      readonly text: string;
      readonly smallImageUrl?: string;
      readonly largeImageUrl?: string;
    }
  /** Asks the person to link their account. */
  | { readonly kind: 'link_account' }
  /** Asks the person for permissions, such as `alexa::profile:email:read`. */
  | { readonly kind: 'ask_for_permissions'; readonly permissions: readonly string[] };

/** A directive of any interface: AudioPlayer, Dialog, APL, Connections. Its `type` is its name. */
export interface AlexaDirective {
  readonly type: string;
  readonly [field: string]: JsonValue;
}

/** What Alexa says and does in answer to a request. */
export interface AlexaResponse {
  readonly speech?: AlexaSpeech;
  /** Is said when nobody answers; the session then stays open unless you say otherwise. */
  readonly reprompt?: AlexaSpeech;
  readonly card?: AlexaCard;
  readonly directives?: readonly AlexaDirective[];
  /** Comes back with the next request of the session. Default: none, which forgets those that were there. */
  readonly sessionAttributes?: Readonly<Record<string, JsonValue>>;
  /** Default: the session ends unless there is a `reprompt` or a Dialog directive. */
  readonly shouldEndSession?: boolean;
  /** The answer to a CanFulfillIntentRequest. */
  readonly canFulfill?: 'YES' | 'NO' | 'MAYBE';
}

/**
 * What Alexa takes, in characters, and bytes of the whole.
 *
 * @see https://developer.amazon.com/docs/custom-skills/request-and-response-json-reference.html#response-format
 */
export const responseLimits = {
  speech: 8_000,
  card: 8_000,
  imageUrl: 2_000,
  totalBytes: 120 * 1_024,
} as const;

/**
 * Writes a response as the JSON that Alexa takes. Pure.
 *
 * @throws TouchlineError `action.input_invalid` where it is more than Alexa takes: it would say nothing of it.
 */
export const renderAlexaResponse = (response: AlexaResponse): string => {
  const { speech, reprompt, card, directives, sessionAttributes, canFulfill } = response;
  const json = JSON.stringify({
    version: '1.0',
    ...present({ sessionAttributes }),
    response: present({
      outputSpeech: speech === undefined ? undefined : outputSpeech(speech),
      reprompt: reprompt === undefined ? undefined : { outputSpeech: outputSpeech(reprompt) },
      card: card && cardOf(card),
      directives,
      canFulfillIntent: canFulfill === undefined ? undefined : { canFulfill },
      shouldEndSession: endsSession(response),
    }),
  });
  if (Buffer.byteLength(json) > responseLimits.totalBytes)
    throw tooLong('A response', responseLimits.totalBytes, 'bytes');
  return json;
};

/** A response to a query whether an intent could be fulfilled must not speak of the session. */
const endsSession = ({ shouldEndSession, reprompt, directives, canFulfill }: AlexaResponse) => {
  if (shouldEndSession !== undefined || canFulfill !== undefined) return shouldEndSession;
  return reprompt === undefined && !directives?.some(({ type }) => type.startsWith('Dialog.'));
};

const outputSpeech = (speech: AlexaSpeech) => {
  const isPlain = typeof speech === 'string';
  const text = isPlain ? speech : documentOf(speech);
  if (text.length > responseLimits.speech) throw tooLong('Speech', responseLimits.speech, 'characters');
  return isPlain ? { type: 'PlainText', text } : { type: 'SSML', ssml: text };
};

const cardOf = (card: AlexaCard) => {
  switch (card.kind) {
    case 'simple': {
      const { title, content } = card;
      requireCard([title, content]);
      return present({ type: 'Simple', title, content });
    }
    case 'standard': {
      const { title, text, smallImageUrl, largeImageUrl } = card;
      requireCard([title, text, smallImageUrl, largeImageUrl]);
      for (const url of [smallImageUrl, largeImageUrl])
        if (url !== undefined && url.length > responseLimits.imageUrl)
          throw tooLong('The URL of an image', responseLimits.imageUrl, 'characters');
      const image =
        smallImageUrl === undefined && largeImageUrl === undefined
          ? undefined
          : present({ smallImageUrl, largeImageUrl });
      return present({ type: 'Standard', title, text, image });
    }
    case 'link_account':
      return { type: 'LinkAccount' };
    case 'ask_for_permissions':
      return { type: 'AskForPermissionsConsent', permissions: card.permissions };
  }
};

const requireCard = (texts: readonly (string | undefined)[]): void => {
  if (texts.reduce((length, text) => length + (text?.length ?? 0), 0) > responseLimits.card)
    throw tooLong('The text of a card', responseLimits.card, 'characters');
};

const tooLong = (what: string, limit: number, unit: string): TouchlineError =>
  new TouchlineError('action.input_invalid', `${what} may have at most ${limit} ${unit}.`, {
    connector: 'alexa',
  });
