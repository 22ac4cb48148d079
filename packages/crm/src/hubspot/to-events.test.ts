import { touchpointKit } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import conversations from './fixtures/conversations.json' with { type: 'json' };
import generic from './fixtures/generic-subscriptions.json' with { type: 'json' };
import { hubspotAccount, receiveWith, webhookUrl } from './fixtures/hubspot-account.ts';
import subscriptions from './fixtures/subscriptions.json' with { type: 'json' };

let account: Awaited<ReturnType<typeof hubspotAccount>>;

beforeAll(async () => {
  account = await hubspotAccount({ currency: 'GBP', wonStages: ['closedwon', '1274'] });
});
afterAll(() => account.close());

const receive = (body: unknown) =>
  receiveWith(account.connector, account.sandbox.sign(body, { url: webhookUrl, signature: 'v1' }));
const only = async (body: unknown) => {
  const { events, ignored, failed } = await receive([body]);
  expect({ count: events.length, ignored, failed }).toEqual({ count: 1, ignored: [], failed: [] });
  return events[0] as (typeof events)[0];
};
const numbered = (from: readonly { readonly eventId: number }[], eventId: number) =>
  from.find((event) => event.eventId === eventId);

describe('the events of a subscription', () => {
  test('each give what they stand for, in order, and every one is valid', async () => {
    const { events, ignored, failed } = await receive(subscriptions);
    expect(events.map(({ type }) => type)).toEqual([
      'contact.created',
      'contact.updated',
      'contact.deleted',
      'contact.deleted',
      'contact.merged',
      'contact.restored',
      'association.created',
      'company.updated',
      'deal.updated',
      'deal.stage_changed',
      'deal.won',
      'ticket.created',
    ]);
    expect(ignored).toEqual(['product.creation', 'line_item.deletion']);
    expect(failed).toEqual([]);
    for (const event of events) expect(touchpointKit.catalogue.parse(event)).toEqual(event);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  test('a contact that was made is known by its id, in its account, at its time', async () => {
    expect(await only(numbered(subscriptions, 1))).toEqual({
      specversion: '1.0',
      id: '12345-1-1564113600000-123',
      source: '/connectors/hubspot/62515',
      type: 'contact.created',
      time: '2019-07-26T04:00:00.000Z',
      subject: '123',
      partitionkey: 'hubspot:62515:contact:123',
      datacontenttype: 'application/json',
      dataschema: 'urn:touchline:event:contact.created:1',
      data: { objectId: '123', customer: { externalIds: { hubspot: '123' } }, changeSource: 'CRM' },
    });
  });

  test('a changed e-mail is told as a changed field, as the e-mail, and as an identifier of the customer', async () => {
    const { data } = await only(numbered(subscriptions, 2));
    expect(data).toEqual({
      objectId: '123',
      customer: { email: 'ada@example.com', externalIds: { hubspot: '123' } },
      changedBy: '48210',
      changeSource: 'CRM_UI',
      email: 'ada@example.com',
      changedFields: [{ name: 'email', value: 'ada@example.com' }],
    });
  });

  test('what is no e-mail is told as it is, and identifies nobody', async () => {
    const { data } = await only({ ...numbered(subscriptions, 2), propertyValue: 'ask her' });
    expect(data).toMatchObject({ email: 'ask her', customer: { externalIds: { hubspot: '123' } } });
    expect(data).not.toHaveProperty('customer.email');
  });

  test('a phone number in E.164 identifies the customer; another notation does not', async () => {
    const phone = { ...numbered(subscriptions, 2), propertyName: 'phone' };
    expect((await only({ ...phone, propertyValue: '+14155550123' })).data).toHaveProperty(
      'customer.phone',
      '+14155550123',
    );
    expect((await only({ ...phone, propertyValue: '(415) 555-0123' })).data).not.toHaveProperty(
      'customer.phone',
    );
  });

  test('a property that was emptied has an empty value', async () => {
    const { data } = await only({ ...numbered(subscriptions, 2), propertyValue: '' });
    expect(data).toMatchObject({ changedFields: [{ name: 'email', value: '' }] });
    expect(data).not.toHaveProperty('email');
  });

  test('a deletion is an erasure when the person asked for it', async () => {
    expect((await only(numbered(subscriptions, 3))).data).not.toHaveProperty('isErasure');
    expect((await only(numbered(subscriptions, 4))).data).toMatchObject({ objectId: '123', isErasure: true });
  });

  test('of a merge that made a new record, both others went into it', async () => {
    const event = await only(numbered(subscriptions, 5));
    expect(event).toMatchObject({ subject: '901', partitionkey: 'hubspot:62515:contact:901' });
    expect(event.data).toMatchObject({
      objectId: '901',
      mergedObjectIds: ['123', '124'],
      customer: { externalIds: { hubspot: '901' } },
    });
  });

  test('of a merge into the primary record, the others went into it', async () => {
    const { data } = await only(numbered(generic, 26));
    expect(data).toMatchObject({ objectId: '7001', mergedObjectIds: ['7002'] });
  });

  test('an association names both records and the contact among them', async () => {
    expect((await only(numbered(subscriptions, 7))).data).toEqual({
      customer: { externalIds: { hubspot: '123' } },
      from: { objectType: 'contact', objectId: '123' },
      to: { objectType: 'company', objectId: '7001' },
      label: 'CONTACT_TO_COMPANY',
      isPrimary: true,
      changeSource: 'USER',
    });
    expect(await only(numbered(generic, 27))).toMatchObject({
      type: 'association.deleted',
      data: {
        customer: { externalIds: { hubspot: '123' } },
        from: { objectType: 'deal', objectId: '9001' },
        to: { objectType: 'contact', objectId: '123' },
        label: '3',
      },
    });
  });

  test('an amount is money in the currency of the account', async () => {
    expect((await only(numbered(subscriptions, 9))).data).toMatchObject({
      amount: { amountMinor: 480_050, currency: 'GBP' },
      changedFields: [{ name: 'amount', value: '4800.50' }],
    });
  });

  test('an amount that is none is told as a changed field alone', async () => {
    const { data } = await only({ ...numbered(subscriptions, 9), propertyValue: '48.005' });
    expect(data).toMatchObject({ changedFields: [{ name: 'amount', value: '48.005' }] });
    expect(data).not.toHaveProperty('amount');
  });

  test('a stage that means won gives two events, whose ids differ', async () => {
    const { events } = await receive([{ ...numbered(subscriptions, 10), propertyValue: '1274' }]);
    expect(events.map(({ type, id, data }) => [type, id, data])).toMatchObject([
      ['deal.stage_changed', '12354-10-1564113600009-9001-dealstage', { objectId: '9001', stage: '1274' }],
      [
        'deal.won',
        '12354-10-1564113600009-9001-dealstage:won',
        { objectId: '9001', stage: '1274', closedAt: '2019-07-26T04:00:00.009Z' },
      ],
    ]);
  });

  test('any other stage is a change of stage alone', async () => {
    expect((await only({ ...numbered(subscriptions, 10), propertyValue: 'contractsent' })).type).toBe(
      'deal.stage_changed',
    );
  });

  test('a stage that was emptied is an update', async () => {
    expect((await only({ ...numbered(subscriptions, 10), propertyValue: '' })).type).toBe('deal.updated');
  });

  test('a redelivery is the same event, whatever the attempt', async () => {
    const first = await only(numbered(subscriptions, 1));
    const second = await only({ ...numbered(subscriptions, 1), attemptNumber: 3 });
    expect([second.source, second.id]).toEqual([first.source, first.id]);
  });

  test('two events that share an eventId, which HubSpot does not promise to be unique, stay two', async () => {
    const { events } = await receive([
      numbered(subscriptions, 2),
      { ...numbered(subscriptions, 2), propertyName: 'firstname', propertyValue: 'Ada' },
      { ...numbered(subscriptions, 2), objectId: 124 },
      { ...numbered(subscriptions, 2), occurredAt: 1564113600002 },
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  });
});

describe('the generic events of a subscription', () => {
  test('each give what their object type stands for', async () => {
    const { events, ignored, failed } = await receive(generic);
    expect(events.map(({ type }) => type)).toEqual([
      'contact.created',
      'deal.stage_changed',
      'deal.lost',
      'contact.updated',
      'activity.deleted',
      'activity.created',
      'company.merged',
      'association.deleted',
      'note.restored',
      'lead.created',
    ]);
    expect(ignored).toEqual(['object.creation:2-3456']);
    expect(failed).toEqual([]);
  });

  test('the value of a sensitive property goes no further', async () => {
    const { data } = await only({ ...numbered(generic, 23), propertyValue: 'diabetes' });
    expect(data).toMatchObject({ changedFields: [{ name: 'health_notes' }] });
    expect(JSON.stringify(data)).not.toContain('diabetes');
  });

  test('an activity says of which kind it is', async () => {
    expect((await only(numbered(generic, 25))).data).toMatchObject({ objectId: '6002', kind: 'call' });
  });
});

describe('the events of conversations', () => {
  test('tell what happened to the thread', async () => {
    const { events, ignored } = await receive(conversations);
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['conversation.created', { conversationId: '9598272090' }],
      ['conversation.assigned', { conversationId: '9598272090', assignee: { id: '48210' } }],
      ['conversation.closed', { conversationId: '9598272090' }],
      ['conversation.reopened', { conversationId: '9598272090' }],
    ]);
    expect(ignored).toEqual([
      'conversation.newMessage',
      'conversation.propertyChange:isArchived',
      'conversation.privacyDeletion',
    ]);
  });

  test('a thread that is given to nobody has no assignee', async () => {
    const { data } = await only({ ...numbered(conversations, 33), propertyValue: '' });
    expect(data).toEqual({ conversationId: '9598272090' });
  });
});

describe('odd but authentic input', () => {
  const good = () => numbered(subscriptions, 1) as object;

  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['text', 'contact.creation'],
    ['an array in the array', [good()]],
    ['an empty object', {}],
    ['an event without a time', { ...good(), occurredAt: undefined }],
    ['a time that is no number', { ...good(), occurredAt: 'yesterday' }],
    ['a time beyond the calendar', { ...good(), occurredAt: 1e18 }],
    ['an event without an object', { ...good(), objectId: null }],
    ['an id that JavaScript cannot hold', { ...good(), objectId: 2 ** 60 }],
    ['a change of nothing', { ...good(), subscriptionType: 'contact.propertyChange' }],
    [
      'a merge of nothing',
      { ...good(), subscriptionType: 'contact.merge', primaryObjectId: 1, mergedObjectIds: [] },
    ],
    [
      'a merge with itself',
      { ...good(), subscriptionType: 'contact.merge', primaryObjectId: 1, mergedObjectIds: [1] },
    ],
    [
      'an association with nothing',
      { ...good(), subscriptionType: 'deal.associationChange', fromObjectId: 1 },
    ],
    ['a workflow that tells no time', { vid: 1, 'portal-id': 2, properties: { email: { value: 'x' } } }],
  ])('%s fails by itself, and the rest of the batch is taken', async (_, item) => {
    const { events, failed } = await receive([good(), item, good()]);
    expect(events).toHaveLength(2);
    expect(failed).toMatchObject([{ item: 1, error: { code: 'webhook.payload_invalid' } }]);
  });

  test('a property of an unknown shape costs a workflow’s record nothing but itself', async () => {
    const properties = {
      email: { value: 'ada@example.com', versions: [{ timestamp: 1_680_448_110_678 }] },
      score: { value: { nested: true } },
      odd: 'text',
      none: null,
    };
    const { events, failed } = await receive({ vid: 251, 'portal-id': 2, properties });
    expect(failed).toEqual([]);
    expect(events).toMatchObject([
      { id: 'workflow-contact-251-1680448110678', data: { properties: { email: 'ada@example.com' } } },
    ]);
  });

  test('what is missing is named', async () => {
    const { failed } = await receive([{ ...good(), objectId: undefined }]);
    expect(failed[0]?.error.issues).toEqual([{ path: 'objectId', message: 'is missing' }]);
  });

  test.each([
    'contact.constructor',
    'contact.__proto__',
    'constructor.creation',
    'x',
    'a.b.c',
    'event.completed',
  ])('the unknown kind %s is ignored', async (subscriptionType) => {
    const { events, ignored, failed } = await receive([{ ...good(), subscriptionType }]);
    expect({ events, ignored, failed }).toEqual({ events: [], ignored: [subscriptionType], failed: [] });
  });

  test('an empty batch is nothing, and is acknowledged', async () => {
    expect(await receive([])).toEqual({ events: [], ignored: [], failed: [], reply: { status: 200 } });
  });

  test('a body that is no JSON is kept', async () => {
    const { failed } = await receive('<xml/>');
    expect(failed).toMatchObject([{ error: { code: 'webhook.body_malformed' } }]);
  });
});
