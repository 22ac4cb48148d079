import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { systemClock } from '@touchline/core';
import { createSandbox, type VendorSandbox } from '@touchline/core/sandbox';
import { telnyxRoutes } from './sandbox/api.ts';
import { problem } from './sandbox/problem.ts';
import {
  createTelnyxState,
  type SandboxCallLeg,
  type SandboxMessage,
  type TelnyxSandboxOptions,
} from './sandbox/state.ts';
import type { TelnyxWebhooks } from './sandbox/webhook-input.ts';
import { telnyxWebhooks } from './sandbox/webhooks.ts';

export type { SandboxCallLeg, SandboxMessage, TelnyxSandboxOptions } from './sandbox/state.ts';
export type {
  TelnyxHangupCause,
  TelnyxWebhookInput,
  TelnyxWebhooks,
  TelnyxWebhookTarget,
} from './sandbox/webhook-input.ts';

/** A stand-in for one account at Telnyx; see {@link telnyxSandbox}. */
export interface TelnyxSandbox extends VendorSandbox, TelnyxWebhooks {
  /** What the connector's `publicKey` must be, for it to take this sandbox's webhooks. */
  readonly publicKey: string;
  /** The calls, by their `call_control_id`, with the commands that they took. (`calls` are the requests that the API got.) */
  readonly phoneCalls: ReadonlyMap<string, SandboxCallLeg>;
  /** The messages, both ways, by their id. */
  readonly messages: ReadonlyMap<string, SandboxMessage>;
  /** The ids of the recordings. */
  readonly recordings: ReadonlySet<string>;
  /** Who answered STOP: messages to them are refused with 40300. */
  readonly optedOut: ReadonlySet<string>;
}

/**
 * A stand-in for one account at Telnyx: its API, in Telnyx's shapes, and its webhooks, signed. A command id counts once in a
 * minute, as at Telnyx. Nothing happens by itself: a call is answered, and a message delivered, when a webhook is made that says
 * so.
 *
 * @example
 * ```ts
 * const sandbox = telnyxSandbox({ apiKey });
 * const { url } = await serveFetch(sandbox.fetch);
 * const connector = telnyx({ apiKey, publicKey: sandbox.publicKey, baseUrl: url });
 * for (const request of sandbox.missedCall({ from: '+14155550123', to: '+14155550100' }, { url: 'https://…' }))
 *   await connector.receive(request);
 * ```
 */
export const telnyxSandbox = (options: TelnyxSandboxOptions): TelnyxSandbox => {
  const state = createTelnyxState(options, options.clock ?? systemClock);
  const privateKey =
    options.privateKey ??
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const sandbox = createSandbox({
    authorize: ({ headers }) =>
      headers.authorization === `Bearer ${options.apiKey}`
        ? undefined
        : problem(
            401,
            10_009,
            'Authentication failed',
            'Could not find any usable credentials in the request.',
          ),
    routes: telnyxRoutes(state),
    notFound: () =>
      problem(404, 10_005, 'Resource not found', 'The requested resource or URL could not be found.'),
  });
  return {
    ...sandbox,
    ...telnyxWebhooks(state, privateKey),
    // The last 32 bytes of an Ed25519 key's SPKI structure are the key: https://www.rfc-editor.org/rfc/rfc8410#section-4
    publicKey: createPublicKey(privateKey)
      .export({ type: 'spki', format: 'der' })
      .subarray(-32)
      .toString('base64'),
    phoneCalls: state.calls,
    messages: state.messages,
    recordings: state.recordings,
    optedOut: state.optedOut,
  };
};
