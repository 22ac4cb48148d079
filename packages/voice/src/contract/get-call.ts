import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { call, callId } from './call.ts';

/** Looks a call up. */
export const getCall = defineAction({
  name: 'getCall',
  title: 'Look up a call',
  description: 'Tells where a call stands, and who took part.',
  input: z.strictObject({ callId }),
  output: call,
  effect: 'read',
  idempotent: 'natural',
  example: { callId: 'CA3f9e8d7c6b5a4938271605f4e3d2c1b0' },
});

/** What `getCall` takes. */
export interface GetCallInput extends z.input<typeof getCall.input> {}

/** What `getCall` answers with. */
export interface GetCallOutput extends z.output<typeof getCall.output> {}
