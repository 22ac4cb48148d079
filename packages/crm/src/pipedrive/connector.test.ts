import { inspect } from 'node:util';
import { isSkip, reactionTools, touchpointCatalogue } from '@touchline/core';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { LogActivityOutput, UpsertContactInput } from '../contract.ts';
import {
  ownIdField,
  pipedriveAccount,
  receiveWith,
  token,
  webhookCredentials,
  webhookUrl,
} from './fixtures/pipedrive-account.ts';
import { pipedrive } from './index.ts';

let account: Awaited<ReturnType<typeof pipedriveAccount>>;

const start = async (config: Parameters<typeof pipedriveAccount>[0] = {}) => {
  await account?.close();
  account = await pipedriveAccount(config);
  return account;
};
beforeEach(() => start());
afterEach(() => account.close());

describe('the config', () => {
  test.each([
    ['no token', {}],
    ['an empty token', { token: '' }],
    ['a token of no kind', { token: 'x-token', tokenKind: 'bearer' }],
    ['an unknown key', { token: 'x-token', apiKey: 'y' }],
    ['a custom field that cannot be', { token: 'x-token', personIdField: 'customer_number' }],
    ['a URL for a domain', { token: 'x-token', companyDomain: 'acme.pipedrive.com' }],
    ['no credentials in the list', { token: 'x-token', webhookCredentials: [] }],
  ])('with %s is refused', (_, config) => {
    expect(() => pipedrive(config as never)).toThrow(expect.objectContaining({ code: 'config.invalid' }));
  });

  test.each([
    [{ token: 'x-token' }, 'https://api.pipedrive.com/v1/users/me', { 'x-api-token': 'x-token' }],
    [
      { token: 'y-token', tokenKind: 'access' as const, companyDomain: 'acme' },
      'https://acme.pipedrive.com/v1/users/me',
      { authorization: 'Bearer y-token' },
    ],
  ])('%j goes there, with this', async (config, url, headers) => {
    const asked: unknown[] = [];
    const connector = pipedrive(config, {
      http: {
        retries: 0,
        send: async (request) => {
          asked.push({ url: request.url, headers: request.headers });
          return { status: 503, headers: {}, body: new Uint8Array() };
        },
      },
    });
    await expect(connector.check?.()).rejects.toThrow(expect.objectContaining({ disposition: 'retry' }));
    expect(asked).toEqual([{ url, headers: expect.objectContaining(headers) }]);
    await connector.close();
  });

  test('keeps its secrets to itself, and tells its shape', () => {
    const shown = `${JSON.stringify(account.connector)} ${inspect(account.connector, { depth: 9 })}`;
    for (const secret of [token, webhookCredentials]) expect(shown).not.toContain(secret);
    expect(z.toJSONSchema(pipedrive.configSchema, { io: 'input' })).toMatchObject({
      additionalProperties: false,
    });
  });
});

describe('check', () => {
  test('tells of which company the token is', async () => {
    expect(await account.connector.check?.()).toEqual({ account: '11149162' });
  });

  test('says when the token is not good', async () => {
    await start({ token: 'another-token' });
    await expect(account.connector.check?.()).rejects.toThrow(
      expect.objectContaining({ disposition: 'reauthorize' }),
    );
  });
});

describe('erase', () => {
  const people = () => {
    const { sandbox } = account;
    sandbox.addRecord('persons', {
      name: 'L',
      emails: [{ value: 'ada@example.com' }],
      custom_fields: { [ownIdField]: 'cus_1' },
    });
    sandbox.addRecord('persons', {
      name: 'A. L.',
      emails: [{ value: 'x@example.com' }, { value: 'Ada@example.com' }],
    });
    sandbox.addRecord('persons', {
      name: 'B',
      emails: [{ value: 'byron@example.com' }],
      phones: [{ value: '+14155550123' }],
    });
  };
  const left = () => [...account.sandbox.records.persons.keys()];

  test('by e-mail deletes all who have it, once', async () => {
    people();
    expect(
      await account.connector.erase?.({ email: 'ada@example.com', externalIds: { pipedrive: '1' } }),
    ).toEqual({ status: 'requested' });
    expect(left()).toEqual([3]);
    expect(account.calls().filter(({ call }) => call.startsWith('DELETE'))).toHaveLength(2);
  });

  test('by Pipedrive’s own id, and by yours where a field holds it', async () => {
    await start({ personIdField: ownIdField });
    people();
    expect(await account.connector.erase?.({ id: 'cus_1' })).toEqual({ status: 'requested' });
    expect(await account.connector.erase?.({ externalIds: { pipedrive: '2' } })).toEqual({
      status: 'requested',
    });
    expect(left()).toEqual([3]);
  });

  test('of someone known by a phone number alone finds nobody, and deletes nobody', async () => {
    people();
    for (const customer of [
      { phone: '+14155550123' },
      { id: 'cus_1' },
      { externalIds: { pipedrive: '../deals/1' } },
      { externalIds: { pipedrive: '9' } },
    ])
      expect(await account.connector.erase?.(customer)).toEqual({ status: 'not_found' });
    expect(left()).toHaveLength(3);
  });
});

describe('a journey through the sandbox', () => {
  test('a payment makes a person with a note, and the webhook of that person comes back as an event', async () => {
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

    expect(sandbox.records.notes.get(1)).toMatchObject({
      person_id: 1,
      content: expect.stringContaining('49.90 EUR'),
    });
    const { events } = await receiveWith(connector, sandbox.recordWebhook('persons', 1, { url: webhookUrl }));
    expect(events).toMatchObject([
      {
        type: 'contact.created',
        data: {
          customer: { email: 'ada@example.com', externalIds: { pipedrive: '1' } },
          firstName: 'Ada',
          lastName: 'Lovelace',
        },
      },
    ]);
  });

  test('the sandbox tells of records that it holds only', () => {
    expect(() => account.sandbox.recordWebhook('deals', 9, { url: webhookUrl })).toThrow(RangeError);
  });
});

test('the actions are inferred from the contract, and tickets are not among them', () => {
  const { actions } = account.connector;
  expectTypeOf(actions.upsertContact).parameter(0).toExtend<UpsertContactInput>();
  expectTypeOf<Awaited<ReturnType<typeof actions.logActivity>>>().toExtend<LogActivityOutput>();
  expectTypeOf(actions).not.toHaveProperty('createTicket');
  expect(actions).not.toHaveProperty('createTicket');
});
