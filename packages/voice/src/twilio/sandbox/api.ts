import type { IncomingCall, SandboxResponse, SandboxSpec } from '@touchline/core/sandbox';
import { twilioApiVersion } from '../config.ts';
import { problem } from './problem.ts';
import type { SandboxMessage, SandboxPhoneCall } from './resources.ts';
import type { TwilioState } from './state.ts';

/** The API of one account: calls, messages, recordings, the account itself. */
export const twilioRoutes = (state: TwilioState): SandboxSpec['routes'] => {
  const { accountSid } = state.options;
  const account = `/${twilioApiVersion}/Accounts/${accountSid}`;
  return {
    [`GET ${account}.json`]: () => ({
      status: 200,
      body: {
        sid: accountSid,
        friendly_name: 'Sandbox',
        status: state.options.accountStatus ?? 'active',
        type: 'Full',
        auth_token: state.options.authToken,
      },
    }),

    [`POST ${account}/Calls.json`]: (call) => createCall(call, state),
    [`GET ${account}/Calls.json`]: (call) => list('calls', [...state.phoneCalls.values()], call),
    [`GET ${account}/Calls/:sid.json`]: (call) => found(state.phoneCalls.get(sidOf(call)), call),
    [`POST ${account}/Calls/:sid.json`]: (call) => updateCall(call, state),
    [`DELETE ${account}/Calls/:sid.json`]: (call) => remove(state.phoneCalls, call),
    [`GET ${account}/Calls/:sid/Recordings.json`]: (call) =>
      list(
        'recordings',
        [...state.recordings.values()].filter(({ call_sid }) => call_sid === sidOf(call)),
        call,
      ),

    [`POST ${account}/Messages.json`]: (call) => createMessage(call, state),
    [`GET ${account}/Messages.json`]: (call) => list('messages', [...state.messages.values()], call),
    [`GET ${account}/Messages/:sid.json`]: (call) => found(state.messages.get(sidOf(call)), call),
    [`DELETE ${account}/Messages/:sid.json`]: (call) => remove(state.messages, call),

    [`GET ${account}/Recordings/:sid/Transcriptions.json`]: (call) => list('transcriptions', [], call),
    [`DELETE ${account}/Recordings/:sid.json`]: (call) => remove(state.recordings, call),
  };
};

const createCall = (call: IncomingCall, { addCall }: TwilioState): SandboxResponse => {
  const form = new URLSearchParams(call.text);
  const [to, from] = [form.get('To'), form.get('From')];
  if (!to) return problem(400, 21_201, "No 'To' number is specified");
  if (!from) return problem(400, 21_213, "'From' number is required");
  if (!/^(\+[1-9]\d{6,14}|client:.+|sips?:.+@.+)$/.test(to))
    return problem(400, 21_211, `The phone number you are attempting to call, ${to}, is not valid.`);
  if (!form.has('Twiml') && !form.has('Url') && !form.has('ApplicationSid'))
    return problem(400, 21_205, 'Url parameter is required.');
  if ((form.get('Twiml') ?? '').length > 4_000)
    return problem(400, 21_624, 'The TwiML may have at most 4000 characters.');
  return { status: 201, body: addCall({ to, from, status: 'queued', direction: 'outbound-api' }) };
};

const updateCall = (call: IncomingCall, state: TwilioState): SandboxResponse => {
  const phoneCall = state.phoneCalls.get(sidOf(call));
  if (!phoneCall) return found(undefined, call);
  if (isFinal(phoneCall)) return problem(400, 21_220, 'Call is not in-progress. Cannot redirect.');
  const status = new URLSearchParams(call.text).get('Status');
  if (status === 'completed' || status === 'canceled') {
    phoneCall.status = phoneCall.status === 'in-progress' ? 'completed' : 'canceled';
    phoneCall.end_time = phoneCall.date_updated = state.now();
  }
  return { status: 200, body: phoneCall };
};

const createMessage = (call: IncomingCall, { addMessage, optedOut }: TwilioState): SandboxResponse => {
  const form = new URLSearchParams(call.text);
  const to = form.get('To');
  const [from, service] = [form.get('From'), form.get('MessagingServiceSid')];
  const body = form.get('Body') ?? '';
  const media = form.getAll('MediaUrl');
  if (!to) return problem(400, 21_604, "A 'To' phone number is required.");
  if (!from && !service) return problem(400, 21_603, "A 'From' phone number is required.");
  if (!body && media.length === 0 && !form.has('ContentSid'))
    return problem(400, 21_602, 'Message body is required.');
  if (body.length > 1_600)
    return problem(400, 21_617, 'The concatenated message body exceeds the 1600 character limit.');
  if (!/^(whatsapp:)?\+[1-9]\d{6,14}$/.test(to))
    return problem(400, 21_211, `Invalid 'To' Phone Number: ${to}`);
  if (to === from) return problem(400, 21_266, "'To' and 'From' number cannot be the same");
  if (optedOut.has(to)) return problem(400, 21_610, 'Attempt to send to unsubscribed recipient');
  const message = addMessage({
    to,
    from,
    body,
    messaging_service_sid: service,
    status: service ? 'accepted' : 'queued',
    direction: 'outbound-api',
    num_media: String(media.length),
  });
  return { status: 201, body: service ? { ...message, num_segments: '0' } : message };
};

const list = (name: string, all: readonly object[], { query, path }: IncomingCall): SandboxResponse => {
  const matching = all.filter((record) =>
    ['To', 'From'].every((party) => {
      const wanted = query.get(party);
      return wanted === null || (record as Record<string, unknown>)[party.toLowerCase()] === wanted;
    }),
  );
  const pageSize = Math.min(Number(query.get('PageSize') ?? 50), 1_000);
  const page = Number(query.get('Page') ?? 0);
  const next = new URLSearchParams(query);
  next.set('Page', String(page + 1));
  next.set('PageToken', `PA${page + 1}`);
  const hasMore = (page + 1) * pageSize < matching.length;
  return {
    status: 200,
    body: {
      [name]: matching.slice(page * pageSize, (page + 1) * pageSize),
      page,
      page_size: pageSize,
      next_page_uri: hasMore ? `${path}?${next}` : null,
    },
  };
};

const remove = (records: Map<string, object>, call: IncomingCall): SandboxResponse => {
  const record = records.get(sidOf(call));
  if (!record) return found(undefined, call);
  if (!isFinal(record as SandboxPhoneCall | SandboxMessage))
    return problem(409, 20_009, 'Cannot delete this resource before it is complete.');
  records.delete(sidOf(call));
  return { status: 204 };
};

const found = (record: object | undefined, { path }: IncomingCall): SandboxResponse =>
  record
    ? { status: 200, body: record }
    : problem(404, 20_404, `The requested resource ${path} was not found`);

const sidOf = ({ params }: IncomingCall): string => params.sid ?? '';

const isFinal = ({ status }: { readonly status: string }): boolean => !unfinished.has(status);

const unfinished: ReadonlySet<string> = new Set([
  'accepted',
  'queued',
  'sending',
  'initiated',
  'ringing',
  'in-progress',
]);
