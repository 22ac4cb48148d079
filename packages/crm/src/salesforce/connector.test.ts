import { inspect } from 'node:util';
import { isSkip, reactionTools, touchpointCatalogue } from '@touchline/core';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { LogActivityOutput, UpsertContactInput } from '../contract.ts';
import {
  clientSecret,
  organizationId,
  orgConfig,
  receiveWith,
  salesforceOrg,
  webhookSecret,
  webhookUrl,
} from './fixtures/salesforce-org.ts';
import { salesforce } from './index.ts';

let org: Awaited<ReturnType<typeof salesforceOrg>>;

const start = async (config: Parameters<typeof salesforceOrg>[0] = {}) => {
  await org?.close();
  org = await salesforceOrg(config);
  return org;
};
beforeEach(() => start());
afterEach(() => org.close());

describe('the config', () => {
  test.each([
    ['no secret', { clientSecret: '' }],
    ['an unknown key', { apiKey: 'y' }],
    ['a domain that is no My Domain', { domain: 'login.salesforce.com' }],
    ['a URL for a domain', { domain: 'https://acme.my.salesforce.com' }],
    ['a domain that only ends like one', { domain: 'evil.example.com/.my.salesforce.com' }],
    ['the id of something else for an org', { organizationId: '001000000000001AAA' }],
    ['a field that cannot be', { contactIdField: 'Customer Number' }],
    ['an outbound message that is no id', { outboundMessages: { 'won deals': 'won' } }],
    ['an outbound message that means nothing', { outboundMessages: { '04k000000000001': 'exploded' } }],
    ['no webhook secret in the list', { webhookSecret: [] }],
  ])('with %s is refused', (_, config) => {
    expect(() => salesforce({ ...orgConfig, ...config } as never)).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
  });

  test.each([
    'acme.my.salesforce.com',
    'acme--uat.sandbox.my.salesforce.com',
    'acme-dev-ed.develop.my.salesforce.com',
  ])('takes %s, and goes there', async (domain) => {
    const asked: string[] = [];
    const connector = salesforce(
      { domain, clientId: 'x', clientSecret: 'y-secret' },
      {
        http: {
          retries: 0,
          send: async ({ url }) => {
            asked.push(url);
            return { status: 503, headers: {}, body: new Uint8Array() };
          },
        },
      },
    );
    await expect(connector.check?.()).rejects.toThrow(expect.objectContaining({ disposition: 'retry' }));
    expect(asked).toEqual([`https://${domain}/services/oauth2/token`]);
    await connector.close();
  });

  test('keeps its secrets to itself, and tells its shape', () => {
    const { configSchema } = salesforce;
    const shown = `${JSON.stringify(org.connector)} ${inspect(org.connector, { depth: 9 })}`;
    for (const secret of [clientSecret, webhookSecret]) expect(shown).not.toContain(secret);
    expect(z.toJSONSchema(configSchema, { io: 'input' })).toMatchObject({
      required: ['domain', 'clientId', 'clientSecret'],
      additionalProperties: false,
    });
  });
});

describe('check', () => {
  test('tells of which org the credentials are', async () => {
    expect(await org.connector.check?.()).toEqual({ account: organizationId });
  });

  test('says when its outbound messages would all be refused', async () => {
    await start({ organizationId: '00D000000000009EAA' });
    await expect(org.connector.check?.()).rejects.toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
  });

  test('says when the credentials are not good', async () => {
    await start({ clientSecret: 'another secret' });
    await expect(org.connector.check?.()).rejects.toThrow(
      expect.objectContaining({ disposition: 'reauthorize' }),
    );
  });
});

