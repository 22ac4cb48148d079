import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { callId, callStatus } from './call.ts';

/** Ends a call. */
export const hangUpCall = defineAction({
  name: 'hangUpCall',
  title: 'Hang up a call',
  description:
    'Ends a call, whether it is queued, rings or goes on. One that is over already is left as it is.',
  input: z.strictObject({ callId }),
  output: z.object({
    callId,
    status: callStatus.describe('Where it stands now. Vendors take a moment to end a call that goes on.'),
  }),
  effect: 'destructive',
  idempotent: 'natural',
  example: { callId: 'CA3f9e8d7c6b5a4938271605f4e3d2c1b0' },
});

/** What `hangUpCall` takes. */
export interface HangUpCallInput extends z.input<typeof hangUpCall.input> {}

/** What `hangUpCall` answers with. */
export interface HangUpCallOutput extends z.output<typeof hangUpCall.output> {}
