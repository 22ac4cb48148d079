import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { salesforceOrg } from '../fixtures/salesforce-org.ts';

let org: Awaited<ReturnType<typeof salesforceOrg>>;

const start = async (config: Parameters<typeof salesforceOrg>[0] = {}) => {
  await org?.close();
  org = await salesforceOrg(config);
  return org;
};
beforeEach(() => start());
afterEach(() => org.close());

const ada = { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' };
const first = '003000000000501AAA';
const second = '003000000000502AAA';
const own = { contactIdField: 'Customer_Number__c' };
const fieldsOf = (id: string) => org.sandbox.records.get(id)?.fields;

describe('upsertContact', () => {
  test('by e-mail is a query, then a creation or an update', async () => {
    const { upsertContact } = org.connector.actions;
    const input = {
      ...ada,
      phone: '+14155550123',
      jobTitle: 'Analyst',
      ownerId: '005000000000002AAA',
      properties: { HasOptedOutOfEmail: true, Score__c: 7, Fax: null },
    };
    expect(await upsertContact(input)).toEqual({ id: first, created: true });
    expect(await upsertContact({ email: 'ADA@example.com', jobTitle: 'Countess' })).toEqual({
      id: first,
      created: false,
    });
    expect(org.calls()).toEqual([
      {
        call: "GET /query?q=SELECT Id FROM Contact WHERE Email = 'ada@example.com' LIMIT 2",
        status: 200,
      },
      {
        call: "GET /query?q=SELECT Id FROM Contact WHERE (Phone = '+14155550123') OR (MobilePhone = '+14155550123') LIMIT 2",
        status: 200,
      },
      {
        call: 'POST /sobjects/Contact',
        body: {
          LastName: 'Lovelace',
          Email: 'ada@example.com',
          Phone: '+14155550123',
          FirstName: 'Ada',
          Title: 'Analyst',
          OwnerId: '005000000000002AAA',
          HasOptedOutOfEmail: true,
          Score__c: 7,
          Fax: null,
        },
        status: 201,
      },
      expect.objectContaining({ call: expect.stringContaining('ADA@example.com') }),
      {
        call: `PATCH /sobjects/Contact/${first}`,
        body: { Email: 'ADA@example.com', Title: 'Countess' },
        status: 204,
      },
    ]);
  });

  test('by id is an update of everything that is given', async () => {
    const { upsertContact } = org.connector.actions;
    await upsertContact(ada);
    expect(await upsertContact({ id: first, email: 'ada@engines.example.com' })).toEqual({
      id: first,
      created: false,
    });
    expect(fieldsOf(first)).toMatchObject({ Email: 'ada@engines.example.com', LastName: 'Lovelace' });
    await expect(upsertContact({ id: second, firstName: 'x' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorStatus: 404 }),
    );
  });

  test('by your own id is one upsert once the contact is there', async () => {
    const { connector, calls } = await start(own);
    expect(await connector.actions.upsertContact({ ...ada, externalId: 'cus/1 ?' })).toEqual({
      id: first,
      created: true,
    });
    const before = calls().length;
    expect(await connector.actions.upsertContact({ externalId: 'cus/1 ?', jobTitle: 'Countess' })).toEqual({
      id: first,
      created: false,
    });
    expect(calls().slice(before)).toEqual([
      {
        call: 'PATCH /sobjects/Contact/Customer_Number__c/cus%2F1%20%3F?updateOnly=true',
        body: { Title: 'Countess' },
        status: 200,
      },
    ]);
    expect(fieldsOf(first)).toMatchObject({ Customer_Number__c: 'cus/1 ?', LastName: 'Lovelace' });
  });

  test('gives your id to a contact that is known by its e-mail alone', async () => {
    const { connector } = await start(own);
    await connector.actions.upsertContact(ada);
    expect(await connector.actions.upsertContact({ ...ada, externalId: 'cus_1' })).toEqual({
      id: first,
      created: false,
    });
    expect(fieldsOf(first)).toMatchObject({ Customer_Number__c: 'cus_1' });
  });

  test('takes a contact that has another id of yours for somebody else', async () => {
    const { connector } = await start(own);
    await connector.actions.upsertContact({ ...ada, externalId: 'cus_1' });
    expect(await connector.actions.upsertContact({ ...ada, externalId: 'cus_2' })).toEqual({
      id: second,
      created: true,
    });
    expect(fieldsOf(first)).toMatchObject({ Customer_Number__c: 'cus_1' });
  });

  test('by an id of yours that nothing holds goes by e-mail, and alone is refused before anything is sent', async () => {
    const { upsertContact } = org.connector.actions;
    expect(await upsertContact({ ...ada, externalId: 'cus_1' })).toEqual({ id: first, created: true });
    const before = org.calls().length;
    await expect(upsertContact({ externalId: 'cus_1' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported' }),
    );
    expect(org.calls()).toHaveLength(before);
  });

  test.each([
    [{ email: 'ada@example.com', firstName: 'Ada' }, 'Ada'],
    [{ email: 'ada@example.com' }, 'ada'],
    [{ phone: '+14155550123' }, '+14155550123'],
  ])('gives a new contact without a last name one that people can go by: %j', async (input, lastName) => {
    await org.connector.actions.upsertContact(input);
    expect(fieldsOf(first)).toMatchObject({ LastName: lastName });
    await org.connector.actions.upsertContact({ ...input, lastName: 'Lovelace' });
    await org.connector.actions.upsertContact(input);
    expect(fieldsOf(first)).toMatchObject({ LastName: 'Lovelace' });
  });

  test('refuses to guess between contacts that share an address', async () => {
    org.sandbox.addRecord('Contact', { LastName: 'A', Email: 'ada@example.com' });
    org.sandbox.addRecord('Contact', {
      LastName: 'B',
      Email: 'ada@example.com',
      MobilePhone: '+14155550123',
    });
    org.sandbox.addRecord('Contact', { LastName: 'C', Phone: '+14155550123' });
    for (const input of [{ email: 'ada@example.com' }, { phone: '+14155550123' }])
      await expect(org.connector.actions.upsertContact(input)).rejects.toThrow(
        expect.objectContaining({ code: 'action.input_invalid' }),
      );
  });

  test('ties the contact to the company that is named, where it is there', async () => {
    const { id } = await org.connector.actions.upsertCompany({ name: "O'Neil & Sons" });
    await org.connector.actions.upsertContact({ ...ada, companyName: "O'Neil & Sons" });
    await org.connector.actions.upsertContact({ email: 'byron@example.com', companyName: 'Nowhere' });
    expect(fieldsOf(second)).toMatchObject({ AccountId: id });
    expect(fieldsOf('003000000000503AAA')).not.toHaveProperty('AccountId');
  });

  test('writes the lifecycle stage where a field holds it', async () => {
    await org.connector.actions.upsertContact({ ...ada, lifecycleStage: 'customer' });
    expect(fieldsOf(first)).not.toHaveProperty('Stage__c');
    const { connector } = await start({ lifecycleStageField: 'Stage__c' });
    await connector.actions.upsertContact({ ...ada, lifecycleStage: 'customer' });
    expect(fieldsOf(first)).toMatchObject({ Stage__c: 'customer' });
    expect((await connector.actions.getContact({ id: first })).contact).toMatchObject({
      lifecycleStage: 'customer',
    });
  });

  test('tells by a query whether a creation of unknown outcome took effect', async () => {
    const { upsertContact } = org.connector.actions;
    expect(await upsertContact.reconcile?.(ada)).toEqual({ outcome: 'not_done' });
    await upsertContact(ada);
    expect(await upsertContact.reconcile?.(ada)).toEqual({ outcome: 'done', output: { id: first } });
  });
});

describe('an upsert that an elder version answers without an id', () => {
  test('reads the id', async () => {
    const { connector, sandbox } = await start(own);
    await connector.actions.upsertContact({ ...ada, externalId: 'cus_1' });
    sandbox.answerNext({ status: 204 }, { method: 'PATCH' });
    expect(await connector.actions.upsertContact({ externalId: 'cus_1', jobTitle: 'x' })).toEqual({
      id: first,
      created: false,
    });
  });

  test('is a failure where several records have the external id', async () => {
    const { connector, sandbox } = await start(own);
    sandbox.answerNext(
      {
        status: 300,
        body: ['/services/data/v68.0/sobjects/Contact/1', '/services/data/v68.0/sobjects/Contact/2'],
      },
      { method: 'PATCH' },
    );
    await expect(connector.actions.upsertContact({ externalId: 'cus_1', jobTitle: 'x' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorStatus: 300, vendorCode: 'MULTIPLE_MATCHES' }),
    );
  });
});

describe('getContact', () => {
  const read = {
    id: first,
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: 'ada@example.com',
    ownerId: '005000000000001AAA',
    createdAt: '2026-11-21T09:30:00.000Z',
    updatedAt: '2026-11-21T09:30:00.000Z',
  };

  test.each([
    ['its id', { id: first }],
    ['your own id', { externalId: 'cus_1' }],
    ['e-mail', { email: 'ada@example.com' }],
    ['phone', { phone: '+14155550123' }],
    ['e-mail, when your own id finds nobody', { externalId: 'cus_9', email: 'ada@example.com' }],
  ])('reads the contact by %s', async (_, key) => {
    const { connector } = await start(own);
    await connector.actions.upsertContact({ ...ada, externalId: 'cus_1', phone: '+14155550123' });
    expect((await connector.actions.getContact(key)).contact).toMatchObject({
      ...read,
      phone: '+14155550123',
    });
  });

  test('reads the fields that are asked for, and the name of its account', async () => {
    const { connector } = org;
    await connector.actions.upsertCompany({ name: 'Engines' });
    await connector.actions.upsertContact({ ...ada, companyName: 'Engines', properties: { Score__c: 7 } });
    const { contact } = await connector.actions.getContact({ id: second, properties: ['Score__c', 'Id'] });
    expect(contact).toMatchObject({ companyName: 'Engines', properties: { Score__c: 7 } });
  });

  test.each([{ id: second }, { id: 'no id' }, { email: 'nobody@example.com' }, { phone: '+4915112345678' }])(
    'says so when there is none: %j',
    async (key) => {
      expect(await org.connector.actions.getContact(key)).toEqual({});
    },
  );

  test.each(["Id FROM User WHERE Name != ''", 'Id, Password', '(SELECT Id FROM Cases)'])(
    'takes names of fields only: %s',
    async (name) => {
      await expect(org.connector.actions.getContact({ id: first, properties: [name] })).rejects.toThrow(
        expect.objectContaining({ code: 'action.input_invalid' }),
      );
      expect(org.calls()).toEqual([]);
    },
  );

  test('asks for whoever is called like a query as for anybody else', async () => {
    org.sandbox.addRecord('Contact', { LastName: 'A', Email: 'ada@example.com' });
    const { connector } = await start(own);
    org.sandbox.addRecord('Contact', { LastName: 'A', Customer_Number__c: 'cus_1' });
    expect(await connector.actions.getContact({ externalId: "x' OR Customer_Number__c = 'cus_1" })).toEqual(
      {},
    );
  });
});

describe('searchRecords', () => {
  test('finds the records in which all of the fields have the values', async () => {
    org.sandbox.addRecord('Lead', { LastName: 'Hopper', Company: "O'Neil", IsConverted: false });
    org.sandbox.addRecord('Lead', { LastName: 'Hopper', Company: 'Other', IsConverted: false });
    const { records } = await org.connector.actions.searchRecords({
      objectType: 'Lead',
      where: { Company: "O'Neil", IsConverted: false, Rating: null },
      properties: ['LastName'],
    });
    expect(records).toEqual([{ id: '00Q000000000501EAA', properties: { LastName: 'Hopper' } }]);
    expect(org.calls()[0]?.call).toBe(
      "GET /query?q=SELECT Id, LastName FROM Lead WHERE (Company = 'O\\'Neil') AND (IsConverted = false) AND (Rating = null) LIMIT 100",
    );
  });

  test.each([
    { objectType: 'Contact WHERE Id != null', where: { Id: 'x' } },
    { objectType: 'Contact', where: { "Id != null OR Name = 'x' OR Id": 'x' } },
    { objectType: 'Contact', where: { Id: 'x' }, properties: ['Id FROM User'] },
    { objectType: 'Contact', where: {} },
    { objectType: 'Contact', where: { Id: 'x' }, limit: 5_000 },
  ])('refuses what is no name, no condition or too much: %j', async (input) => {
    await expect(org.connector.actions.searchRecords(input)).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
    expect(org.calls()).toEqual([]);
  });
});
