import { touchpointKit } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ownIdField,
  pipedriveAccount,
  receiveWith,
  startMs,
  webhookUrl,
} from './fixtures/pipedrive-account.ts';
import secondVersion from './fixtures/second-version.json' with { type: 'json' };
import type { PipedriveWebhookInput, PipedriveWebhookTarget } from './sandbox.ts';

let account: Awaited<ReturnType<typeof pipedriveAccount>>;

beforeAll(async () => {
  account = await pipedriveAccount();
});
afterAll(() => account.close());

const target = { url: webhookUrl };
const receive = (body: unknown) => receiveWith(account.connector, account.sandbox.post(body, target));
const eventsOf = async (index: number) => {
  const { events, failed } = await receive(secondVersion[index]);
  expect(failed).toEqual([]);
  return events;
};
const send = async (input: PipedriveWebhookInput, more: Partial<PipedriveWebhookTarget> = {}) =>
  receiveWith(account.connector, account.sandbox.webhook(input, { ...target, ...more }));

describe('the webhooks of version 2', () => {
  test('each give what they stand for, and every event is valid', async () => {
    const received = await Promise.all(secondVersion.map(receive));
    expect(
      received.map(({ events, ignored, failed }) => [
        ...events.map(({ type }) => type),
        ...ignored,
        ...failed,
      ]),
    ).toEqual([
      ['contact.created'],
      ['contact.updated'],
      ['deal.updated', 'deal.stage_changed', 'deal.won'],
      ['deal.updated', 'deal.lost'],
      ['contact.merged'],
      ['company.deleted'],
      ['lead.created'],
      ['note.created'],
      ['activity.created'],
      ['change.product'],
    ]);
    const events = received.flatMap((each) => each.events);
    for (const event of events) expect(touchpointKit.catalogue.parse(event)).toEqual(event);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  test('a person that was made is a whole contact, by its primary addresses', async () => {
    expect((await eventsOf(0))[0]).toEqual({
      specversion: '1.0',
      id: '0f2a6b1c-5d2e-4a8b-9c1d-000000000001',
      source: '/connectors/pipedrive/11149162',
      type: 'contact.created',
      time: '2026-11-21T09:30:00.250Z',
      subject: '3',
      partitionkey: 'pipedrive:11149162:contact:3',
      correlationid: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      datacontenttype: 'application/json',
      dataschema: 'urn:touchline:event:contact.created:1',
      data: {
        objectId: '3',
        customer: { email: 'ada@example.com', phone: '+14155550123', externalIds: { pipedrive: '3' } },
        changedBy: '14542087',
        changeSource: 'app',
        objectUrl: 'https://acme.pipedrive.com/person/3',
        ownerId: '14542087',
        createdAt: '2026-11-21T09:30:00.000Z',
        updatedAt: '2026-11-21T09:30:00.000Z',
        firstName: 'Ada',
        lastName: 'Lovelace',
        email: 'ada@example.com',
        phone: '+14155550123',
        jobTitle: 'Analyst',
        address: { line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH' },
        associations: [{ objectType: 'company', objectId: '2' }],
        properties: expect.objectContaining({
          label_ids: [5],
          [ownIdField]: 'cus_1001',
          d4de1c1518b4531717c676029a45911c340390a6: { value: 2300, currency: 'EUR' },
        }),
      },
    });
  });

  test('a change says which fields, what they are and what they were, custom ones too', async () => {
    const [event] = await eventsOf(1);
    expect(event).toMatchObject({ time: '2025-11-21T09:30:01.000Z' });
    expect(event?.data).toMatchObject({
      changedFields: [
        { name: 'name', value: 'Ada King', previousValue: 'Ada Lovelace' },
        { name: 'last_name', value: 'King', previousValue: 'Lovelace' },
        { name: ownIdField, value: 'cus_1002', previousValue: 'cus_1001' },
      ],
    });
  });

  test('a deal that came to another stage and was won is told thrice, in order', async () => {
    const [updated, moved, won] = await eventsOf(2);
    expect(updated?.data).toMatchObject({
      amount: { amountMinor: 480_050, currency: 'GBP' },
      probability: 0.9,
      changedFields: expect.arrayContaining([{ name: 'status', value: 'won', previousValue: 'open' }]),
    });
    expect(moved).toMatchObject({
      id: '0f2a6b1c-5d2e-4a8b-9c1d-000000000003:stage',
      data: { stage: '4', previousStage: '2', customer: { externalIds: { pipedrive: '3' } } },
    });
    expect(won).toMatchObject({
      id: '0f2a6b1c-5d2e-4a8b-9c1d-000000000003:won',
      data: { closedAt: '2026-11-21T09:30:59.000Z', stage: '4' },
    });
    expect(new Set([updated, moved, won].map((event) => event?.partitionkey)).size).toBe(1);
  });

  test('a deal that was lost has the reason, and was closed when it was told, where nobody says when', async () => {
    const [, lost] = await eventsOf(3);
    expect(lost?.data).toMatchObject({
      reason: 'Went with what they had',
      closedAt: '2026-11-21T09:32:00.000Z',
      amount: { amountMinor: 100, currency: 'JPY' },
    });
  });

  test('a person that went into another is told with the one that lives on', async () => {
    expect((await eventsOf(4))[0]).toMatchObject({
      type: 'contact.merged',
      subject: '3',
      partitionkey: 'pipedrive:11149162:contact:3',
      data: { objectId: '3', mergedObjectIds: ['4'], customer: { externalIds: { pipedrive: '3' } } },
    });
  });

  test('leads, notes and meetings are read as ours', async () => {
    expect((await eventsOf(6))[0]?.data).toMatchObject({
      source: 'Web forms',
      objectUrl: 'https://acme.pipedrive.com/leads/inbox/adf21080-0e10-11eb-879b-05d71fb426ec',
      associations: [
        { objectType: 'contact', objectId: '3' },
        { objectType: 'company', objectId: '2' },
      ],
    });
    expect((await eventsOf(7))[0]?.data).toMatchObject({
      text: 'Prefers to be called in the morning.',
      authorId: '14542087',
      createdAt: '2026-11-21T09:36:00.000Z',
    });
    expect((await eventsOf(8))[0]?.data).toMatchObject({
      kind: 'meeting',
      subject: 'Renewal',
      body: 'Ask about the second site.',
      status: 'planned',
      startAt: '2026-11-22T09:00:00.000Z',
      durationSeconds: 5_400,
    });
  });

  test('a retry is the same events, whatever attempt it is', async () => {
    const first = await receive(secondVersion[2]);
    const again = structuredClone(secondVersion[2]) as { meta: { attempt: number } };
    again.meta.attempt = 4;
    expect((await receive(again)).events).toEqual(first.events);
  });

  test('whose id is only the record’s is told apart by its time', async () => {
    const change = structuredClone(secondVersion[1]) as { meta: { id: string; timestamp: string } };
    change.meta.id = '3';
    const [first] = (await receive(change)).events;
    change.meta.timestamp = '1763717402';
    const [second] = (await receive(change)).events;
    expect([first?.id, second?.id]).toEqual([
      'person-3-change-1763717401000',
      'person-3-change-1763717402000',
    ]);
  });
});

describe('the webhooks of version 1', () => {
  const first = { version: '1.0' } as const;
  const deal = { id: 1, title: '20 seats', stage_id: 2, status: 'open', value: 10, currency: 'EUR' };

  test('say themselves what changed', async () => {
    const { events } = await send(
      {
        entity: 'deal',
        action: 'change',
        id: 1,
        data: { ...deal, stage_id: 3, status: 'lost' },
        previous: deal,
      },
      first,
    );
    expect(events.map(({ type }) => type)).toEqual(['deal.updated', 'deal.stage_changed', 'deal.lost']);
    expect(events[0]?.data).toMatchObject({
      changedFields: [
        { name: 'stage_id', value: 3, previousValue: 2 },
        { name: 'status', value: 'lost', previousValue: 'open' },
      ],
    });
  });

  test('of a merge are an update and a deletion: which record went into it is not told', async () => {
    const merged = {
      entity: 'person',
      action: 'change',
      id: 3,
      data: { id: 3, name: 'A' },
      previous: { id: 3, name: 'B' },
    } as const;
    expect(
      (await send({ ...merged, meta: { action: 'merged' } }, first)).events.map(({ type }) => type),
    ).toEqual(['contact.updated']);
    const gone = await send({ entity: 'person', action: 'delete', id: 4, previous: { id: 4 } }, first);
    expect(gone.events.map(({ type }) => type)).toEqual(['contact.deleted']);
  });

  test('are one event, however many webhooks of the account send the change, and whatever retry it is', async () => {
    const input = { entity: 'person', action: 'create', id: 3, data: { id: 3 } } as const;
    const sent = (meta: object, attempt: number) =>
      send({ ...input, meta: { timestamp_micro: 1_763_717_401_000_001, ...meta } }, { ...first, attempt });
    const ids = [
      await sent({ webhook_id: '1' }, 1),
      await sent({ webhook_id: '2' }, 1),
      await sent({ webhook_id: '1' }, 3),
    ];
    expect(new Set(ids.map(({ events }) => events[0]?.id)).size).toBe(1);
    const other = await sent({ timestamp_micro: 1_763_717_401_000_002 }, 1);
    expect(other.events[0]?.id).not.toBe(ids[0]?.events[0]?.id);
  });

  test('of elder accounts have no microseconds, and an owner who comes whole', async () => {
    const { events } = await send(
      {
        entity: 'organization',
        action: 'create',
        id: 2,
        data: {
          id: 2,
          name: 'Engines',
          owner_id: { id: 18, name: 'User Name', value: 18 },
          country_code: 'GB',
          address_locality: 'London',
        },
        meta: { timestamp_micro: undefined },
      },
      first,
    );
    expect(events[0]).toMatchObject({
      id: `organization-2-added-${startMs * 1_000}`,
      data: { ownerId: '18', address: { city: 'London', country: 'GB' } },
    });
  });
});

describe('what is not understood', () => {
  test.each([
    ['user', 'change'],
    ['pipeline', 'create'],
    ['board', 'delete'],
    ['constructor', 'create'],
  ] as const)('%s is ignored by name', async (entity, action) => {
    const { events, ignored } = await send({ entity, action, id: 1, data: { id: 1 } });
    expect({ events, ignored }).toEqual({ events: [], ignored: [`${action}.${entity}`] });
  });

  test('an action that nobody has heard of is ignored by name', async () => {
    const { ignored } = await send({
      entity: 'person',
      action: 'create',
      id: 1,
      meta: { action: 'exploded' },
    });
    expect(ignored).toEqual(['exploded.person']);
  });

  test('users, which come in a list in version 1, do no harm', async () => {
    const body = {
      meta: { action: 'updated', object: 'user', id: 1, company_id: 1, timestamp: 1 },
      current: [{ id: 1 }],
      previous: [{ id: 1 }],
    };
    expect((await receive(body)).ignored).toEqual(['updated.user']);
  });

  test('a change without the record is kept as one that was not understood', async () => {
    for (const action of ['create', 'change'] as const) {
      const { failed } = await send({ entity: 'person', action, id: 1 });
      expect(failed.map(({ error }) => error.code)).toEqual(['webhook.payload_invalid']);
    }
  });

  test('a field that is not as it should be costs no more than itself', async () => {
    const { events } = await send({
      entity: 'deal',
      action: 'create',
      id: 1,
      data: {
        id: 1,
        title: 'x',
        value: 'a lot',
        currency: 'EURO',
        probability: 900,
        expected_close_date: 'soon',
        person_id: { a: 1 },
        stage_id: null,
        status: 7,
      },
    });
    expect(events[0]?.data).toMatchObject({ name: 'x' });
    for (const field of ['amount', 'probability', 'expectedCloseAt', 'stage', 'customer'])
      expect(events[0]?.data).not.toHaveProperty(field);
  });

  test('a host that is not Pipedrive’s makes no link', async () => {
    for (const host of ['evil.example.com', 'a.pipedrive.com.evil.example.com', 'a.pipedrive.com/?x', null]) {
      const { events } = await send({
        entity: 'person',
        action: 'create',
        id: 3,
        data: { id: 3 },
        meta: { host },
      });
      expect(events[0]?.data).not.toHaveProperty('objectUrl');
    }
  });
});
