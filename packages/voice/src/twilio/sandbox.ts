import { systemClock } from '@touchline/core';
import { createSandbox, type VendorSandbox } from '@touchline/core/sandbox';
import { twilioRoutes } from './sandbox/api.ts';
import { problem } from './sandbox/problem.ts';
import type { SandboxMessage, SandboxPhoneCall, SandboxRecording } from './sandbox/resources.ts';
import { createTwilioState, type TwilioSandboxOptions } from './sandbox/state.ts';
import type { TwilioWebhooks } from './sandbox/webhook-input.ts';
import { twilioWebhooks } from './sandbox/webhooks.ts';

export type { SandboxMessage, SandboxPhoneCall, SandboxRecording } from './sandbox/resources.ts';
export type { TwilioSandboxOptions } from './sandbox/state.ts';
export type { TwilioWebhookInput, TwilioWebhooks, TwilioWebhookTarget } from './sandbox/webhook-input.ts';

/** A stand-in for one account at Twilio; see {@link twilioSandbox}. */
export interface TwilioSandbox extends VendorSandbox, TwilioWebhooks {
  /** The calls, by their `CallSid`. (`calls` are the requests that the API got.) */
  readonly phoneCalls: ReadonlyMap<string, SandboxPhoneCall>;
  /** The messages, both ways, by their `MessageSid`. */
  readonly messages: ReadonlyMap<string, SandboxMessage>;
  readonly recordings: ReadonlyMap<string, SandboxRecording>;
  /** Who answered STOP: messages to them are refused with 21610. */
  readonly optedOut: ReadonlySet<string>;
}

/**
 * A stand-in for one account at Twilio: its API, in Twilio's shapes, and its webhooks, signed. Ids are counted and times are
 * the clock's, so that equal calls give equal answers. Nothing happens by itself: a call rings, and a message is delivered, when
 * a webhook is made that says so.
 *
 * @example
 * ```ts
 * const sandbox = twilioSandbox({ accountSid, authToken });
 * const { url } = await serveFetch(sandbox.fetch);
 * const connector = twilio({ accountSid, authToken, baseUrl: url });
 * for (const request of sandbox.missedCall({ from: '+14155550123', to: '+14155550100' }, { url: 'https://…' }))
 *   await connector.receive(request);
 * ```
 */
export const twilioSandbox = (options: TwilioSandboxOptions): TwilioSandbox => {
  const state = createTwilioState(options, options.clock ?? systemClock);
  const sandbox = createSandbox({
    authorize: ({ headers }) =>
      state.credentials.has(headers.authorization ?? '') ? undefined : problem(401, 20_003, 'Authenticate'),
    routes: twilioRoutes(state),
    notFound: ({ path }) => problem(404, 20_404, `The requested resource ${path} was not found`),
  });
  return {
    ...sandbox,
    ...twilioWebhooks(state),
    phoneCalls: state.phoneCalls,
    messages: state.messages,
    recordings: state.recordings,
    optedOut: state.optedOut,
  };
};
