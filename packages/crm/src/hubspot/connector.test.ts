import { isSkip, reactionTools, touchpointCatalogue } from '@touchline/core';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import type { LogActivityOutput, UpsertContactInput, UpsertContactOutput } from '../contract.ts';
import { hubspotAccount, receiveWith, webhookUrl } from './fixtures/hubspot-account.ts';
import { hubspot } from './index.ts';

let account: Awaited<ReturnType<typeof hubspotAccount>>;

const start = async (config: Parameters<typeof hubspotAccount>[0] = {}) => {
  await account?.close();
  account = await hubspotAccount(config);
  return account;
};
beforeEach(() => start());
afterEach(() => account.close());

describe('the config', () => {
  test.each([
    ['no token', { accessToken: '' }],
    ['an unknown key', { accessToken: 'x', apiKey: 'y' }],
    ['a property that cannot be', { accessToken: 'x', contactIdProperty: 'Customer Number' }],
    ['a base URL that is none', { accessToken: 'x', baseUrl: 'api.hubapi.com' }],
    ['no client secret in the list', { accessToken: 'x', clientSecret: [] }],
  ])('with %s is refused', (_, config) => {
    expect(() => hubspot(config as never)).toThrow(expect.objectContaining({ code: 'config.invalid' }));
  });

  test('needs nothing but the token, and goes to HubSpot then', async () => {
    const connector = hubspot({ accessToken: 'pat-secret-token' });
    expect(JSON.stringify(connector)).not.toContain('pat-secret-token');
    await connector.close();
  });
});

describe('check', () => {
  test('tells whose token it is', async () => {
    expect(await account.connector.check?.()).toEqual({ account: '27145807' });
  });

  test('says when the token is not good', async () => {
    await start({ accessToken: 'wrong' });
    await expect(account.connector.check?.()).rejects.toThrow(
      expect.objectContaining({ disposition: 'reauthorize', vendorCode: 'INVALID_AUTHENTICATION' }),
    );
  });
});

describe('erase', () => {
  const erased = () => account.calls().at(-1);

  test('by HubSpot’s own id', async () => {
    await account.connector.actions.upsertContact({ email: 'ada@example.com' });
    expect(
      await account.connector.erase?.({ externalIds: { hubspot: '501' }, email: 'else@example.com' }),
    ).toEqual({
      status: 'requested',
    });
    expect(erased()).toEqual({
      call: 'POST /crm/v3/objects/contacts/gdpr-delete',
      body: { objectId: '501' },
      status: 204,
    });
    expect(account.sandbox.records.contacts.size).toBe(0);
  });

  test('by your own id, where a property holds it', async () => {
    await start({ contactIdProperty: 'customer_number' });
    await account.connector.actions.upsertContact({ externalId: 'cus_1', email: 'ada@example.com' });
    expect(await account.connector.erase?.({ id: 'cus_1' })).toEqual({ status: 'requested' });
    expect(erased()?.body).toEqual({ objectId: '501' });
  });

  test('by e-mail, when nothing better finds anybody', async () => {
    await account.connector.actions.upsertContact({ email: 'ada@example.com' });
    const customer = { id: 'cus_1', email: 'ada@example.com', externalIds: { hubspot: '999' } };
    expect(await account.connector.erase?.(customer)).toEqual({ status: 'requested' });
    expect(erased()?.body).toEqual({ objectId: 'ada@example.com', idProperty: 'email' });
  });

  test('of someone known by a phone number alone finds nobody, and deletes nobody', async () => {
    await account.connector.actions.upsertContact({ phone: '+14155550123' });
    expect(await account.connector.erase?.({ phone: '+14155550123' })).toEqual({ status: 'not_found' });
    expect(account.sandbox.records.contacts.size).toBe(1);
  });
});

