import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hubspotAccount } from '../fixtures/hubspot-account.ts';

let account: Awaited<ReturnType<typeof hubspotAccount>>;

const start = async (config: Parameters<typeof hubspotAccount>[0] = {}) => {
  await account?.close();
  account = await hubspotAccount(config);
  await account.connector.actions.upsertContact({ email: 'ada@example.com' });
  return account;
};
beforeEach(() => start());
afterEach(() => account.close());

const lastCall = () => account.calls().at(-1);
const tie = (id: string, associationTypeId: number) => ({
  to: { id },
  types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }],
});

describe('upsertCompany', () => {
  test('by domain is a search, then a creation or an update', async () => {
    const { upsertCompany } = account.connector.actions;
    const input = { domain: 'engines.example.com', name: 'Engines', phone: '+1 415 555 0100', industry: 'X' };
    expect(await upsertCompany(input)).toEqual({ id: '502', created: true });
    expect(lastCall()).toMatchObject({
      call: 'POST /crm/v3/objects/companies',
      body: {
        properties: {
          name: 'Engines',
          domain: 'engines.example.com',
          phone: '+1 415 555 0100',
          industry: 'X',
        },
      },
    });
    expect(await upsertCompany({ domain: 'engines.example.com', name: 'Engines Ltd' })).toEqual({
      id: '502',
      created: false,
    });
    expect(lastCall()).toMatchObject({ call: 'PATCH /crm/v3/objects/companies/502' });
  });

  test('by name, by id and by your own id', async () => {
    const { connector } = await start({ companyIdProperty: 'customer_number' });
    const { upsertCompany } = connector.actions;
    expect(await upsertCompany({ name: 'Engines' })).toEqual({ id: '502', created: true });
    expect(await upsertCompany({ id: '502', industry: 'X' })).toEqual({ id: '502', created: false });
    expect(await upsertCompany({ externalId: 'org_1', name: 'Mills' })).toEqual({ id: '503', created: true });
    expect(lastCall()).toMatchObject({
      call: 'POST /crm/v3/objects/companies/batch/upsert',
      body: { inputs: [{ id: 'org_1', idProperty: 'customer_number', properties: { name: 'Mills' } }] },
    });
  });

  test('by an id of yours that nothing holds is refused before anything is sent', async () => {
    await expect(account.connector.actions.upsertCompany({ externalId: 'org_1' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported' }),
    );
    expect(account.calls()).toHaveLength(1);
  });
});

describe('deals', () => {
  test('are made in the pipeline that is configured, tied to contact and company', async () => {
    const { createDeal, upsertCompany } = account.connector.actions;
    await upsertCompany({ name: 'Engines' });
    expect(
      await createDeal({
        name: '20 seats',
        amount: { amountMinor: 480_050, currency: 'GBP' },
        expectedCloseAt: '2026-12-15T00:00:00Z',
        ownerId: '48210',
        contact: { email: 'ada@example.com' },
        companyId: '502',
      }),
    ).toEqual({ id: '503', created: true });
    expect(lastCall()).toEqual({
      call: 'POST /crm/v3/objects/0-3',
      body: {
        properties: {
          dealname: '20 seats',
          amount: '4800.50',
          deal_currency_code: 'GBP',
          dealstage: 'appointmentscheduled',
          pipeline: 'default',
          closedate: '2026-12-15T00:00:00Z',
          hubspot_owner_id: '48210',
        },
        associations: [tie('501', 3), tie('502', 341)],
      },
      status: 201,
    });
  });

  test('are changed by id, and only in what is given', async () => {
    const { createDeal, updateDeal } = account.connector.actions;
    await createDeal({ name: '20 seats' });
    expect(
      await updateDeal({ id: '502', stage: 'closedwon', properties: { closed_won_reason: 'price' } }),
    ).toEqual({
      id: '502',
      created: false,
    });
    expect(lastCall()).toMatchObject({
      call: 'PATCH /crm/v3/objects/0-3/502',
      body: { properties: { dealstage: 'closedwon', closed_won_reason: 'price' } },
    });
  });

  test('for a contact that HubSpot does not have are refused, and nothing is made', async () => {
    const { createDeal } = account.connector.actions;
    await expect(createDeal({ name: 'x', contact: { email: 'nobody@example.com' } })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorCode: 'OBJECT_NOT_FOUND' }),
    );
    await expect(createDeal({ name: 'x', contact: { id: '999' } })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorStatus: 404 }),
    );
    expect(account.sandbox.records.deals.size).toBe(0);
  });
});

