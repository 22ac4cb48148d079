import { systemClock } from '@touchline/core';
import { createSandbox, type VendorSandbox } from '@touchline/core/sandbox';
import { alexaRoutes } from './sandbox/api.ts';
import { type CertificateChainOptions, createTestAuthority } from './sandbox/certificate-chain.ts';
import type { AlexaSandboxOptions, AlexaState, SandboxDirective } from './sandbox/state.ts';
import type { AlexaWebhooks } from './sandbox/webhook-input.ts';
import { alexaWebhooks } from './sandbox/webhooks.ts';

export type { CertificateChainOptions } from './sandbox/certificate-chain.ts';
export type { AlexaSandboxOptions, SandboxDirective } from './sandbox/state.ts';
export type { AlexaWebhookInput, AlexaWebhooks, AlexaWebhookTarget } from './sandbox/webhook-input.ts';
export { sandboxUserId } from './sandbox/webhooks.ts';

/** A stand-in for Alexa and one skill; see {@link alexaSandbox}. */
export interface AlexaSandbox extends VendorSandbox, AlexaWebhooks {
  /** What the connector's `trustedRoots` must hold, for it to take this sandbox's requests. */
  readonly rootCertificate: string;
  /** Signs with another certificate from now on: at a URL of its own, or in place of the last one. */
  readonly changeCertificate: (options?: CertificateChainOptions & { readonly inPlace?: boolean }) => void;
  /** The progressive responses that were taken. */
  readonly directives: readonly SandboxDirective[];
  /** The proactive events that were taken, by their `referenceId`. */
  readonly notifications: ReadonlyMap<string, unknown>;
}

/**
 * A stand-in for Alexa and one skill: its requests, signed with a certificate of the sandbox's own authority; the place where
 * that certificate is; and the APIs. Lead the connector to it in the process, since certificates come from Amazon's host.
 *
 * @example
 * ```ts
 * const sandbox = alexaSandbox({ skillId });
 * const connector = alexa({ skillId, trustedRoots: [sandbox.rootCertificate] }, { http: { send: sendTo(sandbox) } });
 * await connector.receive(sandbox.webhook({ kind: 'launch' }, { url: 'https://…' }));
 * ```
 */
export const alexaSandbox = (options: AlexaSandboxOptions): AlexaSandbox => {
  const clock = options.clock ?? systemClock;
  const authority = createTestAuthority(clock.now());
  let counter = 0;
  const state: AlexaState = {
    options,
    authority,
    chains: new Map(),
    directives: [],
    notifications: new Map(),
    tokens: new Set(),
    sessionId: undefined,
    requestId: undefined,
    nextNumber: () => {
      counter += 1;
      return counter;
    },
    nowMs: () => clock.now(),
  };
  const changeCertificate: AlexaSandbox['changeCertificate'] = ({ inPlace = false, ...certificate } = {}) => {
    const last = [...state.chains.keys()].at(-1);
    const path =
      inPlace && last !== undefined ? last : `/echo.api/echo-api-cert-${state.chains.size + 1}.pem`;
    state.chains.set(path, authority.issue({ nowMs: clock.now(), ...certificate }));
  };
  changeCertificate(options.certificate);
  const sandbox = createSandbox({
    routes: alexaRoutes(state),
    notFound: () => ({ status: 404, body: { message: 'Not found' } }),
  });
  return {
    ...sandbox,
    ...alexaWebhooks(state),
    rootCertificate: authority.rootCertificate,
    changeCertificate,
    directives: state.directives,
    notifications: state.notifications,
  };
};
