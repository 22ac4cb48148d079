import { type ActionContext, type Implement, TouchlineError, urlPath } from '@touchline/core';
import { z } from 'zod';
import { getCall } from '../../contract/get-call.ts';
import { hangUpCall } from '../../contract/hang-up-call.ts';
import { placeCall } from '../../contract/place-call.ts';
import { present } from '../../present.ts';
import { readClientState, writeClientState } from '../client-state.ts';
import type { TelnyxSettings } from '../config.ts';
import { isOver } from '../errors.ts';
import { readTime } from '../time.ts';
import { command } from './command.ts';

type Context = ActionContext<TelnyxSettings>;

/**
 * The call actions.
 *
 * `placeCall` sends the delivery's key as `command_id`, but Telnyx knows one for 60 seconds only: a repeat within them places no
 * second call, a later one does. So it is declared as not idempotent, and a call of unknown outcome is looked for instead: its
 * key travels in `client_state`, by which `reconcile` finds it among the active calls. One that is over by then is not found
 * there, which proves nothing.
 *
 * @see https://developers.telnyx.com/docs/voice/programmable-voice/receiving-webhooks
 * @see https://developers.telnyx.com/api-reference/call-commands/dial
 */
export const callActions = (implement: Implement<TelnyxSettings>) => ({
  placeCall: implement(placeCall, {
    run: async (input, context) => {
      const { http, config, signal, idempotencyKey } = context;
      const { body } = await http.post('/calls', {
        json: {
          ...callOf(input, config),
          command_id: idempotencyKey,
          client_state: writeClientState(idempotencyKey),
        },
        response: dialed,
        operation: 'call.place',
        signal,
      });
      return { callId: body.data.call_control_id, status: 'queued' as const };
    },
    reconcile: async (_input, context) => {
      const callId = await findActiveCall(context);
      return callId === undefined
        ? { outcome: 'unknown' as const }
        : { outcome: 'done' as const, output: { callId, status: 'in_progress' as const } };
    },
  }),

  hangUpCall: implement(hangUpCall, async ({ callId }, context) => {
    try {
      await command('hangup', callId, {}, context, { idempotent: true });
    } catch (error) {
      if (!TouchlineError.isInstance(error) || !isOver(error)) throw error;
    }
    return { callId, status: 'completed' as const };
  }),

  getCall: implement(getCall, async ({ callId }, { http, signal }) => {
    const { body } = await http.get(urlPath`/calls/${callId}`, {
      response: z.object({ data: callStatus }),
      operation: 'call.get',
      signal,
    });
    const { call_control_id, is_alive, call_duration, start_time, end_time } = body.data;
    return present({
      callId: call_control_id,
      // Telnyx says whether a call is alive, and no more: neither that it rings, nor how it ended.
      status: is_alive ? ('in_progress' as const) : ('completed' as const),
      startedAt: readTime(start_time),
      endedAt: is_alive ? undefined : readTime(end_time),
      durationSeconds: call_duration ?? undefined,
    });
  }),
});

const dialed = z.object({ data: z.object({ call_control_id: z.string().min(1) }) });

const callStatus = z.object({
  call_control_id: z.string().min(1),
  is_alive: z.boolean(),
  call_duration: z.number().nonnegative().nullish().catch(undefined),
  start_time: z.string().nullish().catch(undefined),
  end_time: z.string().nullish().catch(undefined),
});

const callOf = (input: z.output<typeof placeCall.input>, config: TelnyxSettings) => {
  const { connectionId, publicUrl } = config;
  const from = input.from ?? config.from;
  if (from === undefined)
    throw new TouchlineError(
      'action.input_invalid',
      'A call needs from, in its input or in the config of telnyx.',
    );
  if (connectionId === undefined)
    throw new TouchlineError('action.input_invalid', 'A call needs connectionId in the config of telnyx.');
  return {
    connection_id: connectionId,
    to: input.to,
    from,
    timeout_secs: input.timeoutSeconds,
    ...whatToDo(input, publicUrl),
    ...(input.recording !== 'none' && {
      record: 'record-from-answer',
      record_channels: input.recording === 'dual' ? 'dual' : 'single',
      record_format: 'mp3',
    }),
    ...(input.machineDetection !== 'off' && {
      answering_machine_detection: input.machineDetection === 'on' ? 'detect' : 'greeting_end',
    }),
  };
};

/**
 * Telnyx takes no script with a call, but a file to play. Everything else happens by commands, from whoever gets the webhooks
 * of the call: that is what answerUrl is here.
 */
const whatToDo = (
  { answerUrl, script }: z.output<typeof placeCall.input>,
  publicUrl: string | undefined,
): { readonly webhook_url?: string; readonly audio_url?: string } => {
  if (answerUrl !== undefined) return { webhook_url: answerUrl };
  const [step, ...others] = script ?? [];
  if (step?.step !== 'play' || others.some(({ step }) => step !== 'hang_up'))
    throw new TouchlineError(
      'action.not_supported',
      'Telnyx takes no script with a call but a single file to play: give answerUrl, and speak, play and gather by its commands ' +
        'once call.answered comes.',
    );
  return present({ audio_url: step.url, webhook_url: publicUrl });
};

const pageSize = 250;

/** Bounds what a search costs: 5 000 calls at once are more than an account has. */
const maxPages = 20;

const findActiveCall = async ({
  http,
  config,
  signal,
  idempotencyKey,
}: Context): Promise<string | undefined> => {
  if (config.connectionId === undefined) return undefined;
  for (let number = 1; number <= maxPages; number += 1) {
    const { body } = await http.get(urlPath`/connections/${config.connectionId}/active_calls`, {
      query: { 'page[number]': number, 'page[size]': pageSize },
      response: activeCalls,
      operation: 'call.find',
      signal,
    });
    const found = body.data.find(
      ({ client_state }) => readClientState(client_state ?? undefined).correlationId === idempotencyKey,
    );
    if (found) return found.call_control_id;
    if (body.data.length < pageSize) return undefined;
  }
  return undefined;
};

const activeCalls = z.object({
  data: z.array(z.object({ call_control_id: z.string().min(1), client_state: z.string().nullish() })),
});
