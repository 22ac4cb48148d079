import { readFileSync } from 'node:fs';
import { touchpointKit } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receiveWith, salesforceOrg, startMs, webhookUrl } from './fixtures/salesforce-org.ts';
import type { SalesforceConfig } from './index.ts';
import type { SalesforceNotificationInput } from './sandbox.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');

const target = { url: webhookUrl };
let org: Awaited<ReturnType<typeof salesforceOrg>>;

beforeAll(async () => {
  org = await salesforceOrg({ contactIdField: 'Customer_Number__c' });
});
afterAll(() => org.close());

const receive = (body: string) => receiveWith(org.connector, org.sandbox.post(body, target));

describe('the notifications of a message', () => {
  test('each give the event they stand for, in order, and every one is valid', async () => {
    const { events, ignored, failed } = await receive(fixture('records.xml'));
    expect(events.map(({ type }) => type)).toEqual([
      'lead.updated',
      'company.updated',
      'deal.updated',
      'ticket.created',
      'activity.updated',
      'activity.deleted',
    ]);
    expect({ ignored, failed }).toEqual({ ignored: ['Invoice__c'], failed: [] });
    for (const event of events) expect(touchpointKit.catalogue.parse(event)).toEqual(event);
  });

  test('a new contact is a whole contact, at the time of its last change, in its org', async () => {
    const { events } = await receive(fixture('contacts.xml'));
    expect(events[0]).toEqual({
      specversion: '1.0',
      id: '04l000000000001AAA',
      source: '/connectors/salesforce/00D000000000001EAA',
      type: 'contact.created',
      time: '2026-11-21T09:29:59.000Z',
      sequence: '2026-11-21T09:29:59.000Z',
      subject: '003000000000501AAA',
      partitionkey: 'salesforce:00D000000000001EAA:contact:003000000000501AAA',
      datacontenttype: 'application/json',
      dataschema: 'urn:touchline:event:contact.created:1',
      data: {
        objectId: '003000000000501AAA',
        customer: {
          id: 'cus_1001',
          email: 'ada@example.com',
          phone: '+14155550123',
          externalIds: { salesforce: '003000000000501AAA' },
        },
        changedBy: '005000000000001AAA',
        objectUrl: 'https://acme.my.salesforce.com/003000000000501AAA',
        ownerId: '005000000000002AAA',
        createdAt: '2026-11-21T09:29:58.000Z',
        updatedAt: '2026-11-21T09:29:58.000Z',
        firstName: 'Ada',
        lastName: 'King & Lovelace é😀',
        email: 'ada@example.com',
        phone: '+14155550123',
        jobTitle: 'Analyst',
        address: { line1: '12 St James Square', city: 'London', country: 'GB' },
        associations: [{ objectType: 'company', objectId: '001000000000401AAA' }],
        properties: expect.objectContaining({ Customer_Number__c: 'cus_1001', IsDeleted: 'false' }),
      },
    });
  });

  test('what is no address and no number in E.164 is told as it is, and identifies nobody', async () => {
    const { events } = await receive(fixture('contacts.xml'));
    expect(events[1]).toMatchObject({
      type: 'contact.updated',
      data: {
        customer: { externalIds: { salesforce: '003000000000502AAA' } },
        email: 'not an address',
        phone: '(415) 555-0199',
        changedFields: [],
      },
    });
    expect(events[1]?.data).not.toHaveProperty('customer.email');
    expect(events[1]?.data).not.toHaveProperty('customer.phone');
    expect(events[1]?.data).not.toHaveProperty('jobTitle');
  });

  test('amounts, dates, domains and ties are read as ours', async () => {
    const { events } = await receive(fixture('records.xml'));
    const [lead, company, deal, ticket, call, meeting] = events.map(({ data }) => data);
    expect(lead).toMatchObject({
      customer: { email: 'grace@example.com', externalIds: { salesforce: '00Q000000000601EAA' } },
      companyName: 'Harbour Systems',
      status: 'Working - Contacted',
      source: 'Web',
      convertedTo: [{ objectType: 'contact', objectId: '003000000000514AAA' }],
    });
    expect(company).toMatchObject({
      domain: 'engines.example.com',
      annualRevenue: { amountMinor: 1_250_000_000, currency: 'GBP' },
      employeeCount: 42,
      address: { line1: '1 Dorset Street' },
    });
    expect(deal).toMatchObject({
      customer: { externalIds: { salesforce: '003000000000501AAA' } },
      amount: { amountMinor: 480_000, currency: 'GBP' },
      probability: 0.9,
      stage: 'Negotiation/Review',
      expectedCloseAt: '2026-12-15T00:00:00.000Z',
      associations: [
        { objectType: 'company', objectId: '001000000000401AAA' },
        { objectType: 'contact', objectId: '003000000000501AAA' },
      ],
    });
    expect(ticket).toMatchObject({
      subject: 'Cannot log in',
      description: 'The page says\nthat my password has expired.',
      channel: 'email',
      priority: 'High',
    });
    expect(call).toMatchObject({
      kind: 'call',
      customer: { externalIds: { salesforce: '00Q000000000601EAA' } },
      durationSeconds: 184,
      outcome: 'Interested',
      dueAt: '2026-11-21T00:00:00.000Z',
      associations: [
        { objectType: 'lead', objectId: '00Q000000000601EAA' },
        { objectType: 'deal', objectId: '006000000000901AAA' },
      ],
    });
    expect(meeting).toEqual({ objectId: '00U000000000851EAA' });
  });

  test('a redelivery is the same events, also when it comes in another order and hours later', async () => {
    const [first, second] = (await receive(fixture('contacts.xml'))).events;
    const later = await salesforceOrg({ contactIdField: 'Customer_Number__c' });
    await later.clock.advance(7_200_000);
    const parts =
      /([\s\S]*?)(<Notification>[\s\S]*?<\/Notification>)(\s*)(<Notification>[\s\S]*<\/Notification>)([\s\S]*)/;
    const swapped = fixture('contacts.xml').replace(parts, '$1$4$3$2$5');
    const again = await receiveWith(later.connector, later.sandbox.post(swapped, target));
    expect(again.events).toEqual([second, first]);
    await later.close();
  });

  test('one that cannot be understood does not cost the others, and all of it is acknowledged', async () => {
    const broken = fixture('contacts.xml').replace('<sf:Id>003000000000501AAA</sf:Id>', '');
    const { events, failed, reply } = await receive(broken);
    expect(events.map(({ id }) => id)).toEqual(['04l000000000002AAA']);
    expect(failed).toMatchObject([{ item: 0, error: { code: 'webhook.payload_invalid' } }]);
    expect(reply.body).toContain('<Ack>true</Ack>');
  });
});

