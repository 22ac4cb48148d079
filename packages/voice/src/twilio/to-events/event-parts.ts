import type { CustomerRef, IgnoredEvent, InboundTools, MappedEvent, TouchpointEvents } from '@touchline/core';
import { present } from '../../present.ts';
import { readAddress, type TwilioAddress } from '../address.ts';
import type { TwilioSettings } from '../config.ts';

/** The tools of a map, and what becomes of a webhook. */
export type TwilioTools = InboundTools<TouchpointEvents, TwilioSettings>;
export type TwilioResult = MappedEvent | IgnoredEvent;

/** The fields of a call that say who, whence and whither. */
interface CallFields {
  readonly CallSid: string;
  readonly From: string;
  readonly To: string;
  readonly Direction?: string | undefined;
  readonly ParentCallSid?: string | undefined;
}

/**
 * What all events of a call say of it. The leg of a `<Dial>` has no customer: either end of it may be a colleague's
 * telephone, and the call that it belongs to has told who called.
 */
export const callData = ({ CallSid, From, To, Direction, ParentCallSid }: CallFields) => {
  const from = readAddress(From);
  const to = readAddress(To);
  const direction = directionOf(Direction);
  const isLeg = ParentCallSid !== undefined || Direction === 'outbound-dial';
  return present({
    customer: isLeg || direction === undefined ? undefined : customerOf(direction === 'inbound' ? from : to),
    callId: CallSid,
    from: from.address,
    to: to.address,
    direction,
    parentCallId: ParentCallSid,
  });
};

/** `outbound-api`, `outbound-dial`, …; what goes through a SIP trunk is neither. */
export const directionOf = (direction: string | null | undefined): 'inbound' | 'outbound' | undefined => {
  if (direction === 'inbound') return 'inbound';
  return direction?.startsWith('outbound') ? 'outbound' : undefined;
};

/** Where an event of a call belongs: a call and its legs stay in order, also where a webhook does not say who called. */
export const callEnvelope = ({
  AccountSid,
  CallSid,
  ParentCallSid,
}: {
  readonly AccountSid: string | undefined;
  readonly CallSid: string;
  readonly ParentCallSid?: string | undefined;
}) => ({ ...accountOf(AccountSid), subject: CallSid, partitionkey: ParentCallSid ?? CallSid });

/** The account, which becomes part of the event's source. */
export const accountOf = (accountSid: string | undefined): { account?: string } =>
  accountSid === undefined ? {} : { account: accountSid };

/** The person behind an address, where there is something to know them by; a short code has no person. */
export const customerOf = ({ phone, externalId }: TwilioAddress, name?: string): CustomerRef | undefined => {
  if (phone === undefined && externalId === undefined) return undefined;
  return present({
    phone,
    externalIds: externalId === undefined ? undefined : { twilio: externalId.slice(0, 256) },
    name: name?.slice(0, 512),
  });
};

/** Who took a call. https://www.twilio.com/docs/voice/answering-machine-detection */
export const answeredByOf = (
  value: string | undefined,
): 'human' | 'machine' | 'fax' | 'unknown' | undefined => {
  if (value === undefined) return undefined;
  if (value.startsWith('machine_')) return 'machine';
  return value === 'human' || value === 'fax' ? value : 'unknown';
};
