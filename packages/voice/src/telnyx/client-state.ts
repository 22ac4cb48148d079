import { present } from '../present.ts';

/**
 * What a call carries with it and every one of its webhooks hands back: base64 of the words below. What is not of this
 * connector's making is handed on as it is.
 *
 * @see https://developers.telnyx.com/docs/voice/programmable-voice/receiving-webhooks
 */
export interface ClientState {
  /** The idempotency key of the action that placed the call: ties its events together, and finds it again. */
  readonly correlationId?: string;
  /** A state that somebody else attached, as text. */
  readonly text?: string;
}

const prefix = 'touchline:';

/** The state of a call that an action places. */
export const writeClientState = (correlationId: string): string =>
  Buffer.from(`${prefix}${correlationId}`).toString('base64');

/** Reads a state. What is no base64 of text is left out. */
export const readClientState = (state: string | undefined): ClientState => {
  if (state === undefined || !/^[A-Za-z0-9+/]{1,20000}={0,2}$/.test(state)) return {};
  const text = Buffer.from(state, 'base64').toString('utf8');
  if (text.includes('\uFFFD') || text === '') return {};
  const rest = text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
  const correlationId = rest !== undefined && /^[\x20-\x7e]{1,256}$/.test(rest) ? rest : undefined;
  return present({
    correlationId,
    text: correlationId === undefined ? text.slice(0, 8_192) : undefined,
  });
};
