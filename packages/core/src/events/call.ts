import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { channelAddress } from '../values/channel-address.ts';
import { customerRef } from '../values/customer-ref.ts';
import { failure } from '../values/failure.ts';
import { metadata } from '../values/metadata.ts';
import { timestamp } from '../values/timestamp.ts';
import { webUrl } from '../values/url.ts';
import { vendorId } from '../values/vendor-id.ts';
import { answeredBy } from './answered-by.ts';

const call = z.object({
  customer: customerRef.optional(),
  callId: vendorId.describe("The vendor's id of the call, the same in all its events."),
  from: channelAddress.describe('Who calls: a number, a SIP URI, or `anonymous`.'),
  to: channelAddress.describe('Who is called.'),
  direction: z.enum(['inbound', 'outbound']).optional().describe('`inbound`: someone calls you.'),
  parentCallId: vendorId.optional().describe('The call that this one is a leg of.'),
  metadata: metadata.optional(),
});

const example = {
  customer: { phone: '+14155550123' },
  callId: 'CA1234567890ABCDE',
  from: '+14155550123',
  to: '+14155550100',
  direction: 'inbound',
  parentCallId: 'CA0000000000ABCDE',
  metadata: { queue: 'support' },
} as const;

const seconds = z.number().nonnegative().optional();

/** Defines `call.initiated`. */
export const callInitiated = defineEvent({
  type: 'call.initiated',
  title: 'Call initiated',
  description: 'A call was begun: one came in, or one of yours goes out.',
  data: call.extend({ callerName: z.string().max(512).meta(pii('name')).optional() }),
  example: { ...example, callerName: 'ADA LOVELACE' },
});

/** Data of `call.initiated`: a call was begun: one came in, or one of yours goes out. */
export interface CallInitiated extends z.output<typeof callInitiated.data> {}

/** Defines `call.ringing`. */
export const callRinging = defineEvent({
  type: 'call.ringing',
  title: 'Call ringing',
  description: "The other side's telephone rings.",
  data: call,
  example,
});

/** Data of `call.ringing`: the other side's telephone rings. */
export interface CallRinging extends z.output<typeof callRinging.data> {}

/** Defines `call.answered`. */
export const callAnswered = defineEvent({
  type: 'call.answered',
  title: 'Call answered',
  description: 'Someone, or something, took the call.',
  data: call.extend({
    answeredBy: answeredBy.optional(),
    answeredAt: timestamp.optional(),
  }),
  example: { ...example, answeredBy: 'human', answeredAt: '2026-11-21T09:30:08Z' },
});

/** Data of `call.answered`: someone, or something, took the call. */
export interface CallAnswered extends z.output<typeof callAnswered.data> {}

/** Defines `call.bridged`. */
export const callBridged = defineEvent({
  type: 'call.bridged',
  title: 'Call bridged',
  description: 'Two calls were joined, so that both sides hear each other.',
  data: call.extend({
    otherCallId: vendorId.optional(),
    otherAddress: channelAddress.optional().describe('Who is on the other call.'),
  }),
  example: { ...example, otherCallId: 'CA1234567890ABCDF', otherAddress: '+14155550144' },
});

/** Data of `call.bridged`: two calls were joined, so that both sides hear each other. */
export interface CallBridged extends z.output<typeof callBridged.data> {}

/** Defines `call.completed`. */
export const callCompleted = defineEvent({
  type: 'call.completed',
  title: 'Call completed',
  description: 'A call that was answered is over.',
  data: call.extend({
    durationSeconds: seconds.describe('How long both sides were connected.'),
    answeredBy: answeredBy.optional(),
    startedAt: timestamp.optional(),
    answeredAt: timestamp.optional(),
    endedAt: timestamp.optional(),
    endedBy: z.string().max(64).optional().describe('Who hung up: `caller`, `callee`, `system`.'),
    cause: z.string().max(256).optional().describe("The vendor's own: `normal_clearing`."),
    recordingUrl: webUrl.meta(pii('recording')).optional(),
  }),
  example: {
    ...example,
    durationSeconds: 184,
    answeredBy: 'human',
    startedAt: '2026-11-21T09:30:00Z',
    answeredAt: '2026-11-21T09:30:08Z',
    endedAt: '2026-11-21T09:33:12Z',
    endedBy: 'caller',
    cause: 'normal_clearing',
    recordingUrl: 'https://voice.example.com/recordings/RE1',
  },
});

/** Data of `call.completed`: a call that was answered is over. */
export interface CallCompleted extends z.output<typeof callCompleted.data> {}

/** Defines `call.failed`. */
export const callFailed = defineEvent({
  type: 'call.failed',
  title: 'Call failed',
  description: 'A call could not be set up: the number is wrong, or a network is down.',
  data: call.extend({
    failure: failure.optional(),
    sipCode: z.int().min(100).max(699).optional().describe('SIP response code: 404.'),
  }),
  example: {
    ...example,
    failure: { code: '13224', message: 'The number is not valid.' },
    sipCode: 404,
  },
});

/** Data of `call.failed`: a call could not be set up: the number is wrong, or a network is down. */
export interface CallFailed extends z.output<typeof callFailed.data> {}

/** Defines `call.no_answer`. */
export const callNoAnswer = defineEvent({
  type: 'call.no_answer',
  title: 'Call not answered',
  description: 'Nobody took the call.',
  data: call.extend({ ringSeconds: seconds }),
  example: { ...example, ringSeconds: 30 },
});

/** Data of `call.no_answer`: nobody took the call. */
export interface CallNoAnswer extends z.output<typeof callNoAnswer.data> {}

/** Defines `call.busy`. */
export const callBusy = defineEvent({
  type: 'call.busy',
  title: 'Call busy',
  description: 'The other side was on the telephone, or rejected the call.',
  data: call.extend({ sipCode: z.int().min(100).max(699).optional().describe('SIP response code: 486.') }),
  example: { ...example, sipCode: 486 },
});

/** Data of `call.busy`: the other side was on the telephone, or rejected the call. */
export interface CallBusy extends z.output<typeof callBusy.data> {}

/** All events of the course of a call. */
export const callEvents: readonly EventDefinition[] = [
  callInitiated,
  callRinging,
  callAnswered,
  callBridged,
  callCompleted,
  callFailed,
  callNoAnswer,
  callBusy,
];
