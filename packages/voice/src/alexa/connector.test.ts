import { describe, expect, expectTypeOf, test } from 'vitest';
import { connectedAlexa, proactiveEvents, skillId, typesOf, url } from './fixtures/skill.ts';
import { type AlexaConfig, alexa, ssml } from './index.ts';
import { sandboxUserId } from './sandbox.ts';

const event = {
  name: 'AMAZON.OrderStatus.Updated',
  payload: { state: { status: 'ORDER_SHIPPED' } },
};

describe('the connector', () => {
  test('is typed by its config, and has no erasure that it could not do', () => {
    const connector = alexa({ skillId });
    expect(Object.keys(connector.actions).sort()).toEqual(['sendProactiveEvent', 'sendProgressiveResponse']);
    expect(connector.erase).toBeUndefined();
    expectTypeOf(alexa).parameter(0).toExtend<AlexaConfig>();
    // @ts-expect-error there is no such field of a response
    void (() => alexa({ skillId, reply: () => ({ say: 'Hi' }) }));
  });

  test.each([
    ['no skill', { skillId: [] }, 'skillId'],
    ['a skill that is none', { skillId: 'my-skill' }, 'skillId'],
    ['a reply that is none', { reply: '<speak/>' }, 'reply'],
    ['a root that is none', { trustedRoots: ['x'] }, 'trustedRoots'],
    ['an option that is none', { skill: 'x' }, 'skill'],
  ])('refuses a config with %s, by the name of the field', (_, change, field) => {
    expect(() => alexa({ skillId, ...change } as unknown as AlexaConfig)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(field) }),
    );
  });

  test('prints no secret', () => {
    const connector = alexa({ skillId, proactiveEvents });
    expect(JSON.stringify(connector) + String(connector)).not.toContain('sentinel');
  });
});

describe('a progressive response', () => {
  test('is said while the request waits, with the request’s own token, at the customer’s region alone', async () => {
    const { sandbox, receive, connector } = connectedAlexa({
      reply: ({ requestId, progressive }) => {
        if (progressive) running.push({ requestId, ...progressive });
        return { speech: ssml`It left.` };
      },
    });
    const running: { requestId: string; apiEndpoint: string; apiAccessToken: unknown }[] = [];
    await receive(sandbox.webhook({ kind: 'launch' }, url));
    const [request] = running;
    const { requestId } = await connector.actions.sendProgressiveResponse({
      ...(request as never as { requestId: string; apiEndpoint: string; apiAccessToken: string }),
      text: 'One moment, Tom & Jerry.',
    });
    expect(sandbox.directives).toEqual([
      { requestId, speech: '<speak>One moment, Tom &amp; Jerry.</speak>' },
    ]);
  });

  test('goes to no other host', async () => {
    const { sandbox, connector } = connectedAlexa();
    await expect(
      connector.actions.sendProgressiveResponse({
        requestId: 'r',
        apiEndpoint: 'https://evil.example.com',
        apiAccessToken: 'api-sentinel',
        text: 'x',
      }),
    ).rejects.toThrow(expect.objectContaining({ code: 'action.input_invalid' }));
    expect(sandbox.calls).toEqual([]);
  });

  test('whose token is refused does not pause everything else', async () => {
    const { connector } = connectedAlexa();
    const error = await connector.actions
      .sendProgressiveResponse({
        requestId: 'r',
        apiEndpoint: 'https://api.eu.amazonalexa.com',
        apiAccessToken: 'api-sentinel',
        text: 'x',
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'http.rejected', disposition: 'reject', vendorStatus: 403 });
    expect(String(error)).not.toContain('sentinel');
  });
});

describe('a proactive event', () => {
  test('notifies one person, with a token of the skill’s', async () => {
    const { sandbox, connector } = connectedAlexa({ proactiveEvents, region: 'europe' });
    const { referenceId } = await connector.actions.sendProactiveEvent(
      {
        event,
        userId: sandboxUserId,
        localizedAttributes: [{ locale: 'en-GB', sellerName: 'The Shop' }],
        expiresInMinutes: 60,
      },
      { idempotencyKey: 'delivery-1' },
    );
    expect(sandbox.notifications.get(referenceId)).toEqual({
      timestamp: '2026-11-21T09:30:00.000Z',
      referenceId,
      expiryTime: '2026-11-21T10:30:00.000Z',
      event,
      localizedAttributes: [{ locale: 'en-GB', sellerName: 'The Shop' }],
      relevantAudience: { type: 'Unicast', payload: { user: sandboxUserId } },
    });
    expect(sandbox.calls.map(({ path }) => path)).toEqual(['/auth/o2/token', '/v1/proactiveEvents']);
  });

  test('that comes twice notifies once', async () => {
    const { sandbox, connector } = connectedAlexa({ proactiveEvents });
    const send = () => connector.actions.sendProactiveEvent({ event }, { idempotencyKey: 'delivery-2' });
    expect(await send()).toEqual(await send());
    expect(sandbox.notifications.size).toBe(1);
    expect(connector.actions.sendProactiveEvent.idempotent).toBe('key');
    expect([...sandbox.notifications.values()]).toMatchObject([{ relevantAudience: { type: 'Multicast' } }]);
  });

  test('of a skill that is not published goes to its testers', async () => {
    const { sandbox, connector } = connectedAlexa({
      proactiveEvents: { ...proactiveEvents, stage: 'development' },
    });
    await connector.actions.sendProactiveEvent({ event });
    expect(sandbox.calls.at(-1)?.path).toBe('/v1/proactiveEvents/stages/development');
  });

  test('needs credentials', async () => {
    await expect(connectedAlexa().connector.actions.sendProactiveEvent({ event })).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
  });

  test('to who got as many as they may is tried later', async () => {
    const { sandbox, connector } = connectedAlexa({ proactiveEvents });
    sandbox.answerNext({ status: 432, body: { message: 'limit' } }, { path: '/v1/proactiveEvents' });
    await expect(connector.actions.sendProactiveEvent({ event })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rate_limited', disposition: 'retry', vendorCode: '432' }),
    );
  });
});

describe('the check', () => {
  test('asks for a token where there are credentials', async () => {
    await expect(connectedAlexa({ proactiveEvents }).connector.check?.()).resolves.toEqual({
      account: skillId,
    });
    await expect(connectedAlexa().connector.check?.()).resolves.toEqual({ account: skillId });
    const wrong = connectedAlexa({ proactiveEvents: { ...proactiveEvents, clientSecret: 'wrong-sentinel' } });
    const error = await wrong.connector.check?.().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'http.unauthorized', disposition: 'reauthorize' });
    expect(String(error)).not.toContain('sentinel');
  });
});

test('the sandbox plays a talk', async () => {
  const { sandbox, receive } = connectedAlexa();
  const told = [];
  for (const input of [
    { kind: 'skill_event', name: 'SkillEnabled' },
    { kind: 'launch' },
    { kind: 'intent', name: 'OrderStatus', slots: { orderNumber: '1042' } },
    { kind: 'touch', arguments: ['reorder'] },
    { kind: 'session_ended' },
    { kind: 'intent', name: 'OrderStatus' },
    { kind: 'subscriptions', eventNames: [] },
    { kind: 'skill_event', name: 'SkillDisabled' },
  ] as const)
    told.push(...typesOf(await receive(sandbox.webhook(input, url))));
  expect(told).toEqual([
    'channel.app_installed',
    'session.started',
    'intent.received',
    'interaction.received',
    'session.ended',
    'session.started',
    'intent.received',
    'contact.opted_out',
    'channel.app_uninstalled',
  ]);
});