describe('createTicket', () => {
  test('makes a ticket in the pipeline that is configured', async () => {
    const { connector } = await start({ ticketPipeline: '77', ticketStage: '770' });
    const input = {
      subject: 'Help',
      description: 'a < b',
      priority: 'high',
      contact: { id: '501' },
    } as const;
    expect(await connector.actions.createTicket(input)).toEqual({ id: '502', created: true });
    expect(lastCall()).toMatchObject({
      call: 'POST /crm/v3/objects/tickets',
      body: {
        properties: {
          subject: 'Help',
          content: 'a < b',
          hs_ticket_priority: 'HIGH',
          hs_pipeline: '77',
          hs_pipeline_stage: '770',
        },
        associations: [tie('501', 16)],
      },
    });
  });
});

describe('logActivity', () => {
  const contact = { email: 'ada@example.com' };
  const occurredAt = '2026-11-20T08:00:00Z';

  test.each([
    [
      'call',
      {
        subject: 'Renewal',
        body: 'x',
        durationSeconds: 184.2,
        direction: 'inbound',
        status: 'no_answer',
        from: '+14155550123',
        to: '+14155550100',
        recordingUrl: 'https://voice.example.com/RE1',
      },
      'calls',
      194,
      {
        hs_call_title: 'Renewal',
        hs_call_body: 'x',
        hs_call_duration: '184200',
        hs_call_direction: 'INBOUND',
        hs_call_status: 'NO_ANSWER',
        hs_call_from_number: '+14155550123',
        hs_call_to_number: '+14155550100',
        hs_call_recording_url: 'https://voice.example.com/RE1',
      },
    ],
    [
      'email',
      { subject: 'Hi', body: '1 < 2', direction: 'inbound', status: 'completed' },
      'emails',
      198,
      {
        hs_email_subject: 'Hi',
        hs_email_text: '1 < 2',
        hs_email_direction: 'INCOMING_EMAIL',
        hs_email_status: 'SENT',
      },
    ],
    [
      'meeting',
      { subject: 'Demo', body: 'x', durationSeconds: 1800, status: 'planned' },
      'meetings',
      200,
      {
        hs_meeting_title: 'Demo',
        hs_meeting_body: 'x',
        hs_meeting_start_time: occurredAt,
        hs_meeting_end_time: '2026-11-20T08:30:00.000Z',
        hs_meeting_outcome: 'SCHEDULED',
      },
    ],
    ['note', { subject: 'Said', body: 'a\r\nb' }, 'notes', 202, { hs_note_body: 'Said<br><br>a<br>b' }],
    [
      'task',
      { subject: 'Call back', body: 'x', status: 'planned' },
      'tasks',
      204,
      {
        hs_task_subject: 'Call back',
        hs_task_body: 'x',
        hs_task_status: 'NOT_STARTED',
        hs_task_type: 'TODO',
      },
    ],
  ] as const)('writes a %s', async (kind, input, path, associationTypeId, properties) => {
    const { logActivity } = account.connector.actions;
    expect(await logActivity({ kind, contact, occurredAt, ...input })).toEqual({ id: '502', created: true });
    expect(lastCall()).toEqual({
      call: `POST /crm/v3/objects/${path}`,
      body: {
        properties: { hs_timestamp: occurredAt, ...properties },
        associations: [tie('501', associationTypeId)],
      },
      status: 201,
    });
  });

  test('ties to all the records that are named, at the time of the clock', async () => {
    const { createDeal, createTicket, logActivity, upsertCompany } = account.connector.actions;
    await upsertCompany({ name: 'Engines' });
    await createDeal({ name: 'x' });
    await createTicket({ subject: 'x' });
    await logActivity({ kind: 'note', body: 'x', companyId: '502', dealId: '503', ticketId: '504' });
    expect(lastCall()?.body).toEqual({
      properties: { hs_timestamp: '2026-11-21T09:30:00.000Z', hs_note_body: 'x' },
      associations: [tie('502', 190), tie('503', 214), tie('504', 228)],
    });
  });

  test('shows what a customer wrote as text, also where it looks like markup', async () => {
    const body = '<img src=x onerror="alert(1)"> & \'more\'';
    await account.connector.actions.logActivity({ kind: 'note', contact, body });
    expect(account.sandbox.records.notes.get('502')?.properties.hs_note_body).toBe(
      '&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;more&#39;',
    );
  });

  test('on a contact that is not there fails, is left, or makes the contact: as it is told', async () => {
    const { logActivity } = account.connector.actions;
    const input = { kind: 'note', contact: { email: 'new@example.com' }, body: 'x' } as const;
    await expect(logActivity(input)).rejects.toThrow(expect.objectContaining({ code: 'http.rejected' }));
    expect(await logActivity({ ...input, ifUnknown: 'ignore' })).toEqual({ created: false });
    expect(account.sandbox.records.notes.size).toBe(0);
    expect(await logActivity({ ...input, ifUnknown: 'create' })).toEqual({ id: '503', created: true });
    expect(account.sandbox.records.contacts.get('502')?.properties.email).toBe('new@example.com');
    expect(account.sandbox.records.notes.get('503')?.associations).toEqual([
      { toId: '502', associationTypeId: 202 },
    ]);
  });
});

