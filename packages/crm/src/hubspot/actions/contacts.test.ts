import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessToken, hubspotAccount } from '../fixtures/hubspot-account.ts';

let account: Awaited<ReturnType<typeof hubspotAccount>>;

const start = async (config: Parameters<typeof hubspotAccount>[0] = {}) => {
  await account?.close();
  account = await hubspotAccount(config);
  return account;
};
beforeEach(() => start());
afterEach(() => account.close());

const ada = { email: 'ada@example.com', firstName: 'Ada' };

describe('upsertContact', () => {
  test('by e-mail is one upsert, which makes the contact and then updates it', async () => {
    const { upsertContact } = account.connector.actions;
    const input = {
      ...ada,
      lastName: 'Lovelace',
      phone: '+14155550123',
      jobTitle: 'Analyst',
      companyName: 'Engines',
      lifecycleStage: 'lead',
      ownerId: '48210',
      properties: { newsletter: true, score: 7, fax: null },
    };
    expect(await upsertContact(input)).toEqual({ id: '501', created: true });
    expect(await upsertContact({ email: 'ADA@example.com', jobTitle: 'Countess' })).toEqual({
      id: '501',
      created: false,
    });
    expect(account.calls()[0]).toEqual({
      call: 'POST /crm/v3/objects/contacts/batch/upsert',
      body: {
        inputs: [
          {
            id: 'ada@example.com',
            idProperty: 'email',
            properties: {
              phone: '+14155550123',
              firstname: 'Ada',
              lastname: 'Lovelace',
              jobtitle: 'Analyst',
              company: 'Engines',
              lifecyclestage: 'lead',
              hubspot_owner_id: '48210',
              newsletter: 'true',
              score: '7',
              fax: '',
            },
          },
        ],
      },
      status: 200,
    });
    expect(account.sandbox.calls[0]?.headers).toMatchObject({
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
    });
    expect(account.sandbox.records.contacts.get('501')?.properties).toMatchObject({
      email: 'ada@example.com',
      firstname: 'Ada',
      jobtitle: 'Countess',
    });
  });

  test('by id is an update of everything that is given', async () => {
    const { upsertContact } = account.connector.actions;
    await upsertContact(ada);
    expect(await upsertContact({ id: '501', email: 'ada@engines.example.com' })).toEqual({
      id: '501',
      created: false,
    });
    expect(account.calls().at(-1)).toMatchObject({
      call: 'PATCH /crm/v3/objects/contacts/501',
      body: { properties: { email: 'ada@engines.example.com' } },
    });
  });

  test('by phone is a search, then a creation or an update', async () => {
    const { upsertContact } = account.connector.actions;
    expect(await upsertContact({ phone: '+14155550123', firstName: 'Ada' })).toEqual({
      id: '501',
      created: true,
    });
    expect(await upsertContact({ phone: '+14155550123', lastName: 'L' })).toEqual({
      id: '501',
      created: false,
    });
    expect(account.calls().map(({ call }) => call)).toEqual([
      'POST /crm/v3/objects/contacts/search',
      'POST /crm/v3/objects/contacts',
      'POST /crm/v3/objects/contacts/search',
      'PATCH /crm/v3/objects/contacts/501',
    ]);
    expect(account.calls()[0]?.body).toEqual({
      filterGroups: [
        { filters: [{ propertyName: 'phone', operator: 'EQ', value: '+14155550123' }] },
        { filters: [{ propertyName: 'mobilephone', operator: 'EQ', value: '+14155550123' }] },
      ],
      properties: ['phone', 'mobilephone'],
      sorts: ['createdate'],
      limit: 2,
      after: '0',
    });
    expect(account.calls()[1]?.body).toEqual({
      properties: { phone: '+14155550123', firstname: 'Ada' },
      associations: [],
    });
  });

  test('refuses to guess between contacts that share a phone number', async () => {
    const { upsertContact } = account.connector.actions;
    await upsertContact({ email: 'ada@example.com', phone: '+14155550123' });
    await upsertContact({ email: 'byron@example.com', properties: { mobilephone: '+14155550123' } });
    await expect(upsertContact({ phone: '+14155550123' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
  });

  test('by your own id is an upsert on the property that holds it', async () => {
    const { connector, calls } = await start({ contactIdProperty: 'customer_number' });
    expect(await connector.actions.upsertContact({ ...ada, externalId: 'cus_1' })).toEqual({
      id: '501',
      created: true,
    });
    expect(
      await connector.actions.upsertContact({ externalId: 'cus_1', email: 'ada@new.example.com' }),
    ).toEqual({
      id: '501',
      created: false,
    });
    expect(calls()[0]?.body).toEqual({
      inputs: [
        {
          id: 'cus_1',
          idProperty: 'customer_number',
          properties: { email: 'ada@example.com', firstname: 'Ada', customer_number: 'cus_1' },
        },
      ],
    });
  });

  test('gives your id to a contact that is known by its e-mail alone', async () => {
    const { connector, sandbox } = await start({ contactIdProperty: 'customer_number' });
    await connector.actions.upsertContact(ada);
    expect(await connector.actions.upsertContact({ ...ada, externalId: 'cus_1' })).toEqual({
      id: '501',
      created: false,
    });
    expect(sandbox.records.contacts.get('501')?.properties).toMatchObject({ customer_number: 'cus_1' });
    expect(sandbox.records.contacts.size).toBe(1);
  });

  test('does not take a contact over from another id of yours', async () => {
    const { connector, sandbox } = await start({ contactIdProperty: 'customer_number' });
    await connector.actions.upsertContact({ ...ada, externalId: 'cus_1' });
    await expect(connector.actions.upsertContact({ ...ada, externalId: 'cus_2' })).rejects.toThrow(
      expect.objectContaining({
        code: 'http.rejected',
        disposition: 'reject',
        vendorCode: 'CONFLICT',
        vendorStatus: 207,
      }),
    );
    expect(sandbox.records.contacts.get('501')?.properties).toMatchObject({ customer_number: 'cus_1' });
  });

  test('goes by e-mail where no property holds your id, and says so where there is none', async () => {
    const { upsertContact } = account.connector.actions;
    expect(await upsertContact({ ...ada, externalId: 'cus_1' })).toEqual({ id: '501', created: true });
    expect(account.calls()).toHaveLength(1);
    await expect(upsertContact({ externalId: 'cus_1' })).rejects.toThrow(
      expect.objectContaining({
        code: 'action.not_supported',
        message: expect.stringContaining('contactIdProperty'),
      }),
    );
    expect(account.calls()).toHaveLength(1);
  });

  test('lets your own words win over the fields of the contract', async () => {
    await account.connector.actions.upsertContact({ ...ada, properties: { firstname: 'Augusta' } });
    expect(account.sandbox.records.contacts.get('501')?.properties.firstname).toBe('Augusta');
  });
});

describe('getContact', () => {
  test('reads what the contract names and what is asked for', async () => {
    const { getContact, upsertContact } = account.connector.actions;
    await upsertContact({ ...ada, phone: '+14155550123', properties: { newsletter: true } });
    const { contact } = await getContact({ email: 'ada@example.com', properties: ['newsletter', 'email'] });
    expect(contact).toMatchObject({
      id: '501',
      email: 'ada@example.com',
      phone: '+14155550123',
      firstName: 'Ada',
      createdAt: '2026-11-21T09:30:00.000Z',
      updatedAt: '2026-11-21T09:30:00.000Z',
      properties: { newsletter: 'true', lastname: null },
    });
    expect(contact).not.toHaveProperty('lastName');
    expect(account.calls().at(-1)?.call).toBe(
      'GET /crm/v3/objects/contacts/ada%40example.com?idProperty=email&properties=email,phone,mobilephone,' +
        'firstname,lastname,jobtitle,company,lifecyclestage,hubspot_owner_id,newsletter',
    );
  });

  test('finds by phone what e-mail does not find, and reads it whole', async () => {
    const { getContact, upsertContact } = account.connector.actions;
    await upsertContact({ ...ada, phone: '+14155550123' });
    expect(await getContact({ email: 'nobody@example.com', phone: '+14155550123' })).toMatchObject({
      contact: { id: '501', firstName: 'Ada' },
    });
  });

  test.each([{ id: '999' }, { email: 'nobody@example.com' }, { phone: '+14155550199' }])(
    'that there is no contact is an answer',
    async (input) => {
      expect(await account.connector.actions.getContact(input)).toEqual({});
    },
  );

  test('cannot be led to another path by an id', async () => {
    expect(await account.connector.actions.getContact({ id: '../companies/1?x=#' })).toEqual({});
    expect(account.sandbox.calls[0]?.path).toBe('/crm/v3/objects/contacts/..%2Fcompanies%2F1%3Fx%3D%23');
    await expect(account.connector.actions.getContact({ id: '..' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
  });
});
