import type { Clock } from '@touchline/core';
import type { CertificateChainOptions, IssuedChain, TestAuthority } from './certificate-chain.ts';

/** What a sandbox is made of. */
export interface AlexaSandboxOptions {
  readonly skillId: string;
  /** What the token endpoint takes; without them it takes nobody. */
  readonly proactiveEvents?: { readonly clientId: string; readonly clientSecret: string };
  /** What the signing certificate is like. */
  readonly certificate?: CertificateChainOptions;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Everything that the sandbox's API and requests share. */
export interface AlexaState {
  readonly options: AlexaSandboxOptions;
  readonly authority: TestAuthority;
  /** Every chain that is served, by its path; the last is signed with. */
  readonly chains: Map<string, IssuedChain>;
  readonly directives: SandboxDirective[];
  readonly notifications: Map<string, unknown>;
  readonly tokens: Set<string>;
  sessionId: string | undefined;
  requestId: string | undefined;
  readonly nextNumber: () => number;
  readonly nowMs: () => number;
}

/** A progressive response that was taken. */
export interface SandboxDirective {
  readonly requestId: string;
  readonly speech: string;
}

/** The token that a request of the sandbox carries for progressive responses. */
export const requestToken = 'sandbox-request-token';
