import {
  type EventDraft,
  isSkip,
  type ReactionResult,
  reactionTools,
  type TouchpointEvents,
  touchpointCatalogue,
} from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hubspotAccount } from './fixtures/hubspot-account.ts';

let account: Awaited<ReturnType<typeof hubspotAccount>>;

beforeAll(async () => {
  account = await hubspotAccount();
});
afterAll(() => account.close());

const time = '2026-11-21T09:30:00.000Z';
const nobody = { skip: 'the event names nobody by e-mail, phone or HubSpot id' };

/** What the connector would do about an event. */
const react = <
  Type extends
    | 'payment.succeeded'
    | 'message.received'
    | 'call.completed'
    | 'call.no_answer'
    | 'email.bounced'
    | 'form.submitted',
>(
  type: Type,
  data: TouchpointEvents[Type],
): ReactionResult => {
  const event = touchpointCatalogue.create({ type, time, data } as EventDraft<
    Type,
    TouchpointEvents[Type]
  > as never);
  const reaction = account.connector.on[type] as (event: unknown, tools: unknown) => ReactionResult;
  const result = reaction(event, reactionTools(Object.keys(account.connector.actions)));
  if (isSkip(result)) return result;
  for (const { action, input } of [result].flat()) {
    const { contract } = account.connector.actions[action as keyof typeof account.connector.actions];
    expect(contract.input.safeParse(input)).toMatchObject({ success: true });
  }
  return result;
};

const payment = {
  paymentId: 'pi_1',
  orderId: '1042',
  amount: { amountMinor: 4_990, currency: 'EUR' },
  method: { kind: 'card', brand: 'visa', last4: '4242' },
  description: 'a gift',
} as const;

describe('a payment', () => {
  test('makes or updates the contact and notes the amount', () => {
    const customer = { id: 'cus_1', email: 'ada@example.com', name: 'Ada King Lovelace' };
    const contact = { externalId: 'cus_1', email: 'ada@example.com' };
    expect(react('payment.succeeded', { ...payment, customer })).toEqual([
      { action: 'upsertContact', input: { ...contact, firstName: 'Ada King', lastName: 'Lovelace' } },
      {
        action: 'logActivity',
        input: {
          kind: 'note',
          contact,
          ifUnknown: 'create',
          body: 'Payment of 49.90 EUR succeeded.\nPayment: pi_1\nOrder: 1042',
          occurredAt: time,
        },
      },
    ]);
  });

  test('of someone with a HubSpot id is noted there, and changes nothing else', () => {
    const customer = { externalIds: { hubspot: '501', stripe: 'cus_9' }, email: 'other@example.com' };
    expect(react('payment.succeeded', { ...payment, customer })).toMatchObject({
      action: 'logActivity',
      input: { contact: { id: '501' } },
    });
  });

  test('of someone known by phone is one call, since a search would not find a contact made a moment ago', () => {
    expect(react('payment.succeeded', { ...payment, customer: { phone: '+14155550123' } })).toMatchObject({
      action: 'logActivity',
      input: { contact: { phone: '+14155550123' }, ifUnknown: 'create' },
    });
  });

  test('says nothing about the means of payment', () => {
    const calls = JSON.stringify(
      react('payment.succeeded', { ...payment, customer: { email: 'ada@example.com' } }),
    );
    expect(calls).not.toMatch(/4242|visa|gift/);
  });

  test.each([undefined, {}, { id: 'cus_1' }, { anonymousId: 'v1' }, { externalIds: { stripe: 'cus_9' } }])(
    'of nobody in particular is left, with the reason (%j)',
    (customer) => {
      expect(react('payment.succeeded', { ...payment, ...(customer && { customer }) })).toEqual(nobody);
    },
  );
});

describe('what is said', () => {
  const customer = { phone: '+14155550123' };
  const message = { messageId: 'm1', channel: 'whatsapp', from: { id: '14155550123' } };
  const call = { callId: 'c1', from: '+14155550123', to: '+14155550100', customer };

  test('a message is noted on a contact that is there', () => {
    expect(react('message.received', { ...message, customer, text: 'Hi', attachments: [{}] })).toEqual({
      action: 'logActivity',
      input: {
        kind: 'note',
        contact: customer,
        ifUnknown: 'ignore',
        subject: 'Message received (whatsapp)',
        body: 'Hi\nAttachments: 1',
        occurredAt: time,
      },
    });
  });

  test('a message of enormous length is cut to what a note takes', () => {
    const result = react('message.received', { ...message, customer, text: 'x'.repeat(1_000_000) });
    expect(result).toMatchObject({ input: { body: expect.stringMatching(/^x{49999}…$/) } });
  });

  test('a call is logged with how long it took', () => {
    expect(
      react('call.completed', {
        ...call,
        direction: 'inbound',
        durationSeconds: 184,
        startedAt: '2026-11-21T09:26:00Z',
        recordingUrl: 'https://voice.example.com/RE1',
      }),
    ).toEqual({
      action: 'logActivity',
      input: {
        kind: 'call',
        contact: customer,
        ifUnknown: 'ignore',
        subject: 'Incoming call',
        direction: 'inbound',
        from: '+14155550123',
        to: '+14155550100',
        status: 'completed',
        occurredAt: '2026-11-21T09:26:00Z',
        durationSeconds: 184,
        recordingUrl: 'https://voice.example.com/RE1',
      },
    });
  });

  test('a call that nobody took is logged as such', () => {
    expect(react('call.no_answer', call)).toMatchObject({
      input: { subject: 'Call', status: 'no_answer', occurredAt: time },
    });
  });

  test('what nobody in particular says is left', () => {
    const { customer: _, ...strangers } = call;
    expect(react('message.received', message)).toEqual(nobody);
    expect(react('call.completed', strangers)).toEqual(nobody);
    expect(react('call.no_answer', strangers)).toEqual(nobody);
  });
});

describe('an e-mail that bounced', () => {
  const bounced = {
    messageId: 'm1',
    recipient: 'ada@example.com',
    subject: 'Your order',
    bounce: { kind: 'hard', code: 550, enhancedCode: '5.1.1', reason: 'No such user' },
  } as const;

  test('is noted on the contact, found by the recipient where no customer is named', () => {
    expect(react('email.bounced', bounced)).toEqual({
      action: 'logActivity',
      input: {
        kind: 'note',
        contact: { email: 'ada@example.com' },
        ifUnknown: 'ignore',
        subject: 'E-mail bounced (hard, 550, 5.1.1)',
        body: 'Your order\nNo such user',
        occurredAt: time,
      },
    });
  });

  test('to what is no address is left', () => {
    expect(react('email.bounced', { ...bounced, recipient: 'ada at home' })).toEqual(nobody);
  });
});

describe('a form', () => {
  test('makes or updates the contact, from the customer and from fields of plain names', () => {
    const fields = {
      'First Name': 'Ada',
      last_name: 'Lovelace',
      Company: 'Engines',
      message: 'Call me',
      jobtitle: ['x'],
    };
    expect(
      react('form.submitted', { formId: 'f', fields, customer: { email: 'ada@example.com', name: 'A L' } }),
    ).toEqual({
      action: 'upsertContact',
      input: { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace', companyName: 'Engines' },
    });
  });

  test('goes by its e-mail field where no customer is named, and is left where there is none', () => {
    expect(react('form.submitted', { formId: 'f', fields: { 'E-Mail': 'ada@example.com' } })).toMatchObject({
      input: { email: 'ada@example.com' },
    });
    expect(react('form.submitted', { formId: 'f', fields: { email: 'none', message: 'x' } })).toEqual(nobody);
  });
});
