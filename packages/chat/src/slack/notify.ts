import {
  type ActionCall,
  type CallNoAnswer,
  type DisputeOpened,
  type EmailBounced,
  type Money,
  moneyToDecimal,
  type PaymentFailed,
  type PaymentSucceeded,
  type ReactionResult,
  type Skip,
  type TicketCreated,
} from '@touchline/core';
import type { SendMessageInput } from '../contract.ts';

interface NotifyTools {
  readonly call: { readonly sendMessage: (input: SendMessageInput) => ActionCall };
  readonly skip: (reason: string) => Skip;
  readonly config: { readonly notifyChannel?: string | undefined };
}

/**
 * Makes a reaction that tells the `notifyChannel` about an event in one line, or skips it. The line names things by their
 * ids and no person: whoever is in the channel can look them up where they have a right to.
 */
export const notifying =
  <Data>(line: (data: Data) => string | Skip) =>
  ({ data }: { readonly data: Data }, { call, skip, config }: NotifyTools): ReactionResult => {
    if (config.notifyChannel === undefined) return skip('no notifyChannel');
    const text = line(data);
    return typeof text === 'string' ? call.sendMessage({ conversationId: config.notifyChannel, text }) : text;
  };

/** `Payment pi_3PqL of 49.90 EUR succeeded, order 1042.` */
export const paymentSucceeded = (data: PaymentSucceeded): string =>
  sentence(
    `Payment ${data.paymentId} of ${printed(data.amount)} succeeded`,
    data.orderId && `order ${data.orderId}`,
  );

/** `Payment pi_3PqL of 49.90 EUR failed, card_declined, order 1042.` */
export const paymentFailed = (data: PaymentFailed): string =>
  sentence(
    `Payment ${data.paymentId} of ${printed(data.amount)} failed`,
    data.failure?.code,
    data.orderId && `order ${data.orderId}`,
  );

/** `Dispute dp_1 over 49.90 EUR was opened, fraudulent, payment pi_3PqL, answer by 2026-12-01.` */
export const disputeOpened = (data: DisputeOpened): string =>
  sentence(
    `Dispute ${data.disputeId} over ${printed(data.amount)} was opened`,
    data.reason,
    data.paymentId && `payment ${data.paymentId}`,
    data.evidenceDueBy && `answer by ${data.evidenceDueBy.slice(0, 10)}`,
  );

/** `E-mail 14c5d75 bounced for good, 550 5.1.1.` A soft bounce is skipped: it may still arrive. */
export const emailBounced = ({ messageId, bounce }: EmailBounced): string | Skip =>
  bounce.kind === 'soft'
    ? { skip: 'soft bounce' }
    : sentence(
        `E-mail ${messageId} bounced for good`,
        [bounce.code, bounce.enhancedCode].filter(Boolean).join(' ') || bounce.category,
      );

/** `Call CA1234567890ABCDE was not answered.` */
export const callNotAnswered = (data: CallNoAnswer): string =>
  sentence(`Call ${data.callId} was not answered`);

/** `Ticket 3001 was created, priority high: https://crm.example.com/tickets/3001` */
export const ticketCreated = (data: TicketCreated): string => {
  const told = sentence(`Ticket ${data.objectId} was created`, data.priority && `priority ${data.priority}`);
  return data.objectUrl ? `${told.slice(0, -1)}: ${data.objectUrl}` : told;
};

const sentence = (...parts: readonly (string | undefined)[]): string =>
  `${parts.filter(Boolean).join(', ')}.`;

const printed = (amount: Money): string => `${moneyToDecimal(amount)} ${amount.currency}`;
