import { parseJsonBody } from '@touchline/core';
import type { IncomingCall, SandboxResponse, SandboxSpec } from '@touchline/core/sandbox';
import { problem } from './problem.ts';
import { rfc3339, type SandboxCallLeg, type TelnyxState } from './state.ts';

/** The API: calls, commands, messages, recordings, the balance. */
export const telnyxRoutes = (state: TelnyxState): SandboxSpec['routes'] => ({
  'GET /v2/balance': () => ({
    status: 200,
    body: {
      data: {
        record_type: 'balance',
        balance: '300.00',
        credit_limit: '100.00',
        available_credit: '400.00',
        pending: '10.00',
        currency: 'USD',
      },
    },
  }),
  'POST /v2/calls': (call) => withBody(call, (body) => dial(body, state)),
  'GET /v2/calls/:id': ({ params }) => {
    const leg = state.calls.get(params.id ?? '');
    return leg ? { status: 200, body: { data: legStatus(leg, state) } } : noCall();
  },
  'GET /v2/connections/:id/active_calls': (call) => activeCalls(call, state),
  'POST /v2/calls/:id/actions/:action': (call) =>
    withBody(call, (body) => takeCommand(call.params.id ?? '', call.params.action ?? '', body, state)),
  'POST /v2/messages': (call) => withBody(call, (body) => sendMessage(body, state)),
  'DELETE /v2/recordings/:id': ({ params }) =>
    state.recordings.delete(params.id ?? '')
      ? { status: 200, body: { data: { record_type: 'recording', id: params.id } } }
      : problem(404, 10_005, 'Resource not found', 'The requested resource or URL could not be found.'),
});

type Body = Readonly<Record<string, unknown>>;

const withBody = ({ text }: IncomingCall, handle: (body: Body) => SandboxResponse): SandboxResponse => {
  try {
    return handle(parseJsonBody(Buffer.from(text)) as Body);
  } catch {
    return problem(400, 10_023, 'Invalid JSON', 'The supplied JSON is not valid.');
  }
};

const textOf = (body: Body, name: string): string | undefined =>
  typeof body[name] === 'string' && body[name] !== '' ? body[name] : undefined;

const missing = (name: string): SandboxResponse =>
  problem(422, 10_004, 'Missing required parameter', `The '${name}' parameter is required.`, `/${name}`);

const noCall = (): SandboxResponse =>
  problem(404, 90_015, 'Invalid Call Control ID', 'The call_control_id provided was not valid.');

/** Whether the same command came within the last minute: then Telnyx ignores it. */
const isRepeated = (subject: string, body: Body, { commandsSeenAtMs, nowMs }: TelnyxState): boolean => {
  const id = textOf(body, 'command_id');
  if (id === undefined) return false;
  const key = `${subject} ${id}`;
  const seen = commandsSeenAtMs.get(key);
  if (seen !== undefined && nowMs() - seen < 60_000) return true;
  commandsSeenAtMs.set(key, nowMs());
  return false;
};

const dial = (body: Body, state: TelnyxState): SandboxResponse => {
  const [to, from, connection] = ['to', 'from', 'connection_id'].map((name) => textOf(body, name));
  if (connection === undefined) return missing('connection_id');
  if (to === undefined) return missing('to');
  if (from === undefined) return missing('from');
  if (!/^(\+[1-9]\d{6,14}|sips?:.+@.+)$/.test(to))
    return problem(
      422,
      10_016,
      'Phone number must be in +E.164 format',
      'The to parameter must be in +E.164 format.',
      '/to',
    );
  const state_ = textOf(body, 'client_state') ?? null;
  if (isRepeated('dial', body, state)) {
    const first = [...state.calls.values()].find(({ client_state }) => client_state === state_);
    if (first) return { status: 200, body: { data: { ...legStatus(first, state), is_alive: false } } };
  }
  const leg = state.addCall({
    direction: 'outgoing',
    from,
    to,
    client_state: state_,
    connection_id: connection,
  });
  // Dialing goes on in the background.
  return { status: 200, body: { data: { ...legStatus(leg, state), is_alive: false } } };
};

