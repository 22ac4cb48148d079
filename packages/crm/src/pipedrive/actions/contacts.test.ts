import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownIdField, pipedriveAccount, token } from '../fixtures/pipedrive-account.ts';

let account: Awaited<ReturnType<typeof pipedriveAccount>>;

const start = async (config: Parameters<typeof pipedriveAccount>[0] = {}) => {
  await account?.close();
  account = await pipedriveAccount(config);
  return account;
};
beforeEach(() => start());
afterEach(() => account.close());

const ada = { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' };
const own = { personIdField: ownIdField };
const person = (id: number) => account.sandbox.records.persons.get(id);
const search = (field: string, term: string) =>
  `GET /api/v2/persons/search?term=${term}&fields=${field}&exact_match=true&limit=100`;

describe('upsertContact', () => {
  test('by e-mail is a search, then a creation or an update', async () => {
    const { upsertContact } = account.connector.actions;
    const input = {
      ...ada,
      phone: '+14155550123',
      ownerId: '48210',
      properties: { visible_to: 3, d4de1c1518b4531717c676029a45911c340390a6: 'gold' },
    };
    expect(await upsertContact(input)).toEqual({ id: '1', created: true });
    expect(await upsertContact({ email: 'ADA@example.com', lastName: 'King' })).toEqual({
      id: '1',
      created: false,
    });
    expect(account.calls()).toEqual([
      { call: search('email', 'ada@example.com'), status: 200 },
      { call: search('phone', '+14155550123'), status: 200 },
      {
        call: 'POST /api/v2/persons',
        body: {
          first_name: 'Ada',
          last_name: 'Lovelace',
          emails: [{ value: 'ada@example.com', primary: true }],
          phones: [{ value: '+14155550123', primary: true }],
          owner_id: 48_210,
          visible_to: 3,
          custom_fields: { d4de1c1518b4531717c676029a45911c340390a6: 'gold' },
        },
        status: 200,
      },
      { call: search('email', 'ADA@example.com'), status: 200 },
      { call: 'GET /api/v2/persons/1', status: 200 },
      { call: 'PATCH /api/v2/persons/1', body: { first_name: 'Ada', last_name: 'King' }, status: 200 },
    ]);
    expect(account.sandbox.calls[0]?.headers).toMatchObject({ 'x-api-token': token });
  });

  test('adds an address to those that are there, as the primary one, and loses none', async () => {
    const { upsertContact } = account.connector.actions;
    await upsertContact({ ...ada, phone: '+14155550123' });
    await upsertContact({ id: '1', email: 'ada@engines.example.com', phone: '+4915112345678' });
    expect(person(1)).toMatchObject({
      emails: [
        { value: 'ada@engines.example.com', primary: true },
        { value: 'ada@example.com', primary: false },
      ],
      phones: [
        { value: '+4915112345678', primary: true },
        { value: '+14155550123', primary: false },
      ],
    });
    await upsertContact({ id: '1', email: 'ADA@example.com' });
    expect(person(1)).toMatchObject({ emails: [{ value: 'ada@engines.example.com' }, { primary: false }] });
  });

  test('sends nothing where there is nothing to change', async () => {
    const { upsertContact } = account.connector.actions;
    await upsertContact(ada);
    const before = account.calls().length;
    expect(await upsertContact({ id: '1' })).toEqual({ id: '1', created: false });
    expect(await upsertContact({ id: '1', jobTitle: 'Countess', lifecycleStage: 'customer' })).toMatchObject({
      id: '1',
    });
    expect(account.calls()).toHaveLength(before);
  });

  test('by id of somebody who is not there, or by what is no id, is refused', async () => {
    const { upsertContact } = account.connector.actions;
    await expect(upsertContact({ id: '9', firstName: 'x' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorStatus: 404 }),
    );
    for (const id of ['../deals/1', '1e3', '0', '01', '９', '1 '])
      await expect(upsertContact({ id, firstName: 'x' })).rejects.toThrow(
        expect.objectContaining({ code: 'action.input_invalid' }),
      );
  });

  test('by your own id is a search in custom fields, in which the field itself is looked at', async () => {
    const { connector, sandbox } = await start(own);
    sandbox.addRecord('persons', {
      name: 'Other',
      custom_fields: { d4de1c1518b4531717c676029a45911c340390a6: 'cus_1' },
    });
    expect(await connector.actions.upsertContact({ ...ada, externalId: 'cus_1' })).toEqual({
      id: '2',
      created: true,
    });
    expect(person(2)?.custom_fields).toEqual({ [ownIdField]: 'cus_1' });
    expect(await connector.actions.upsertContact({ externalId: 'cus_1', firstName: 'Augusta' })).toEqual({
      id: '2',
      created: false,
    });
  });

  test('gives your id to a person that is known by its e-mail alone, and to nobody who has another', async () => {
    const { connector } = await start(own);
    await connector.actions.upsertContact(ada);
    expect(await connector.actions.upsertContact({ ...ada, externalId: 'cus_1' })).toEqual({
      id: '1',
      created: false,
    });
    expect(person(1)?.custom_fields).toEqual({ [ownIdField]: 'cus_1' });
    expect(await connector.actions.upsertContact({ ...ada, externalId: 'cus_2' })).toEqual({
      id: '2',
      created: true,
    });
  });

  test('by an id of yours that nothing holds goes by e-mail, and alone is refused before anything is sent', async () => {
    const { upsertContact } = account.connector.actions;
    expect(await upsertContact({ ...ada, externalId: 'cus_1' })).toEqual({ id: '1', created: true });
    const before = account.calls().length;
    await expect(upsertContact({ externalId: 'cus_1' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported' }),
    );
    expect(account.calls()).toHaveLength(before);
  });

  test.each([
    [{ email: 'ada@example.com' }, 'ada@example.com'],
    [{ phone: '+14155550123' }, '+14155550123'],
    [{ phone: '+14155550123', lastName: 'Lovelace' }, 'Lovelace'],
  ])('calls a new person by what is known: %j', async (input, name) => {
    await account.connector.actions.upsertContact(input);
    expect(person(1)).toMatchObject({ name });
  });

  test('refuses to guess between persons that share an address', async () => {
    for (const name of ['A', 'B'])
      account.sandbox.addRecord('persons', {
        name,
        emails: [{ value: 'ada@example.com' }],
        phones: [{ value: '+14155550123' }],
      });
    for (const input of [{ email: 'ada@example.com' }, { phone: '+14155550123' }])
      await expect(account.connector.actions.upsertContact(input)).rejects.toThrow(
        expect.objectContaining({ code: 'action.input_invalid' }),
      );
  });

  test('ties the person to the company that is named, where it is there', async () => {
    const { id } = await account.connector.actions.upsertCompany({ name: "O'Neil & Sons" });
    await account.connector.actions.upsertContact({ ...ada, companyName: "o'neil & sons" });
    await account.connector.actions.upsertContact({ email: 'byron@example.com', companyName: 'Nowhere' });
    expect(person(1)).toMatchObject({ org_id: Number(id) });
    expect(person(2)).not.toHaveProperty('org_id');
  });
});

describe('an upsert of unknown outcome', () => {
  test('is done where the search finds it; that it finds nothing proves nothing', async () => {
    const { upsertCompany, upsertContact } = account.connector.actions;
    expect([upsertCompany.idempotent, upsertContact.idempotent]).toEqual(['no', 'no']);
    expect(await upsertContact.reconcile?.(ada)).toEqual({ outcome: 'unknown' });
    expect(await upsertCompany.reconcile?.({ name: 'Engines' })).toEqual({ outcome: 'unknown' });
    await upsertContact(ada);
    await upsertCompany({ name: 'Engines' });
    expect(await upsertContact.reconcile?.(ada)).toEqual({ outcome: 'done', output: { id: '1' } });
    expect(await upsertCompany.reconcile?.({ name: 'Engines' })).toEqual({
      outcome: 'done',
      output: { id: '1' },
    });
  });
});

describe('getContact', () => {
  test.each([
    ['its id', { id: '1' }],
    ['your own id', { externalId: 'cus_1' }],
    ['e-mail', { email: 'ada@example.com' }],
    ['phone', { phone: '+14155550123' }],
    ['e-mail, when your own id finds nobody', { externalId: 'cus_9', email: 'ada@example.com' }],
  ])('reads the person by %s', async (_, key) => {
    const { connector } = await start(own);
    await connector.actions.upsertContact({ ...ada, externalId: 'cus_1', phone: '+14155550123' });
    expect((await connector.actions.getContact(key)).contact).toMatchObject({
      id: '1',
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: 'ada@example.com',
      phone: '+14155550123',
      createdAt: '2026-11-21T09:30:00.000Z',
      properties: { name: 'Ada Lovelace', [ownIdField]: 'cus_1' },
    });
  });

  test.each([{ id: '9' }, { id: 'no id' }, { email: 'nobody@example.com' }, { phone: '+4915112345678' }])(
    'says so when there is none: %j',
    async (key) => {
      expect(await account.connector.actions.getContact(key)).toEqual({});
    },
  );

  test('takes one that was deleted for none', async () => {
    account.sandbox.addRecord('persons', { name: 'A', is_deleted: true });
    expect(await account.connector.actions.getContact({ id: '1' })).toEqual({});
  });

  test('takes what a search found loosely for nobody', async () => {
    const items = [{ result_score: 1, item: { id: 1, name: 'A', emails: ['xada@example.com'], phones: [] } }];
    account.sandbox.answerNext({ status: 200, body: { success: true, data: { items } } });
    expect(await account.connector.actions.getContact({ email: 'ada@example.com' })).toEqual({});
  });
});
