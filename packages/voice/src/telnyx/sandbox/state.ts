import type { Clock } from '@touchline/core';

/** What a sandbox is made of. */
export interface TelnyxSandboxOptions {
  readonly apiKey: string;
  /** The Ed25519 private key that its webhooks are signed with, as PEM. Default: one made for this sandbox. */
  readonly privateKey?: string;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** A call in the sandbox. */
export interface SandboxCallLeg {
  readonly call_control_id: string;
  readonly call_leg_id: string;
  readonly call_session_id: string;
  readonly connection_id: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly from: string;
  readonly to: string;
  client_state: string | null;
  is_alive: boolean;
  readonly startedAtMs: number;
  endedAtMs: number | null;
  /** The commands that took effect, in order. */
  readonly commands: { readonly action: string; readonly body: Readonly<Record<string, unknown>> }[];
}

/** A message in the sandbox. */
export interface SandboxMessage {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly media: readonly string[];
  readonly messaging_profile_id: string;
  status: string;
}

/** Everything that the sandbox's API and webhooks share. */
export interface TelnyxState {
  readonly options: TelnyxSandboxOptions;
  readonly calls: Map<string, SandboxCallLeg>;
  readonly messages: Map<string, SandboxMessage>;
  readonly recordings: Set<string>;
  readonly optedOut: Set<string>;
  /** When each command id was last seen, by the call it was for. */
  readonly commandsSeenAtMs: Map<string, number>;
  /** A UUID of a counter, so that equal calls give equal answers. */
  readonly nextId: () => string;
  readonly nowMs: () => number;
  /** RFC 3339 with microseconds, as Telnyx writes times. */
  readonly now: () => string;
  readonly addCall: (call: NewCall) => SandboxCallLeg;
  readonly addMessage: (message: Omit<SandboxMessage, 'id' | 'messaging_profile_id'>) => SandboxMessage;
}

type NewCall = Pick<SandboxCallLeg, 'direction' | 'from' | 'to'> &
  Partial<Pick<SandboxCallLeg, 'client_state' | 'connection_id'>>;

/** An account without calls and messages. */
export const createTelnyxState = (options: TelnyxSandboxOptions, clock: Pick<Clock, 'now'>): TelnyxState => {
  const calls = new Map<string, SandboxCallLeg>();
  const messages = new Map<string, SandboxMessage>();
  let counter = 0;
  const nextId = (): string => {
    counter += 1;
    return `00000000-0000-4000-8000-${counter.toString(16).padStart(12, '0')}`;
  };
  return {
    options,
    calls,
    messages,
    recordings: new Set(),
    optedOut: new Set(),
    commandsSeenAtMs: new Map(),
    nextId,
    nowMs: () => clock.now(),
    now: () => rfc3339(clock.now()),
    addCall(call) {
      const added: SandboxCallLeg = {
        call_control_id: `v3:${nextId()}`,
        call_leg_id: nextId(),
        call_session_id: nextId(),
        connection_id: '1293384261075731461',
        client_state: null,
        is_alive: true,
        startedAtMs: clock.now(),
        endedAtMs: null,
        commands: [],
        ...call,
      };
      calls.set(added.call_control_id, added);
      return added;
    },
    addMessage(message) {
      const added = {
        id: nextId(),
        messaging_profile_id: '00000000-0000-4000-8000-00000000feed',
        ...message,
      };
      messages.set(added.id, added);
      return added;
    },
  };
};

/** RFC 3339 with microseconds. */
export const rfc3339 = (epochMs: number): string => new Date(epochMs).toISOString().replace('Z', '000Z');
