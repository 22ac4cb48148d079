import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { salesforceOrg } from '../fixtures/salesforce-org.ts';

let org: Awaited<ReturnType<typeof salesforceOrg>>;
const contactId = '003000000000501AAA';

const start = async (config: Parameters<typeof salesforceOrg>[0] = {}) => {
  await org?.close();
  org = await salesforceOrg(config);
  await org.connector.actions.upsertContact({ email: 'ada@example.com', lastName: 'Lovelace' });
  return org;
};
beforeEach(() => start());
afterEach(() => org.close());

const contact = { email: 'ada@example.com' };
const lastBody = () => org.calls().at(-1)?.body;
const keyed = { idempotencyKeyField: 'Touchline_Key__c' };

describe('upsertCompany', () => {
  test('by domain is a query among web sites, then a creation or an update of the eldest', async () => {
    const { upsertCompany } = org.connector.actions;
    const input = { domain: 'engines.example.com', name: 'Engines', phone: '+1 415 555 0100', industry: 'X' };
    const { id } = await upsertCompany(input);
    expect(lastBody()).toEqual({
      Name: 'Engines',
      Website: 'engines.example.com',
      Phone: '+1 415 555 0100',
      Industry: 'X',
    });
    org.sandbox.addRecord('Account', { Name: 'Younger', Website: 'https://www.engines.example.com/' });
    expect(await upsertCompany({ domain: 'engines.example.com', industry: 'Y' })).toEqual({
      id,
      created: false,
    });
  });

  test('by name, by id and by your own id', async () => {
    const { connector } = await start({ companyIdField: 'Customer_Number__c' });
    const { upsertCompany } = connector.actions;
    const { id } = await upsertCompany({ name: 'Engines' });
    expect(await upsertCompany({ name: 'engines', industry: 'X' })).toEqual({ id, created: false });
    expect(await upsertCompany({ id, industry: 'Y' })).toEqual({ id, created: false });
    const made = await upsertCompany({ externalId: 'org_1', domain: 'mills.example.com' });
    expect(made.created).toBe(true);
    expect(org.sandbox.records.get(made.id)?.fields).toMatchObject({
      Name: 'mills.example.com',
      Customer_Number__c: 'org_1',
    });
    expect(await upsertCompany({ externalId: 'org_1', name: 'Mills' })).toEqual({
      id: made.id,
      created: false,
    });
  });

  test('by an id of yours that nothing holds is refused', async () => {
    await expect(org.connector.actions.upsertCompany({ externalId: 'org_1' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported' }),
    );
  });

  test('tells by a query whether a creation of unknown outcome took effect', async () => {
    const { upsertCompany } = org.connector.actions;
    expect(await upsertCompany.reconcile?.({ name: 'Engines' })).toEqual({ outcome: 'not_done' });
    const { id } = await upsertCompany({ name: 'Engines' });
    expect(await upsertCompany.reconcile?.({ name: 'Engines' })).toEqual({ outcome: 'done', output: { id } });
  });
});

describe('a deal', () => {
  test('is an opportunity, tied to its account and its primary contact', async () => {
    const made = await org.connector.actions.createDeal({
      name: '20 seats',
      amount: { amountMinor: 480_000, currency: 'GBP' },
      stage: 'Qualification',
      pipeline: '012000000000001AAA',
      expectedCloseAt: '2026-12-15T00:00:00Z',
      ownerId: '005000000000002AAA',
      contact,
      companyId: '001000000000401AAA',
      properties: { LeadSource: 'Web' },
    });
    expect(made).toEqual({ id: '006000000000502AAA', created: true });
    expect(lastBody()).toEqual({
      Name: '20 seats',
      Amount: 4_800,
      StageName: 'Qualification',
      RecordTypeId: '012000000000001AAA',
      CloseDate: '2026-12-15',
      OwnerId: '005000000000002AAA',
      AccountId: '001000000000401AAA',
      ContactId: contactId,
      LeadSource: 'Web',
    });
  });

  test('begins where the config says, and closes in so many days', async () => {
    await start({ dealStage: 'New', dealCloseDays: 7 });
    await org.connector.actions.createDeal({ name: 'x' });
    expect(lastBody()).toEqual({ Name: 'x', StageName: 'New', CloseDate: '2026-11-28' });
  });

  test('is changed in what is given, and in nothing else', async () => {
    const { createDeal, updateDeal } = org.connector.actions;
    const { id } = await createDeal({ name: 'x' });
    expect(await updateDeal({ id, stage: 'Closed Won', properties: { NextStep: null } })).toEqual({
      id,
      created: false,
    });
    expect(lastBody()).toEqual({ StageName: 'Closed Won', NextStep: null });
  });

  test.each([
    ['another currency than the org has', {}, 'USD'],
    ['a currency, when nobody says which one the org has', { currency: undefined }, 'GBP'],
  ])('of %s is refused before anything is made', async (_, config, currency) => {
    await start(config as never);
    const before = org.calls().length;
    await expect(
      org.connector.actions.createDeal({ name: 'x', amount: { amountMinor: 1, currency } }),
    ).rejects.toThrow(expect.objectContaining({ code: 'action.not_supported' }));
    expect(org.calls()).toHaveLength(before);
  });

  test('names its currency in an org that has several', async () => {
    await start({ multiCurrency: true });
    await org.connector.actions.createDeal({ name: 'x', amount: { amountMinor: 1_980, currency: 'JPY' } });
    expect(lastBody()).toMatchObject({ Amount: 1_980, CurrencyIsoCode: 'JPY' });
  });

  test('for somebody who is not there is refused, and not made', async () => {
    await expect(
      org.connector.actions.createDeal({ name: 'x', contact: { email: 'nobody@example.com' } }),
    ).rejects.toThrow(expect.objectContaining({ code: 'http.rejected', vendorCode: 'NOT_FOUND' }));
    expect(org.sandbox.records.size).toBe(1);
  });
});

describe('a creation that carries its key', () => {
  const deal = { name: '20 seats', stage: 'New' };
  const options = { idempotencyKey: 'delivery-1' };

  test('is done once, however often it is delivered, and does not undo what became of it', async () => {
    const { connector } = await start(keyed);
    const { createDeal, updateDeal } = connector.actions;
    const { id } = await createDeal(deal, options);
    await updateDeal({ id, stage: 'Closed Won' });
    expect(await createDeal(deal, options)).toEqual({ id, created: false });
    expect(org.sandbox.records.get(id)?.fields).toMatchObject({
      StageName: 'Closed Won',
      Touchline_Key__c: 'delivery-1',
    });
    expect((await createDeal(deal, { idempotencyKey: 'delivery-2' })).id).not.toBe(id);
  });

  test('tells whether an attempt of unknown outcome took effect', async () => {
    const { connector } = await start(keyed);
    const { createTicket, logActivity } = connector.actions;
    const ticket = { subject: 'Help' };
    expect(await createTicket.reconcile?.(ticket, options)).toEqual({ outcome: 'not_done' });
    const { id } = await createTicket(ticket, options);
    expect(await createTicket.reconcile?.(ticket, options)).toEqual({
      outcome: 'done',
      output: { id, created: true },
    });
    const meeting = { kind: 'meeting', contact } as const;
    const logged = await logActivity(meeting, options);
    expect(await logActivity.reconcile?.(meeting, options)).toMatchObject({
      outcome: 'done',
      output: { id: logged.id },
    });
  });

  test('is a refusal like any other where another field has the value', async () => {
    const { connector } = await start({ ...keyed });
    await connector.actions.createDeal({ ...deal, properties: { Customer_Number__c: 'x' } }, options);
    await expect(
      connector.actions.createDeal(
        { ...deal, properties: { Customer_Number__c: 'x' } },
        { idempotencyKey: 'delivery-2' },
      ),
    ).rejects.toThrow(expect.objectContaining({ code: 'http.rejected', vendorCode: 'DUPLICATE_VALUE' }));
  });

  test('cannot be told without the field', async () => {
    expect(await org.connector.actions.createDeal.reconcile?.(deal, options)).toEqual({ outcome: 'unknown' });
  });
});

describe('a ticket', () => {
  test('is a case', async () => {
    await start({ caseDealField: 'Opportunity__c' });
    await org.connector.actions.createTicket({
      subject: 'Cannot log in',
      description: 'The password has expired.',
      priority: 'urgent',
      status: 'New',
      contact,
      companyId: '001000000000401AAA',
      dealId: '006000000000901AAA',
    });
    expect(lastBody()).toEqual({
      Subject: 'Cannot log in',
      Description: 'The password has expired.',
      Priority: 'High',
      Status: 'New',
      ContactId: contactId,
      AccountId: '001000000000401AAA',
      Opportunity__c: '006000000000901AAA',
    });
  });

  test('is tied to a deal only where a lookup of cases holds it', async () => {
    await expect(
      org.connector.actions.createTicket({ subject: 'x', dealId: '006000000000901AAA' }),
    ).rejects.toThrow(expect.objectContaining({ code: 'action.not_supported' }));
  });
});

describe('an activity', () => {
  const log = (input: object) => org.connector.actions.logActivity({ contact, ...input } as never);

  test('that is a call is a task with how long it took and how it went', async () => {
    await log({
      kind: 'call',
      subject: 'Renewal',
      body: 'Asked about a second site.',
      occurredAt: '2026-11-20T23:30:00Z',
      durationSeconds: 184.4,
      direction: 'inbound',
      status: 'no_answer',
      from: '+14155550123',
      to: '+14155550100',
      recordingUrl: 'https://voice.example.com/RE1',
      dealId: '006000000000901AAA',
      companyId: '001000000000401AAA',
    });
    expect(lastBody()).toEqual({
      Subject: 'Renewal',
      Description:
        'Asked about a second site.\nFrom: +14155550123\nTo: +14155550100\nRecording: https://voice.example.com/RE1',
      WhoId: contactId,
      WhatId: '006000000000901AAA',
      ActivityDate: '2026-11-20',
      Status: 'Completed',
      TaskSubtype: 'Call',
      CallDurationInSeconds: 184,
      CallType: 'Inbound',
      CallDisposition: 'No answer',
    });
  });

  test.each([
    [
      { kind: 'note', body: 'Hi' },
      { Subject: 'Note', Description: 'Hi', Status: 'Completed', ActivityDate: '2026-11-21' },
    ],
    [
      { kind: 'email', subject: 'Hello' },
      { Subject: 'Hello', TaskSubtype: 'Email', Status: 'Completed' },
    ],
    [
      { kind: 'task', subject: 'Ring' },
      { Subject: 'Ring', Status: 'Not Started' },
    ],
    [{ kind: 'task', status: 'canceled' }, { Status: 'Deferred' }],
    [
      { kind: 'call', status: 'planned' },
      { Status: 'Not Started', CallDisposition: 'Planned' },
    ],
  ])('%j is a task', async (input, fields) => {
    expect(await log(input)).toEqual({ id: '00T000000000502EAA', created: true });
    expect(lastBody()).toMatchObject({ WhoId: contactId, ...fields });
  });

  test('that is a meeting is an event, from its beginning to its end', async () => {
    expect(
      await log({ kind: 'meeting', occurredAt: '2026-11-22T09:00:00Z', durationSeconds: 1_801 }),
    ).toEqual({
      id: '00U000000000502EAA',
      created: true,
    });
    expect(lastBody()).toEqual({
      Subject: 'Meeting',
      WhoId: contactId,
      StartDateTime: '2026-11-22T09:00:00Z',
      DurationInMinutes: 31,
    });
  });

  test('is tied to the ticket before the deal, and to the deal before the company', async () => {
    const ids = {
      ticketId: '500000000000701AAA',
      dealId: '006000000000901AAA',
      companyId: '001000000000401AAA',
    };
    await log({ kind: 'note', ...ids });
    expect(lastBody()).toMatchObject({ WhatId: ids.ticketId });
    await log({ kind: 'note', companyId: ids.companyId, contact: undefined });
    expect(lastBody()).toEqual(expect.not.objectContaining({ WhoId: expect.anything() }));
  });

  test('of enormous length is cut to what a task takes', async () => {
    await log({ kind: 'note', subject: 's'.repeat(2_048), body: 'b'.repeat(60_000) });
    const { Subject, Description } = lastBody() as { Subject: string; Description: string };
    expect([Subject.length, Description.length]).toEqual([255, 32_000]);
    expect(Subject.endsWith('…')).toBe(true);
  });

  test('of somebody unknown is refused, left or made, as it is asked', async () => {
    const stranger = { contact: { email: 'byron@example.com' }, kind: 'note' };
    await expect(log(stranger)).rejects.toThrow(expect.objectContaining({ vendorCode: 'NOT_FOUND' }));
    expect(await log({ ...stranger, ifUnknown: 'ignore' })).toEqual({ created: false });
    expect(await log({ ...stranger, ifUnknown: 'create' })).toEqual({
      id: '00T000000000503EAA',
      created: true,
    });
    expect(lastBody()).toMatchObject({ WhoId: '003000000000502AAA' });
  });
});
