import { type ActionCall, type CallNoAnswer, phoneNumber, type Skip } from '@touchline/core';
import type { SendSmsInput } from './contract/send-sms.ts';

/** What {@link missedCallSms} writes. */
export interface MissedCallSmsOptions {
  readonly text: string;
  /** Default: the sender in the config of the connector that sends. */
  readonly from?: string;
}

/**
 * Answers a call that nobody took with a text message to its caller: the `map` of a route from `call.no_answer` to any
 * connector with `sendSms`. Pure. It skips, with the reason, calls that were yours and callers without a telephone number.
 *
 * @example
 * ```ts
 * { id: 'missed-call', on: 'call.no_answer', to: 'twilio', map: missedCallSms({ text: 'Sorry that we missed your call.' }) }
 * ```
 */
export const missedCallSms =
  ({ text, from }: MissedCallSmsOptions) =>
  ({ data }: { readonly data: CallNoAnswer }, { call, skip }: MissedCallTools): ActionCall | Skip => {
    if (data.direction !== 'inbound') return skip('the call was not an inbound one');
    const to = data.customer?.phone ?? data.from;
    if (!phoneNumber.safeParse(to).success) return skip('the caller has no telephone number');
    return call.sendSms({ to, text, ...(from !== undefined && { from }) });
  };

/** The part of a route's tools that {@link missedCallSms} needs. */
export interface MissedCallTools {
  readonly call: { readonly sendSms: (input: SendSmsInput) => ActionCall };
  readonly skip: (reason: string) => Skip;
}