describe('logActivity on an id', () => {
  const note = { kind: 'note', contact: { id: '999' }, body: 'x' } as const;

  test('that HubSpot does not know is refused by HubSpot', async () => {
    await expect(account.connector.actions.logActivity(note)).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorStatus: 404 }),
    );
    expect(lastCall()?.call).toBe('POST /crm/v3/objects/notes');
  });

  test('is left where it is told so, and never made', async () => {
    const { logActivity } = account.connector.actions;
    expect(await logActivity({ ...note, ifUnknown: 'ignore' })).toEqual({ created: false });
    await expect(logActivity({ ...note, ifUnknown: 'create' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorStatus: 404 }),
    );
    expect(account.sandbox.records.notes.size).toBe(0);
  });
});

describe('a creation that carries its idempotency key', () => {
  const keyed = { idempotencyKeyProperty: 'touchline_key' };
  const options = { idempotencyKey: 'd3b07384-d113-8ec4-9c1a-1c9f3b1f7c11' };

  test('is made once, however often it is sent', async () => {
    const { connector, sandbox } = await start(keyed);
    const { createDeal } = connector.actions;
    expect(await createDeal({ name: '20 seats' }, options)).toEqual({ id: '502', created: true });
    expect(await createDeal({ name: '20 seats' }, options)).toEqual({ id: '502', created: false });
    expect(sandbox.records.deals.size).toBe(1);
    expect(sandbox.records.deals.get('502')?.properties.touchline_key).toBe(options.idempotencyKey);
  });

  test('is certain when its outcome was unknown', async () => {
    const { connector } = await start(keyed);
    const { createDeal, createTicket, logActivity } = connector.actions;
    const note = { kind: 'note', contact: { id: '501' }, body: 'x' } as const;
    await createDeal({ name: 'x' }, options);
    await logActivity(note, options);
    expect(await createDeal.reconcile?.({ name: 'x' }, options)).toEqual({
      outcome: 'done',
      output: { id: '502', created: true },
    });
    expect(await logActivity.reconcile?.(note, options)).toMatchObject({
      outcome: 'done',
      output: { id: '503' },
    });
    expect(await createTicket.reconcile?.({ subject: 'x' }, options)).toEqual({ outcome: 'not_done' });
  });

  test('that HubSpot refuses for another reason is refused', async () => {
    const { connector } = await start(keyed);
    await expect(
      connector.actions.createTicket({ subject: 'x', properties: { subject: null } }, options),
    ).rejects.toThrow(/answered 400 VALIDATION_ERROR: subject\.$/);
  });

  test('without the property is uncertain for ever', async () => {
    const { createDeal } = account.connector.actions;
    await createDeal({ name: 'x' }, options);
    expect(await createDeal.reconcile?.({ name: 'x' }, options)).toEqual({ outcome: 'unknown' });
    expect(createDeal.idempotent).toBe('no');
  });
});
