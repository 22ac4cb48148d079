import type { CustomerRef } from '@touchline/core';
import { timeOf } from '../../meta/time.ts';
import { addressOf, conversationOf, phoneOf, type WhatsAppPerson } from '../address.ts';
import type { WhatsAppContext } from '../payload.ts';
import type { WhatsAppTools } from './map-tools.ts';

/** Id, time and account of an event. The account is the number, else the account that has it. */
export const draftOf = (
  id: string,
  timestamp: number | undefined,
  { metadata, wabaId, entryTime }: WhatsAppContext,
  { receivedAt }: WhatsAppTools,
): { id: string; time: string; account?: string } => {
  const account = metadata?.phone_number_id ?? wabaId;
  return { id, time: timeOf(receivedAt, timestamp, entryTime), ...(account && { account }) };
};

/** Our own number, as messages are addressed to it. */
export const ourAddress = ({ metadata }: WhatsAppContext): string | undefined => {
  const number = metadata?.display_phone_number?.replace(/[^\d]/g, '');
  return number ? addressOf(number) : undefined;
};

/** Who somebody is: what the item says, and what the contacts beside it add. */
export const personOf = (
  { waId, userId }: WhatsAppPerson,
  { contacts }: WhatsAppContext,
): Person | undefined => {
  const contact =
    contacts?.find(({ wa_id, user_id }) => (waId && wa_id === waId) || (userId && user_id === userId)) ??
    // Where the item names nobody, it is about the one contact beside it.
    (!waId && !userId && contacts?.length === 1 ? contacts[0] : undefined);
  const known = { waId: waId || contact?.wa_id, userId: userId || contact?.user_id };
  const address = conversationOf(known);
  const id = known.waId || known.userId;
  if (!address || !id || id.length > 256) return undefined;
  const phone = phoneOf(known.waId);
  const name = contact?.profile?.name?.slice(0, 512);
  return {
    address,
    customer: { ...(phone && { phone }), externalIds: { whatsapp: id }, ...(name && { name }) },
    ...(name && { displayName: name }),
  };
};

/** Somebody on the other side. */
export interface Person {
  /** Where they can be written to. */
  readonly address: string;
  readonly customer: CustomerRef;
  readonly displayName?: string;
}

/** They, as one who takes part in a conversation. */
export const participantOf = ({
  address,
  displayName,
}: Person): { id: string; displayName?: string; isBot: false } => ({
  id: address,
  ...(displayName && { displayName }),
  isBot: false,
});