describe('a journey through the sandbox', () => {
  test('a payment makes a contact with a note, and the webhook of that contact comes back as an event', async () => {
    const { connector, sandbox } = account;
    const paid = touchpointCatalogue.create({
      type: 'payment.succeeded',
      data: {
        paymentId: 'pi_1',
        amount: { amountMinor: 4_990, currency: 'EUR' },
        customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
      },
    });
    const reaction = connector.on['payment.succeeded'] as (event: unknown, tools: unknown) => unknown;
    const calls = reaction(paid, reactionTools(Object.keys(connector.actions))) as never;
    expect(isSkip(calls)).toBe(false);
    for (const { action, input } of calls as { action: 'upsertContact'; input: UpsertContactInput }[])
      await connector.actions[action](input);

    const [note] = sandbox.records.notes.values();
    expect(note?.associations).toEqual([{ toId: '501', associationTypeId: 202 }]);
    const { events } = await receiveWith(
      connector,
      sandbox.workflowWebhook('contacts', '501', { url: webhookUrl }),
    );
    expect(events).toMatchObject([
      {
        type: 'contact.updated',
        data: {
          customer: { email: 'ada@example.com', externalIds: { hubspot: '501' } },
          firstName: 'Ada',
          lastName: 'Lovelace',
        },
      },
    ]);
  });

  test('a workflow that sends the same state twice sends one event; a change makes another', async () => {
    const { clock, connector, sandbox } = account;
    const send = async () => {
      const request = sandbox.workflowWebhook('deals', '501', { url: webhookUrl, signature: 'v2' });
      return (await receiveWith(connector, request)).events[0];
    };
    await connector.actions.createDeal({ name: '20 seats', amount: { amountMinor: 100, currency: 'EUR' } });
    const [first, again] = [await send(), await send()];
    expect(again?.id).toBe(first?.id);
    await clock.advance(1_000);
    await connector.actions.updateDeal({ id: '501', stage: 'contractsent' });
    const changed = await send();
    expect(changed?.id).not.toBe(first?.id);
    expect(changed).toMatchObject({
      type: 'deal.updated',
      data: { name: '20 seats', stage: 'contractsent', amount: { amountMinor: 100, currency: 'EUR' } },
    });
  });

  test('tickets and companies come from workflows too; other objects are ignored', async () => {
    const { connector, sandbox } = account;
    await connector.actions.createTicket({ subject: 'Help', priority: 'urgent' });
    await connector.actions.upsertCompany({ name: 'Engines', domain: 'engines.example.com' });
    const ticket = await receiveWith(
      connector,
      sandbox.workflowWebhook('tickets', '501', { url: webhookUrl }),
    );
    expect(ticket.events).toMatchObject([
      { type: 'ticket.updated', data: { subject: 'Help', priority: 'URGENT', pipeline: '0', status: '1' } },
    ]);
    const company = await receiveWith(
      connector,
      sandbox.workflowWebhook('companies', '502', { url: webhookUrl }),
    );
    expect(company.events).toMatchObject([
      { type: 'company.updated', data: { domain: 'engines.example.com' } },
    ]);
    const custom = {
      portalId: 1,
      objectTypeId: '2-3456',
      objectId: 1,
      properties: { a: { value: 'x', timestamp: 1 } },
    };
    const { ignored } = await receiveWith(connector, sandbox.sign(custom, { url: webhookUrl }));
    expect(ignored).toEqual(['workflow:2-3456']);
  });
});

test('the actions are inferred from the contract', () => {
  const { actions } = account.connector;
  expectTypeOf(actions.upsertContact).parameter(0).toExtend<UpsertContactInput>();
  expectTypeOf(actions.upsertContact).returns.resolves.toEqualTypeOf<{
    id: string;
    created?: boolean | undefined;
  }>();
  expectTypeOf<Awaited<ReturnType<typeof actions.upsertContact>>>().toExtend<UpsertContactOutput>();
  expectTypeOf<Awaited<ReturnType<typeof actions.logActivity>>>().toExtend<LogActivityOutput>();
  expectTypeOf(actions).not.toHaveProperty('sendMessage');
  // @ts-expect-error An activity has one of five kinds.
  const wrong = () => actions.logActivity({ kind: 'fax', dealId: '1' });
  expect(wrong).toBeTypeOf('function');
});
