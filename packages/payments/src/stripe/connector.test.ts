import { isSkip, reactionTools, type TouchpointEvents, touchpointCatalogue } from '@touchline/core';
import { afterAll, describe, expect, it } from 'vitest';
import { stripe } from './connector.ts';
import { createSender, endpoint, receiveWith } from './fixtures/harness.ts';
import { upsertContact } from './reactions.ts';

const opened: { close: () => Promise<void> }[] = [];
const open = async () => {
  const sender = await createSender();
  opened.push(sender);
  return sender;
};
afterAll(async () => {
  await Promise.all(opened.map(({ close }) => close()));
});

describe('the connector', () => {
  it('refuses what it does not know, by name', () => {
    const config = { apiKey: 'sk_test_1', apiKeys: 'sk_test_2' };
    expect(() => stripe(config as never)).toThrow('Config of stripe: apiKeys: is not a known key.');
  });

  it('says whose key it has', async () => {
    const { connector } = await open();
    expect(await connector.check?.()).toEqual({ account: 'acct_sandbox' });
  });

  it('reacts to contacts, and has examples that its contracts take', () => {
    expect(stripe.handles).toEqual(['contact.created', 'contact.updated']);
    for (const contract of Object.values(stripe.contracts)) {
      expect(contract.example, contract.name).toBeDefined();
      expect(contract.input.safeParse(contract.example).error, contract.name).toBeUndefined();
    }
  });
});

describe('a contact from elsewhere', () => {
  const tools = reactionTools<Awaited<ReturnType<typeof createSender>>['connector']['actions']>([
    'upsertCustomer',
  ]);
  const react = (data: Partial<TouchpointEvents['contact.created']>, source = '/connectors/hubspot') =>
    upsertContact(
      touchpointCatalogue.create({ type: 'contact.created', source, data: { objectId: '512', ...data } }),
      tools,
    );

  it('becomes a customer', () => {
    const decided = react({
      customer: { id: 'cus_1001', externalIds: { hubspot: '512' } },
      email: 'ada@example.com',
      phone: '+14155550123',
      firstName: 'Ada',
      lastName: 'Lovelace',
      language: 'en-GB',
      address: { name: 'Ada Lovelace', city: 'London', country: 'GB' },
    });
    expect(decided).toEqual({
      action: 'upsertCustomer',
      input: {
        customer: {
          id: 'cus_1001',
          externalIds: { hubspot: '512' },
          email: 'ada@example.com',
          phone: '+14155550123',
          name: 'Ada Lovelace',
        },
        address: { city: 'London', country: 'GB' },
        language: 'en-GB',
      },
    });
  });

  it('is taken without what Stripe would refuse', () => {
    expect(react({ customer: { email: 'ada@example.com' }, phone: '+1 (415) call me' })).toEqual({
      action: 'upsertCustomer',
      input: { customer: { email: 'ada@example.com' } },
    });
  });

  it.each([
    ['no e-mail address', { phone: '+14155550123' }, '/connectors/hubspot'],
    ['no e-mail address', { email: 'not an address' }, '/connectors/hubspot'],
    ['came from Stripe', { email: 'ada@example.com' }, '/connectors/stripe'],
    ['came from Stripe', { email: 'ada@example.com' }, '/connectors/stripe/acct_1'],
  ])('is skipped: %s', (reason, data, source) => {
    const decided = react(data, source);
    expect(isSkip(decided) && decided.skip).toBe(reason);
  });
});

