import { reactionTools, type TouchpointEvents, touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { receiver } from './fixtures/connection.ts';
import { slack } from './index.ts';

const { connector } = receiver();
type Handled = keyof typeof connector.on;

const react = (type: Handled, changes: object = {}, by = connector) => {
  const { example } = touchpointCatalogue.definition(type);
  const event = touchpointCatalogue.create({
    type,
    data: { ...(example as TouchpointEvents[Handled]), ...changes },
  } as never);
  return by.on[type](event as never, reactionTools(Object.keys(by.actions)) as never);
};

describe('the notify channel is told', () => {
  test.each<[Handled, string]>([
    ['payment.succeeded', 'Payment pi_3PqL of 49.90 EUR succeeded, order 1042.'],
    ['payment.failed', 'Payment pi_3PqL of 49.90 EUR failed, card_declined, order 1042.'],
    [
      'dispute.opened',
      'Dispute dp_1 over 49.90 EUR was opened, product_not_received, payment pi_3PqL, answer by 2026-12-01.',
    ],
    ['email.bounced', 'E-mail 14c5d75ce93.dfd.64b469 bounced for good, 550 5.1.1.'],
    ['call.no_answer', 'Call CA1234567890ABCDE was not answered.'],
    ['ticket.created', 'Ticket 3001 was created, priority high: https://crm.example.com/tickets/3001'],
  ])('of %s, and no person is named', (type, text) => {
    expect(react(type)).toEqual({ action: 'sendMessage', input: { conversationId: 'C0GENERAL1', text } });
    expect(text).not.toMatch(/ada|@|\+1415/i);
  });

  test('only what is known', () => {
    const payment = { orderId: undefined, failure: undefined };
    expect(react('payment.failed', payment)).toMatchObject({
      input: { text: 'Payment pi_3PqL of 49.90 EUR failed.' },
    });
    expect(react('ticket.created', { priority: undefined, objectUrl: undefined })).toMatchObject({
      input: { text: 'Ticket 3001 was created.' },
    });
    expect(react('email.bounced', { bounce: { kind: 'hard', category: 'Invalid Address' } })).toMatchObject({
      input: { text: 'E-mail 14c5d75ce93.dfd.64b469 bounced for good, Invalid Address.' },
    });
  });

  test('in words that the action takes', () => {
    const call = react('payment.succeeded') as { readonly input: unknown };
    expect(connector.actions.sendMessage.contract.input.safeParse(call.input).success).toBe(true);
  });
});

describe('nothing is said', () => {
  test('of a soft bounce, which may still arrive', () => {
    expect(react('email.bounced', { bounce: { kind: 'soft' } })).toEqual({ skip: 'soft bounce' });
  });

  test('without a notify channel', () => {
    const quiet = slack({ botToken: 'xoxb-1', signingSecret: 's' });
    expect(react('payment.failed', {}, quiet)).toEqual({ skip: 'no notifyChannel' });
  });
});
