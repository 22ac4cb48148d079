import {
  type CustomerRef,
  type IgnoredEvent,
  type InboundTools,
  type MappedEvent,
  phoneNumber,
  type TouchpointEvents,
} from '@touchline/core';
import { present } from '../../present.ts';
import { readClientState } from '../client-state.ts';
import type { TelnyxSettings } from '../config.ts';
import type { TelnyxPayload } from '../payload.ts';

/** The tools of a map, and what becomes of a webhook. */
export type TelnyxTools = InboundTools<TouchpointEvents, TelnyxSettings>;
export type TelnyxResult = MappedEvent | IgnoredEvent;

/** The webhooks of calls. */
export type CallWebhook = TelnyxPayload<
  | 'call_progress'
  | 'call_keys'
  | 'call_machine'
  | 'call_recording'
  | 'recording_transcription'
  | 'live_transcription'
>;

type Direction = 'inbound' | 'outbound';

/** What all events of a call say of it. */
export const callData = ({ payload }: CallWebhook, { config }: Pick<TelnyxTools, 'config'>) => {
  const from = addressOf(payload.from);
  const to = addressOf(payload.to);
  const direction = directionOf(payload, config);
  const customer = direction && customerOf(direction === 'inbound' ? payload.from : payload.to);
  return present({
    customer,
    callId: callIdOf(payload),
    from,
    to,
  });
};

/** What the events of a call's course say beside {@link callData}; their ends must be known. */
export const courseData = (webhook: TelnyxPayload<'call_progress'>, tools: Pick<TelnyxTools, 'config'>) => {
  const { from = 'anonymous', to = 'anonymous', ...call } = callData(webhook, tools);
  const { payload } = webhook;
  const state = readClientState(payload.client_state);
  const metadata = present({
    callSessionId: payload.call_session_id,
    callLegId: payload.call_leg_id,
    connectionId: payload.connection_id,
    clientState: state.text,
  });
  return present({ ...call, from, to, direction: directionOf(payload, tools.config), metadata });
};

/**
 * Where an event belongs. Its id is Telnyx's, which a webhook that comes again has too; all legs of a session are kept in
 * order of the times at which things happened, whatever the order in which they are told.
 */
export const callEnvelope = (webhook: CallWebhook, { receivedAt }: Pick<TelnyxTools, 'receivedAt'>) => {
  const { id, occurred_at, payload } = webhook;
  const { correlationId } = readClientState(payload.client_state);
  return {
    ...timesOf(occurred_at, receivedAt),
    id,
    subject: callIdOf(payload),
    partitionkey: payload.call_session_id ?? callIdOf(payload),
    ...(correlationId !== undefined && { correlationid: correlationId }),
  };
};

/** When it happened; as a number too, by which events can be put in order: microseconds since the Unix epoch. */
export const timesOf = (
  occurredAt: CallWebhook['occurred_at'],
  receivedAt: Date,
): { time: Date; sequence?: string } => {
  if (occurredAt === undefined) return { time: receivedAt };
  const fraction = /\.(\d+)/.exec(occurredAt.text)?.[1] ?? '';
  const seconds = Math.floor(occurredAt.date.getTime() / 1_000);
  return { time: occurredAt.date, sequence: `${seconds}${fraction.padEnd(6, '0').slice(0, 6)}` };
};

const callIdOf = ({ call_control_id, call_leg_id }: CallWebhook['payload']): string =>
  call_control_id ?? call_leg_id ?? '';

/** The first webhook says it; the others are told by the state that `placeCall` gave the call, or by your numbers. */
const directionOf = (payload: CallWebhook['payload'], config: TelnyxSettings): Direction | undefined => {
  const said = 'direction' in payload ? payload.direction : undefined;
  if (said === 'incoming' || said === 'outgoing') return said === 'incoming' ? 'inbound' : 'outbound';
  if (readClientState(payload.client_state).correlationId !== undefined) return 'outbound';
  if (isOurs(payload.to, config)) return 'inbound';
  return isOurs(payload.from, config) ? 'outbound' : undefined;
};

const isOurs = (address: string | undefined, { from, numbers }: TelnyxSettings): boolean =>
  address !== undefined && (address === from || numbers.includes(address));

/** An address of a channel; a withheld one is `anonymous`. */
const addressOf = (address: string | undefined): string | undefined =>
  address === undefined
    ? undefined
    : /^(anonymous|restricted|unavailable|unknown)$/i.test(address)
      ? 'anonymous'
      : address.slice(0, 512);

/** The person behind a number; a SIP URI or a short code names nobody. */
export const customerOf = (address: string | undefined): CustomerRef | undefined =>
  phoneNumber.safeParse(address).success ? { phone: address as string } : undefined;
