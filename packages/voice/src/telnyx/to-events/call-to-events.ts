import { present } from '../../present.ts';
import type { TelnyxPayload } from '../payload.ts';
import { callEnvelope, courseData, type TelnyxResult, type TelnyxTools } from './event-parts.ts';

/** A call begins, is answered, is joined with another, or ends. */
export const callProgressToEvents = (
  webhook: TelnyxPayload<'call_progress'>,
  tools: TelnyxTools,
): readonly TelnyxResult[] => {
  const { event } = tools;
  const draft = callEnvelope(webhook, tools);
  const call = courseData(webhook, tools);
  const { payload, occurred_at } = webhook;
  switch (webhook.event_type) {
    case 'call.initiated': {
      const name = payload.caller_id_name === payload.from ? undefined : payload.caller_id_name;
      return [
        event('call.initiated', { ...draft, data: present({ ...call, callerName: name?.slice(0, 512) }) }),
      ];
    }
    case 'call.answered':
      return [
        event('call.answered', {
          ...draft,
          data: present({ ...call, answeredAt: occurred_at?.date.toISOString() }),
        }),
      ];
    case 'call.bridged':
      return [event('call.bridged', { ...draft, data: call })];
    default:
      return [endOf(webhook, tools)];
  }
};

/**
 * A call is over. Telnyx tells of every end by one webhook, and its cause says what kind of end it was. `originator_cancel`
 * is the caller giving up before anyone answered: a missed call, unless the call was yours and you ended it.
 *
 * @see https://developers.telnyx.com/docs/voice/programmable-voice/receiving-webhooks
 */
const endOf = (webhook: TelnyxPayload<'call_progress'>, tools: TelnyxTools): TelnyxResult => {
  const { event } = tools;
  const { payload, occurred_at } = webhook;
  const draft = callEnvelope(webhook, tools);
  const call = courseData(webhook, tools);
  const cause = payload.hangup_cause?.slice(0, 256) ?? 'unspecified';
  const sipCode = sipCodeOf(payload.sip_hangup_cause);

  switch (cause) {
    case 'normal_clearing':
    case 'time_limit':
      return event('call.completed', {
        ...draft,
        data: present({
          ...call,
          startedAt: payload.start_time?.date.toISOString(),
          endedAt: occurred_at?.date.toISOString(),
          endedBy: payload.hangup_source === 'unknown' ? undefined : payload.hangup_source?.slice(0, 64),
          cause,
        }),
      });
    case 'user_busy':
    case 'call_rejected':
      return event('call.busy', { ...draft, data: present({ ...call, sipCode }) });
    case 'no_answer':
    case 'timeout':
      return event('call.no_answer', { ...draft, data: call });
    case 'originator_cancel':
      if (call.direction !== 'outbound') return event('call.no_answer', { ...draft, data: call });
      break;
  }
  return event('call.failed', { ...draft, data: present({ ...call, failure: { code: cause }, sipCode }) });
};

/** `486`; `unspecified` where there was none. */
const sipCodeOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-6]\d\d$/.test(text) ? Number(text) : undefined;
