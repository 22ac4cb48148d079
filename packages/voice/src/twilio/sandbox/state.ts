import type { Clock } from '@touchline/core';
import { twilioApiVersion } from '../config.ts';
import type { SandboxMessage, SandboxPhoneCall, SandboxRecording } from './resources.ts';

/** What a sandbox is made of. */
export interface TwilioSandboxOptions {
  readonly accountSid: string;
  /** Its password at the API, and what its webhooks are signed with. */
  readonly authToken: string;
  /** Another way in to the API. */
  readonly apiKey?: { readonly sid: string; readonly secret: string };
  /** Default `active`. */
  readonly accountStatus?: 'active' | 'suspended' | 'closed';
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Everything that the sandbox's API and webhooks share. */
export interface TwilioState {
  readonly options: TwilioSandboxOptions;
  /** The `Authorization` headers that are let in. */
  readonly credentials: ReadonlySet<string>;
  readonly phoneCalls: Map<string, SandboxPhoneCall>;
  readonly messages: Map<string, SandboxMessage>;
  readonly recordings: Map<string, SandboxRecording>;
  readonly optedOut: Set<string>;
  /** `CA` and 32 digits of a counter. */
  readonly nextSid: (prefix: string) => string;
  readonly nowMs: () => number;
  /** RFC 2822, as Twilio writes times. */
  readonly now: () => string;
  readonly addCall: (call: NewCall) => SandboxPhoneCall;
  readonly addMessage: (message: NewMessage) => SandboxMessage;
}

type NewCall = Pick<SandboxPhoneCall, 'from' | 'to' | 'status' | 'direction'> &
  Partial<Pick<SandboxPhoneCall, 'caller_name'>>;

type NewMessage = Pick<SandboxMessage, 'from' | 'to' | 'body' | 'status' | 'direction' | 'num_media'> &
  Partial<Pick<SandboxMessage, 'messaging_service_sid'>>;

/** An account without calls and messages. */
export const createTwilioState = (options: TwilioSandboxOptions, clock: Pick<Clock, 'now'>): TwilioState => {
  const { accountSid, authToken, apiKey } = options;
  const phoneCalls = new Map<string, SandboxPhoneCall>();
  const messages = new Map<string, SandboxMessage>();
  let counter = 0;
  const nextSid = (prefix: string): string => {
    counter += 1;
    return prefix + counter.toString(16).padStart(32, '0');
  };
  const now = (): string => new Date(clock.now()).toUTCString().replace('GMT', '+0000');
  const common = (path: string) => {
    const time = now();
    return {
      account_sid: accountSid,
      date_created: time,
      date_updated: time,
      price: null,
      price_unit: 'USD',
      api_version: twilioApiVersion,
      uri: `/${twilioApiVersion}/Accounts/${accountSid}/${path}.json`,
      subresource_uris: {},
    } as const;
  };

  return {
    options,
    credentials: new Set([
      basic(accountSid, authToken),
      ...(apiKey ? [basic(apiKey.sid, apiKey.secret)] : []),
    ]),
    phoneCalls,
    messages,
    recordings: new Map(),
    optedOut: new Set(),
    nextSid,
    nowMs: () => clock.now(),
    now,
    addCall(call) {
      const sid = nextSid('CA');
      const added: SandboxPhoneCall = {
        sid,
        ...common(`Calls/${sid}`),
        parent_call_sid: null,
        start_time: null,
        end_time: null,
        duration: null,
        answered_by: null,
        caller_name: null,
        ...call,
      };
      phoneCalls.set(sid, added);
      return added;
    },
    addMessage(message) {
      const sid = nextSid(message.num_media === '0' ? 'SM' : 'MM');
      const added: SandboxMessage = {
        sid,
        ...common(`Messages/${sid}`),
        messaging_service_sid: null,
        num_segments: String(segmentsOf(message.body)),
        error_code: null,
        error_message: null,
        date_sent: null,
        ...message,
      };
      messages.set(sid, added);
      return added;
    },
  };
};

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** How many parts a text takes, near enough: 160 letters of ASCII, or 70 of anything; a little less where they are joined. */
const segmentsOf = (text: string): number => {
  const [single, joined] = /^[\x20-\x7e\n\r]*$/.test(text) ? [160, 153] : [70, 67];
  return text.length <= single ? 1 : Math.ceil(text.length / joined);
};