describe('what a message means', () => {
  const opportunity = {
    objectType: 'Opportunity',
    fields: {
      Id: '006000000000901AAA',
      Name: '20 seats',
      StageName: 'Closed Won',
      Amount: 4_800,
      CreatedDate: '2026-11-01T08:00:00.000Z',
      LastModifiedDate: '2026-11-21T09:30:00.000Z',
    },
  } satisfies SalesforceNotificationInput;

  const meaning = async (
    outboundMessages: SalesforceConfig['outboundMessages'],
    notification: SalesforceNotificationInput = opportunity,
  ) => {
    const configured = await salesforceOrg({ outboundMessages: outboundMessages ?? {} });
    const received = await receiveWith(
      configured.connector,
      configured.sandbox.webhook(notification, target),
    );
    await configured.close();
    return received;
  };

  test.each([
    ['created', 'deal.created'],
    ['updated', 'deal.updated'],
    ['deleted', 'deal.deleted'],
    ['restored', 'deal.restored'],
    ['stage_changed', 'deal.stage_changed'],
    ['won', 'deal.won'],
    ['lost', 'deal.lost'],
  ] as const)('is %s where the config says so of its id, and gives %s', async (means, type) => {
    // The 15 characters that Salesforce's pages show stand for the 18 that a message holds.
    const { events, failed } = await meaning({ '04k000000000001': means });
    expect(failed).toEqual([]);
    expect(events.map((event) => event.type)).toEqual([type]);
  });

  test('a deal that was won is closed at its last change, with its amount', async () => {
    const { events } = await meaning({ '04k000000000001AAA': 'won' });
    expect(events[0]?.data).toMatchObject({
      stage: 'Closed Won',
      amount: { amountMinor: 480_000, currency: 'GBP' },
      closedAt: '2026-11-21T09:30:00.000Z',
    });
  });

  test('a case cannot be won: such a message is kept as one that was not understood', async () => {
    const { events, failed } = await meaning(
      { '04k000000000001AAA': 'won' },
      { objectType: 'Case', fields: { Id: '500000000000701AAA' } },
    );
    expect(events).toEqual([]);
    expect(failed.map(({ error }) => error.message)).toEqual([expect.stringContaining('outboundMessages')]);
  });

  test('of other messages is what the record says of itself', async () => {
    const { events } = await meaning({ '04k000000000002AAA': 'won' });
    expect(events.map(({ type }) => type)).toEqual(['deal.updated']);
  });

  test('with no field but the id it is an update, at the time of its arrival', async () => {
    const { events } = await meaning({}, { objectType: 'Contact', fields: { Id: '003000000000501AAA' } });
    expect(events).toMatchObject([
      {
        type: 'contact.updated',
        time: new Date(startMs).toISOString(),
        data: { objectId: '003000000000501AAA' },
      },
    ]);
    expect(events[0]).not.toHaveProperty('sequence');
  });
});