describe('a person who is to be forgotten', () => {
  it('is deleted under every id that the address has, in either case, and the one that is known', async () => {
    const { connector, sandbox } = await open();
    const { upsertCustomer, createPayment } = connector.actions;
    const create = async (email: string) => (await upsertCustomer({ customer: { email } })).customerId;
    const first = await create('Ada@example.com');
    const second = await create('ada@example.com');
    const third = await create('ada@example.org');
    const other = await create('grace@example.com');
    await createPayment({ amount: { amountMinor: 100, currency: 'EUR' } });

    const receipt = await connector.erase?.({ email: 'Ada@example.com', externalIds: { stripe: third } });
    expect(receipt).toEqual({ status: 'erased', reference: [third, first, second].join(', ') });
    expect([...sandbox.customers.keys()]).toEqual([other]);
  });

  it('is found when there are more than one page holds', async () => {
    const { connector, sandbox } = await open();
    for (let count = 0; count < 101; count += 1)
      await sandbox.fetch(
        new Request('http://localhost/v1/customers', {
          method: 'POST',
          headers: { authorization: 'Bearer sk_test_51Abcdefghijklmnop' },
          body: 'email=ada%40example.com',
        }),
      );
    expect(await connector.erase?.({ email: 'ada@example.com' })).toMatchObject({ status: 'erased' });
    expect(sandbox.customers.size).toBe(0);
  });

  it('is not found when there is no such customer, or it is gone already', async () => {
    const { connector } = await open();
    const gone = { externalIds: { stripe: 'cus_gone' }, email: 'nobody@example.com' };
    expect(await connector.erase?.(gone)).toEqual({ status: 'not_found' });
    expect(await connector.erase?.({ phone: '+14155550123' })).toEqual({ status: 'not_found' });
  });

  it('is not said to be forgotten when Stripe fails', async () => {
    const { connector, sandbox } = await open();
    sandbox.answerNext({ status: 500, body: {} }, { method: 'DELETE' });
    await expect(connector.erase?.({ externalIds: { stripe: 'cus_1' } })).rejects.toThrow(
      expect.objectContaining({ disposition: 'retry' }),
    );
  });
});

describe('a sale in the sandbox', () => {
  it('comes back as events that all lead to the order and to the customer', async () => {
    const { connector, sandbox } = await open();
    const { upsertCustomer, createPayment, capturePayment, refundPayment } = connector.actions;
    const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

    const ada = { id: 'cus_1001', email: 'ada@example.com' };
    const { customerId } = await upsertCustomer({ customer: ada });
    const customer = { ...ada, externalIds: { stripe: customerId } };
    const { paymentId } = await createPayment({
      amount: eur(4_990),
      customer,
      orderId: '1042',
      capture: 'manual',
      paymentMethodId: 'pm_card_visa',
    });
    await capturePayment({ paymentId });
    await refundPayment({ paymentId, amount: eur(1_990) });

    const webhooks = sandbox.takeWebhooks(endpoint);
    const received = await Promise.all(webhooks.map((webhook) => receiveWith(connector, webhook)));
    const events = received.flatMap((each) => each.events);
    expect(events.map(({ type }) => type)).toEqual([
      'contact.created',
      'payment.created',
      'payment.authorized',
      'payment.captured',
      'payment.succeeded',
      'refund.created',
      'refund.succeeded',
    ]);
    expect(received.flatMap((each) => each.ignored)).toEqual(['charge.succeeded', 'charge.refunded']);
    for (const { type, data } of events.filter((event) => event.type.startsWith('payment.')))
      expect(data, type).toMatchObject({
        paymentId,
        orderId: '1042',
        customer: { id: 'cus_1001', externalIds: { stripe: customerId } },
      });
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(sandbox.takeWebhooks(endpoint)).toEqual([]);
  });

  it('on the hosted page ends in a checkout and a payment of the same order', async () => {
    const { connector, sandbox } = await open();
    const { checkoutId } = await connector.actions.createCheckout({
      lines: [{ name: 'Teapot', unitAmount: { amountMinor: 4_990, currency: 'EUR' } }],
      orderId: '1042',
      returnUrl: 'https://shop.example.com/orders/1042',
    });
    sandbox.completeCheckout(checkoutId, { email: 'ada@example.com', name: 'Ada Lovelace' });
    const received = await Promise.all(
      sandbox.takeWebhooks(endpoint).map((webhook) => receiveWith(connector, webhook)),
    );
    const events = received.flatMap((each) => each.events);
    expect(events).toMatchObject([
      { type: 'payment.created', data: { orderId: '1042' } },
      { type: 'payment.succeeded', data: { orderId: '1042' } },
      { type: 'checkout.completed', data: { orderId: '1042', customer: { email: 'ada@example.com' } } },
    ]);
  });
});
