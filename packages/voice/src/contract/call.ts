import { pii, timestamp } from '@touchline/core';
import { z } from 'zod';

/** A vendor's id of a call: opaque, compared byte by byte. */
export const callId = z.string().min(1).max(1024);

/** Who calls or is called: a number in E.164, a SIP URI, or what else the vendor connects to. */
export const callAddress = z.string().min(1).max(512).meta(pii('identifier'));

/**
 * Where a call stands, the same for every vendor: `queued` → `ringing` → `in_progress` → `completed`; or it ends unanswered,
 * as one of the others.
 */
export const callStatus = z.enum([
  'queued',
  'ringing',
  'in_progress',
  'completed',
  'busy',
  'no_answer',
  'failed',
  'canceled',
]);

/** See {@link callStatus}. */
export type CallStatus = z.output<typeof callStatus>;

/** A call as its vendor holds it now. */
export const call = z.object({
  callId: callId.describe('The same in all events of the call.'),
  status: callStatus.describe('`canceled`: ended by you before anyone took it.'),
  from: callAddress.optional(),
  to: callAddress.optional(),
  direction: z.enum(['inbound', 'outbound']).optional().describe('`inbound`: someone called you.'),
  answeredBy: z.enum(['human', 'machine', 'fax', 'unknown']).optional(),
  startedAt: timestamp.optional(),
  endedAt: timestamp.optional(),
  durationSeconds: z.number().nonnegative().optional(),
});

/** See {@link call}. */
export interface Call extends z.output<typeof call> {}