describe('erase', () => {
  const people = () => {
    const { sandbox } = org;
    const contact = sandbox.addRecord('Contact', {
      LastName: 'L',
      Email: 'ada@example.com',
      Customer_Number__c: 'cus_1',
    });
    const lead = sandbox.addRecord('Lead', { LastName: 'L', Company: 'x', Email: 'ada@example.com' });
    const other = sandbox.addRecord('Contact', {
      LastName: 'B',
      Email: 'byron@example.com',
      Phone: '+14155550123',
    });
    return { contact, lead, other };
  };
  const left = () => [...org.sandbox.records.keys()];

  test('by e-mail deletes the contacts and the leads that have it', async () => {
    const { other } = people();
    expect(await org.connector.erase?.({ email: 'ADA@example.com' })).toEqual({ status: 'requested' });
    expect(left()).toEqual([other.id]);
  });

  test('by Salesforce’s own id deletes that one, be it a contact or a lead', async () => {
    const { contact, lead, other } = people();
    expect(await org.connector.erase?.({ externalIds: { salesforce: lead.id } })).toEqual({
      status: 'requested',
    });
    expect(left()).toEqual([contact.id, other.id]);
    expect(await org.connector.erase?.({ externalIds: { salesforce: contact.id } })).toEqual({
      status: 'requested',
    });
    expect(left()).toEqual([other.id]);
  });

  test('by your own id, where a field holds it', async () => {
    await start({ contactIdField: 'Customer_Number__c' });
    const { lead, other } = people();
    expect(await org.connector.erase?.({ id: 'cus_1' })).toEqual({ status: 'requested' });
    expect(left()).toEqual([lead.id, other.id]);
  });

  test('of someone known by a phone number alone finds nobody, and deletes nobody', async () => {
    people();
    for (const customer of [
      { phone: '+14155550123' },
      { id: 'cus_1' },
      { externalIds: { salesforce: "003' OR Id != '" } },
    ])
      expect(await org.connector.erase?.(customer)).toEqual({ status: 'not_found' });
    expect(left()).toHaveLength(3);
  });

  test('of someone who is gone meanwhile is no failure; a refusal is', async () => {
    const { contact } = people();
    org.sandbox.answerNext(
      { status: 404, body: [{ errorCode: 'ENTITY_IS_DELETED', message: 'x' }] },
      { method: 'DELETE' },
    );
    expect(await org.connector.erase?.({ externalIds: { salesforce: contact.id } })).toEqual({
      status: 'not_found',
    });
    org.sandbox.answerNext(
      { status: 400, body: [{ errorCode: 'DELETE_FAILED', message: 'x' }] },
      { method: 'DELETE' },
    );
    await expect(org.connector.erase?.({ email: 'ada@example.com' })).rejects.toThrow(
      expect.objectContaining({ vendorCode: 'DELETE_FAILED' }),
    );
  });
});

describe('a journey through the sandbox', () => {
  test('a payment makes a contact with a note, and the message of that contact comes back as an event', async () => {
    const { connector, sandbox } = org;
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

    const [contact, note] = sandbox.records.values();
    expect(note?.fields).toMatchObject({ WhoId: contact?.id, Subject: 'Note' });
    const { events } = await receiveWith(
      connector,
      sandbox.recordWebhook(contact?.id ?? '', { url: webhookUrl }),
    );
    expect(events).toMatchObject([
      {
        type: 'contact.created',
        data: {
          customer: { email: 'ada@example.com', externalIds: { salesforce: contact?.id } },
          firstName: 'Ada',
          lastName: 'Lovelace',
        },
      },
    ]);
  });

  test('a second message about a record is another event, with its own id', async () => {
    const { clock, connector, sandbox } = org;
    const { id } = await connector.actions.createDeal({ name: '20 seats' });
    const send = async () =>
      (await receiveWith(connector, sandbox.recordWebhook(id, { url: webhookUrl }))).events[0];
    const created = await send();
    await clock.advance(1_000);
    await connector.actions.updateDeal({ id, stage: 'Closed Won' });
    const updated = await send();
    expect([created?.type, updated?.type]).toEqual(['deal.created', 'deal.updated']);
    expect(updated?.id).not.toBe(created?.id);
    expect(updated?.partitionkey).toBe(created?.partitionkey);
    expect(String(updated?.sequence) > String(created?.sequence)).toBe(true);
  });

  test('the sandbox tells of records that it holds only', () => {
    expect(() => org.sandbox.recordWebhook('003000000000999AAA', { url: webhookUrl })).toThrow(RangeError);
  });
});

test('the reactions name the CRM whose id is missing', () => {
  const reaction = org.connector.on['call.no_answer'] as (event: unknown, tools: unknown) => unknown;
  const missed = touchpointCatalogue.create({
    type: 'call.no_answer',
    data: { callId: 'c1', from: '+14155550123', to: '+14155550100' },
  });
  expect(reaction(missed, reactionTools(Object.keys(org.connector.actions)))).toEqual({
    skip: 'the event names nobody by e-mail, phone or Salesforce id',
  });
  const known = touchpointCatalogue.create({
    type: 'call.no_answer',
    data: {
      callId: 'c1',
      from: '+14155550123',
      to: '+14155550100',
      customer: { externalIds: { salesforce: '003000000000501AAA', hubspot: '501' } },
    },
  });
  expect(reaction(known, reactionTools(Object.keys(org.connector.actions)))).toMatchObject({
    action: 'logActivity',
    input: { contact: { id: '003000000000501AAA' } },
  });
});

test('the actions are inferred from the contract', () => {
  const { actions } = org.connector;
  expectTypeOf(actions.upsertContact).parameter(0).toExtend<UpsertContactInput>();
  expectTypeOf<Awaited<ReturnType<typeof actions.logActivity>>>().toExtend<LogActivityOutput>();
  expectTypeOf(actions).not.toHaveProperty('sendMessage');
  // @ts-expect-error A search names what it looks for.
  const wrong = () => actions.searchRecords({ objectType: 'Contact' });
  expect(wrong).toBeTypeOf('function');
});
