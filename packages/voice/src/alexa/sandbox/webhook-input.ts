import type { JsonValue, WebhookRequest } from '@touchline/core';

/** What somebody says or does with a skill. */
export type AlexaWebhookInput =
  | { readonly kind: 'launch' }
  | {
      readonly kind: 'intent';
      readonly name: string;
      readonly slots?: Readonly<Record<string, string>>;
      readonly sessionAttributes?: Readonly<Record<string, JsonValue>>;
    }
  | {
      readonly kind: 'session_ended';
      readonly reason?: 'USER_INITIATED' | 'EXCEEDED_MAX_REPROMPTS' | 'ERROR';
    }
  | { readonly kind: 'touch'; readonly arguments: readonly JsonValue[] }
  | { readonly kind: 'skill_event'; readonly name: 'SkillEnabled' | 'SkillDisabled' | 'SkillAccountLinked' }
  | { readonly kind: 'subscriptions'; readonly eventNames: readonly string[] }
  /** Any other body, as it is. */
  | { readonly kind: 'json'; readonly body: unknown };

/** Where a request goes, and who speaks. */
export interface AlexaWebhookTarget {
  readonly url: string;
  /** Default: the sandbox's one person. */
  readonly userId?: string;
  readonly locale?: string;
}

/** Makes the requests of a skill, signed as Alexa signs them. */
export interface AlexaWebhooks {
  /** One signed request. A launch begins a session, and so does an intent where there is none. */
  readonly webhook: (input: AlexaWebhookInput, target: AlexaWebhookTarget) => WebhookRequest;
}
