import {
  type ActionContext,
  type FormFields,
  type Implement,
  TouchlineError,
  urlPath,
} from '@touchline/core';
import { z } from 'zod';
import type { CallStatus } from '../../contract/call.ts';
import { getCall } from '../../contract/get-call.ts';
import { hangUpCall } from '../../contract/hang-up-call.ts';
import { type PlaceCallInput, placeCall } from '../../contract/place-call.ts';
import { present } from '../../present.ts';
import { readAddress } from '../address.ts';
import type { TwilioSettings } from '../config.ts';
import { isOver } from '../errors.ts';
import { readTwilioTime } from '../time.ts';
import { answeredByOf, directionOf } from '../to-events/event-parts.ts';
import { renderTwiml } from '../twiml/render-twiml.ts';
import { scriptToTwiml } from '../twiml/script-to-twiml.ts';

/**
 * The call actions. Twilio knows no idempotency keys, and no call or message carries a word of ours that it could be found
 * by: two equal ones in the same minute may both be meant. So there is no `reconcile`, and a call of unknown outcome is left to
 * people.
 *
 * @see https://www.twilio.com/docs/voice/api/call-resource
 */
export const callActions = (implement: Implement<TwilioSettings>) => ({
  placeCall: implement(placeCall, async (input, { http, config, signal }) => {
    const { body } = await http.post(callsPath(config), {
      form: callForm(input, config),
      formArrays: 'repeat',
      response: callResource,
      operation: 'call.place',
      signal,
    });
    return { callId: body.sid, status: body.status };
  }),

  hangUpCall: implement(hangUpCall, async ({ callId }, context) => {
    const { http, config, signal } = context;
    try {
      const { body } = await http.post(callPath(config, callId), {
        form: { Status: 'completed' },
        response: callResource,
        operation: 'call.hang_up',
        idempotent: true,
        signal,
      });
      return { callId: body.sid, status: body.status };
    } catch (error) {
      if (!TouchlineError.isInstance(error) || !isOver(error)) throw error;
      const { sid, status } = await fetchCall(callId, context);
      return { callId: sid, status };
    }
  }),

  getCall: implement(getCall, async ({ callId }, context) => {
    const found = await fetchCall(callId, context);
    const { sid, status, from, to, direction, answered_by, start_time, end_time, duration } = found;
    return present({
      callId: sid,
      status,
      from: from ? readAddress(from).address : undefined,
      to: to ? readAddress(to).address : undefined,
      direction: directionOf(direction),
      answeredBy: answeredByOf(answered_by ?? undefined),
      startedAt: readTwilioTime(start_time ?? undefined)?.toISOString(),
      endedAt: readTwilioTime(end_time ?? undefined)?.toISOString(),
      durationSeconds: duration ? Number(duration) : undefined,
    });
  }),
});

const callsPath = ({ accountSid }: TwilioSettings): string => urlPath`/Accounts/${accountSid}/Calls.json`;

const callPath = ({ accountSid }: TwilioSettings, callId: string): string =>
  urlPath`/Accounts/${accountSid}/Calls/${`${callId}.json`}`;

const fetchCall = async (callId: string, { http, config, signal }: ActionContext<TwilioSettings>) =>
  (await http.get(callPath(config, callId), { response: callResource, operation: 'call.get', signal })).body;

const statuses: Readonly<Record<string, CallStatus>> = {
  queued: 'queued',
  initiated: 'queued',
  ringing: 'ringing',
  'in-progress': 'in_progress',
  completed: 'completed',
  busy: 'busy',
  'no-answer': 'no_answer',
  failed: 'failed',
  canceled: 'canceled',
};

const optionalText = z.string().nullish();

const callResource = z.object({
  sid: z.string().min(1),
  // A status that is newer than this connector reads as `queued`: a call that was placed must not look as if it were not.
  status: z.string().transform((status) => (Object.hasOwn(statuses, status) && statuses[status]) || 'queued'),
  from: optionalText,
  to: optionalText,
  direction: optionalText,
  answered_by: optionalText,
  start_time: optionalText,
  end_time: optionalText,
  duration: z
    .string()
    .regex(/^\d{1,9}$/)
    .nullish()
    .catch(undefined),
});

/** The most characters of TwiML that a call takes with it. */
const maxTwimlLength = 4_000;

const callForm = (input: z.output<typeof placeCall.input>, config: TwilioSettings): FormFields => {
  const { publicUrl } = config;
  const from = input.from ?? config.from;
  if (from === undefined)
    throw new TouchlineError(
      'action.input_invalid',
      'A call needs from, in its input or in the config of twilio.',
    );
  return {
    To: input.to,
    From: from,
    Timeout: input.timeoutSeconds,
    ...whatToDo(input, config),
    ...(input.recording !== 'none' && {
      Record: true,
      RecordingChannels: input.recording,
      RecordingStatusCallback: publicUrl,
    }),
    ...machineDetection(input.machineDetection, publicUrl),
    ...(publicUrl !== undefined && {
      StatusCallback: publicUrl,
      StatusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    }),
  };
};

const whatToDo = (input: z.output<typeof placeCall.input>, config: TwilioSettings): FormFields => {
  if (input.answerUrl !== undefined) return { Url: input.answerUrl };
  const steps = input.script ?? [{ step: 'say' as const, text: input.say ?? '' }];
  const twiml = renderTwiml(scriptToTwiml(steps, { language: input.language, resultsUrl: config.publicUrl }));
  if (twiml.length > maxTwimlLength)
    throw new TouchlineError(
      'action.not_supported',
      `The script makes ${twiml.length} characters of TwiML and Twilio takes ${maxTwimlLength}: use answerUrl.`,
    );
  return { Twiml: twiml };
};

/**
 * In the background where nobody waits for it, which takes a URL to tell; otherwise the call stays silent until it is known.
 *
 * @see https://www.twilio.com/docs/voice/answering-machine-detection
 */
const machineDetection = (
  mode: PlaceCallInput['machineDetection'],
  publicUrl: string | undefined,
): FormFields => {
  if (mode === 'until_greeting_ends') return { MachineDetection: 'DetectMessageEnd' };
  if (mode !== 'on') return {};
  return {
    MachineDetection: 'Enable',
    ...(publicUrl !== undefined && { AsyncAmd: 'true', AsyncAmdStatusCallback: publicUrl }),
  };
};