const takeCommand = (id: string, action: string, body: Body, state: TelnyxState): SandboxResponse => {
  const leg = state.calls.get(id);
  if (!leg) return noCall();
  const [required] = (requiredBy[action] ?? []).filter((name) => body[name] === undefined);
  if (requiredBy[action] === undefined)
    return problem(404, 10_005, 'Resource not found', 'The requested resource or URL could not be found.');
  if (required !== undefined) return missing(required);
  if (!leg.is_alive)
    return problem(
      422,
      90_018,
      'Call has already ended',
      "This call is no longer active and can't receive commands.",
    );
  if (!isRepeated(id, body, state)) {
    leg.commands.push({ action, body });
    leg.client_state = textOf(body, 'client_state') ?? leg.client_state;
    if (action === 'hangup' || action === 'reject') {
      leg.is_alive = false;
      leg.endedAtMs = state.nowMs();
    }
  }
  return { status: 200, body: { data: { result: 'ok' } } };
};

/** The commands, and what each must be given. Source: the OpenAPI document, `components.schemas.*Request`. */
const requiredBy: Readonly<Record<string, readonly string[] | undefined>> = {
  answer: [],
  reject: ['cause'],
  hangup: [],
  speak: ['payload', 'voice'],
  playback_start: [],
  gather: [],
  gather_using_speak: ['payload', 'voice'],
  record_start: ['format', 'channels'],
  record_stop: [],
  transfer: ['to'],
  bridge: ['call_control_id'],
  send_dtmf: ['digits'],
};

const activeCalls = ({ params, query }: IncomingCall, { calls }: TelnyxState): SandboxResponse => {
  const size = Number(query.get('page[size]') ?? 20);
  const number = Number(query.get('page[number]') ?? 1);
  const alive = [...calls.values()].filter((leg) => leg.is_alive && leg.connection_id === params.id);
  const data = alive.slice((number - 1) * size, number * size).map((leg) => ({
    record_type: 'call',
    call_control_id: leg.call_control_id,
    call_leg_id: leg.call_leg_id,
    call_session_id: leg.call_session_id,
    client_state: leg.client_state,
    call_duration: 0,
  }));
  return { status: 200, body: { data, meta: { total_items: alive.length } } };
};

const legStatus = (leg: SandboxCallLeg, { nowMs }: TelnyxState) => ({
  record_type: 'call',
  call_control_id: leg.call_control_id,
  call_leg_id: leg.call_leg_id,
  call_session_id: leg.call_session_id,
  client_state: leg.client_state ?? '',
  is_alive: leg.is_alive,
  call_duration: Math.floor(((leg.endedAtMs ?? nowMs()) - leg.startedAtMs) / 1_000),
  start_time: rfc3339(leg.startedAtMs),
  ...(leg.endedAtMs !== null && { end_time: rfc3339(leg.endedAtMs) }),
});

const sendMessage = (body: Body, state: TelnyxState): SandboxResponse => {
  const [to, from, profile, text] = ['to', 'from', 'messaging_profile_id', 'text'].map((name) =>
    textOf(body, name),
  );
  const media = Array.isArray(body.media_urls) ? (body.media_urls as string[]) : [];
  if (to === undefined) return missing('to');
  if (from === undefined && profile === undefined)
    return problem(
      422,
      40_305,
      "Invalid 'from' address",
      'A from address or a messaging profile is required.',
      '/from',
    );
  if (text === undefined && media.length === 0) return missing('text');
  if (!/^\+[1-9]\d{6,14}$/.test(to))
    return problem(422, 40_310, "Invalid 'to' address", 'The to address must be in +E.164 format.', '/to');
  if (state.optedOut.has(to))
    return problem(
      403,
      40_300,
      'Blocked due to STOP message',
      `Messages cannot be sent from '${from ?? profile}' to '${to}' due to an existing block rule.`,
    );
  const message = state.addMessage({
    direction: 'outbound',
    from: from ?? '+14155550100',
    to,
    text: text ?? '',
    media,
    status: 'queued',
  });
  return {
    status: 200,
    body: {
      data: {
        record_type: 'message',
        direction: 'outbound',
        id: message.id,
        type: media.length > 0 ? 'MMS' : 'SMS',
        messaging_profile_id: message.messaging_profile_id,
        from: { phone_number: message.from, carrier: 'Telnyx', line_type: 'VoIP' },
        to: [{ phone_number: to, status: 'queued', carrier: '', line_type: 'Wireless' }],
        text: message.text,
        media: media.map((url) => ({ url, content_type: null, sha256: null, size: null })),
        parts: Math.max(1, Math.ceil(message.text.length / 160)),
        errors: [],
        received_at: state.now(),
      },
    },
  };
};
