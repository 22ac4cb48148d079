import { describe, expect, test } from 'vitest';
import { envelope, matchedSlot } from './fixtures/requests.ts';
import { connectedAlexa, skillId, url } from './fixtures/skill.ts';

const at = connectedAlexa();
const receive = (body: unknown) => at.receive(at.sandbox.webhook({ kind: 'json', body }, url));
const customer = { externalIds: { alexa: 'amzn1.ask.account.ADA' } };
const sessionId = 'amzn1.echo-api.session.abeee1a7-aee0-41e6-8192-e6faaed9f5ef';

describe('a session', () => {
  test('begins by its launch', async () => {
    const { events } = await receive(envelope({ type: 'LaunchRequest' }));
    expect(events).toMatchObject([
      {
        id: 'amzn1.echo-api.request.6919844a-733e-4e89-893a-fdcb77e2ef0d',
        source: `/connectors/alexa/${skillId}`,
        type: 'session.started',
        time: '2026-11-21T09:30:00.000Z',
        subject: sessionId,
        partitionkey: sessionId,
        data: { customer, sessionId, assistant: 'alexa', language: 'en-GB' },
      },
    ]);
  });

  test('begins by an intent too, and then both are told', async () => {
    const body = envelope({ type: 'IntentRequest', intent: { name: 'OrderStatus' } });
    const { events } = await receive({ ...body, session: { ...body.session, new: true } });
    expect(events.map(({ type }) => type)).toEqual(['session.started', 'intent.received']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  test('ends, with the reason and what went wrong', async () => {
    const error = { type: 'INVALID_RESPONSE', message: 'The skill did not answer in time.' };
    const { events } = await receive(envelope({ type: 'SessionEndedRequest', reason: 'ERROR', error }));
    expect(events).toMatchObject([
      {
        type: 'session.ended',
        data: { reason: 'ERROR', failure: { code: 'INVALID_RESPONSE', message: error.message } },
      },
    ]);
  });
});

describe('an intent', () => {
  test('has its slots: the entry that matched, else the words, several where there are several', async () => {
    const slots = {
      AirportCode: matchedSlot,
      orderNumber: {
        name: 'orderNumber',
        value: '1042',
        resolutions: { resolutionsPerAuthority: [{ status: { code: 'ER_SUCCESS_NO_MATCH' } }] },
      },
      toppings: {
        name: 'toppings',
        slotValue: {
          type: 'List',
          values: [
            { type: 'Simple', value: 'olives' },
            { type: 'Simple', value: 'ham' },
          ],
        },
      },
      date: { name: 'date' },
    };
    const { events } = await receive(
      envelope({ type: 'IntentRequest', intent: { name: 'OrderStatus', slots } }),
    );
    expect(events).toMatchObject([
      {
        type: 'intent.received',
        data: {
          customer,
          intent: 'OrderStatus',
          slots: { AirportCode: 'JFK', orderNumber: '1042', toppings: ['olives', 'ham'] },
        },
      },
    ]);
    expect(events[0]?.data).not.toHaveProperty('slots.date');
  });
});

describe('what is pressed and touched', () => {
  test.each([
    [
      { type: 'Display.ElementSelected', token: 'item-3' },
      { kind: 'select', name: 'item-3' },
    ],
    [
      { type: 'Alexa.Presentation.APL.UserEvent', token: 'screen', arguments: ['reorder', { order: 7 }] },
      { kind: 'button', name: 'screen', fields: { arguments: ['reorder', { order: 7 }] } },
    ],
    [
      { type: 'PlaybackController.PlayCommandIssued' },
      { kind: 'button', name: 'PlaybackController.PlayCommandIssued' },
    ],
  ])('%j is an interaction', async (request, data) => {
    const { events } = await receive(envelope(request));
    expect(events).toMatchObject([
      {
        type: 'interaction.received',
        data: { customer, channel: 'alexa', from: { id: 'amzn1.ask.account.ADA' }, ...data },
      },
    ]);
  });
});

describe('a skill event', () => {
  test.each([
    ['AlexaSkillEvent.SkillEnabled', 'channel.app_installed'],
    ['AlexaSkillEvent.SkillDisabled', 'channel.app_uninstalled'],
  ])('%s is %s', async (type, expected) => {
    const { events } = await receive(envelope({ type }, { session: undefined }));
    expect(events).toMatchObject([
      { type: expected, data: { customer, channel: 'alexa', workspaceId: skillId } },
    ]);
  });

  test('of notifications that are wanted, or no more, is consent', async () => {
    const type = 'AlexaSkillEvent.ProactiveSubscriptionChanged';
    const wanted = ['AMAZON.OrderStatus.Updated', 'AMAZON.MessageAlert.Activated'];
    const body = { subscriptions: wanted.map((eventName) => ({ eventName })) };
    const { events } = await receive(envelope({ type, body }, { session: undefined }));
    expect(events).toMatchObject(
      wanted.map((purpose) => ({ type: 'contact.opted_in', data: { customer, channel: 'alexa', purpose } })),
    );
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    const none = await receive(envelope({ type, body: { subscriptions: [] } }, { session: undefined }));
    expect(none.events).toMatchObject([{ type: 'contact.opted_out', data: { customer, channel: 'alexa' } }]);
  });
});

describe('what has no counterpart', () => {
  test.each([
    'AudioPlayer.PlaybackStarted',
    'CanFulfillIntentRequest',
    'Connections.Response',
    'System.ExceptionEncountered',
    'AlexaSkillEvent.SkillAccountLinked',
    'AlexaSkillEvent.SkillPermissionChanged',
    'constructor',
    'SomethingNewer',
  ])('%s is counted', async (type) => {
    const { events, ignored, failed } = await receive(envelope({ type }));
    expect({ events, ignored, failed }).toEqual({ events: [], ignored: [type], failed: [] });
  });
});

test('no token of a person or a request comes to an event, an error or a reply', async () => {
  const requests = [
    envelope({ type: 'LaunchRequest' }),
    envelope({ type: 'IntentRequest', intent: { name: 'OrderStatus' } }),
    envelope({ type: 'AlexaSkillEvent.SkillAccountLinked', body: { accessToken: 'Atza|access-sentinel' } }),
    envelope({ type: 'LaunchRequest', requestId: 7 }),
  ];
  const received = await Promise.all(requests.map(receive));
  expect(received[3]?.failed).toHaveLength(1);
  expect(JSON.stringify(received)).not.toContain('sentinel');
});

test('a request that comes again is the same event', async () => {
  const body = envelope({ type: 'LaunchRequest' });
  const [first, second] = [await receive(body), await receive(body)];
  expect(second?.events).toEqual(first?.events);
});
