import { manualClock } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLog } from '../log/index.ts';
import { createRouter } from './create-router.ts';
import { createVendor, shop } from './fixtures/shop.ts';

const clock = manualClock(Date.UTC(2026, 10, 21, 9, 30));
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((router) => router.close()));
});

const setUp = async (publicUrl?: string, maxEventBytes?: number) => {
  const vendor = createVendor('vendor');
  const log = createMemoryLog({ clock });
  const router = createRouter({
    connectors: { vendor: vendor.connector },
    kit: shop,
    log,
    clock,
    reactions: { vendor: 'none' },
    ...(publicUrl !== undefined && { publicUrl }),
    ...(maxEventBytes !== undefined && { maxEventBytes }),
  });
  opened.push(router);
  await router.start();
  return { router, log };
};

const webhook = (body: unknown, { key = 'good', ...init }: { key?: string } & RequestInit = {}): Request =>
  new Request('https://hooks.example.com/webhooks/vendor?token=sentinel&shop=1', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-key': key, authorization: 'Basic sentinel' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });

const problemOf = async (response: Response) => ({
  status: response.status,
  type: response.headers.get('content-type'),
  ...((await response.json()) as object),
});

describe('a webhook', () => {
  test('is answered once what it holds is in the log', async () => {
    const { router, log } = await setUp();
    const response = await router.receive(
      'vendor',
      webhook([
        { id: '1', sku: 'hat' },
        { id: '2', sku: 'cap' },
      ]),
    );
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(await log.stats()).toMatchObject({ events: 2 });
  });

  test('that the vendor sends again is acknowledged and not repeated', async () => {
    const { router, log } = await setUp();
    await router.receive('vendor', webhook({ id: '1', sku: 'hat' }));
    expect((await router.receive('vendor', webhook({ id: '1', sku: 'hat' }))).status).toBe(200);
    expect(await log.stats()).toMatchObject({ events: 1 });
    expect(router.ingress().vendor).toMatchObject({ received: 2, events: 1, duplicates: 1 });
  });

  test('of which the log does not take an event is kept, and what came beside it is stored', async () => {
    const { router, log } = await setUp(undefined, 1_000);
    const body = [
      { id: '1', sku: 'hat' },
      { id: '2', sku: 'x'.repeat(2_000) },
      { id: '3', sku: 'cap' },
    ];
    expect((await router.receive('vendor', webhook(body))).status).toBe(200);
    expect(await log.stats()).toMatchObject({ events: 2, deadLetters: 1 });
    expect(router.ingress().vendor).toMatchObject({ received: 1, events: 2, duplicates: 0, failed: 1 });
    expect(await log.deadLetters.list()).toMatchObject([
      { kind: 'webhook', error: { code: 'event.too_large' } },
    ]);
    expect(await router.replay({})).toEqual({ deliveries: 0, webhooks: 1, stillFailing: 1 });
    expect(await log.stats()).toMatchObject({ events: 2, deadLetters: 1 });
  });

  test('whose only event the log does not take is kept, and acknowledged', async () => {
    const { router, log } = await setUp(undefined, 1_000);
    expect((await router.receive('vendor', webhook({ id: '2', sku: 'x'.repeat(2_000) }))).status).toBe(200);
    expect(await log.stats()).toMatchObject({ events: 0, deadLetters: 1 });
  });

  test('that is kept and cannot be stored at replay does not stop the others', async () => {
    const { router, log } = await setUp(undefined, 1_000);
    await router.receive('vendor', webhook({ id: '2', sku: 'x'.repeat(2_000) }));
    await router.receive('vendor', webhook({ id: '3', sku: 7 }));
    const letters = await log.deadLetters.list();
    const second = letters[1];
    expect(second).toMatchObject({ kind: 'webhook' });
    if (second?.kind !== 'webhook') throw new Error('a webhook was expected');
    await log.deadLetters.discard({ ids: [second.id] });
    const bodyBase64 = Buffer.from(JSON.stringify({ id: '3', sku: 'cap' })).toString('base64');
    await log.deadLetters.addWebhook({ ...second, request: { ...second.request, bodyBase64 } });
    expect(await router.replay({})).toEqual({ deliveries: 0, webhooks: 2, stillFailing: 1 });
    expect(await log.stats()).toMatchObject({ events: 1, deadLetters: 1 });
  });

  test('of an unknown kind is acknowledged and counted', async () => {
    const { router } = await setUp();
    expect((await router.receive('vendor', webhook({ id: '1', sku: 'hat', kind: 'dusted' }))).status).toBe(
      200,
    );
    expect(router.ingress().vendor?.ignored).toEqual({ dusted: 1 });
  });

  test('that is not signed rightly gets a problem document, is counted, and changes nothing', async () => {
    const { router, log } = await setUp();
    expect(
      await problemOf(await router.receive('vendor', webhook({ id: '1', sku: 'hat' }, { key: 'bad' }))),
    ).toEqual({
      status: 401,
      type: 'urn:touchline:error:webhook.signature_invalid',
      title: 'Webhook signature does not match',
      code: 'webhook.signature_invalid',
      detail: 'The key does not match.',
    });
    expect(await log.stats()).toMatchObject({ events: 0, deadLetters: 0 });
    expect(router.ingress().vendor).toMatchObject({
      received: 0,
      refused: { 'webhook.signature_invalid': 1 },
    });
  });

  test('that comes while the router closes is told to come again', async () => {
    const { router } = await setUp();
    await router.close();
    const response = await router.receive('vendor', webhook({ id: '1', sku: 'hat' }));
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await problemOf(response)).toMatchObject({ status: 503, code: 'router.closed' });
  });

  test('of another method, too large, or for nobody gets the right status', async () => {
    const { router } = await setUp();
    const huge = webhook('x'.repeat(1_048_577));
    const get = webhook(undefined, { method: 'GET', body: null });
    const answers = await Promise.all([
      router.receive('vendor', get),
      router.receive('vendor', huge),
      router.receive('nobody' as never, webhook({})),
      router.receive('toString' as never, webhook({})),
    ]);
    expect(
      await Promise.all(
        answers.map(async (answer) => [answer.status, ((await answer.json()) as { code: string }).code]),
      ),
    ).toEqual([
      [405, 'webhook.method_not_allowed'],
      [413, 'webhook.body_too_large'],
      [404, 'connector.unknown'],
      [404, 'connector.unknown'],
    ]);
    expect(router.ingress()['(none)']?.refused).toEqual({ 'connector.unknown': 2 });
  });
});

describe('a webhook whose vendor signs the URL', () => {
  const signedFor = (url: string) => {
    const request = new Request('http://10.0.0.7:8080/webhooks/vendor?shop=1', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-key': 'good', 'x-signed-url': url },
      body: JSON.stringify({ id: '1', sku: 'hat' }),
    });
    return request;
  };

  test.each(['https://hooks.example.com', 'https://hooks.example.com/', 'https://example.com/hooks'])(
    'is verified over the public URL %s and the path that came',
    async (publicUrl) => {
      const { router } = await setUp(publicUrl);
      const url = `${publicUrl.replace(/\/$/, '')}/webhooks/vendor?shop=1`;
      expect((await router.receive('vendor', signedFor(url))).status).toBe(200);
    },
  );

  test('is refused where a proxy changes the URL and nobody said so', async () => {
    const { router } = await setUp();
    expect(
      (await router.receive('vendor', signedFor('https://hooks.example.com/webhooks/vendor?shop=1'))).status,
    ).toBe(401);
  });

  test('needs a public URL that is one', async () => {
    await expect(setUp('hooks.example.com')).rejects.toThrow(
      'publicUrl must be an http or https URL, such as https://hooks.example.com.',
    );
  });
});

describe('an authentic webhook that cannot be understood', () => {
  test('is acknowledged and kept as it came, without its credentials', async () => {
    const { router } = await setUp();
    expect((await router.receive('vendor', webhook('{"id":'))).status).toBe(200);
    const [letter] = await router.deadLetters.list();
    expect(letter).toMatchObject({
      kind: 'webhook',
      connector: 'vendor',
      stage: 'parse',
      error: { code: 'webhook.body_malformed' },
    });
    expect(JSON.stringify(letter)).not.toContain('sentinel');
    expect(letter?.kind === 'webhook' && Buffer.from(letter.request.bodyBase64, 'base64').toString()).toBe(
      '{"id":',
    );
    expect(letter?.kind === 'webhook' && letter.request.url).toBe(
      'https://hooks.example.com/webhooks/vendor?shop=1',
    );
  });

  test('does not cost the other items of its batch, and can be taken up again', async () => {
    const { router, log } = await setUp();
    await router.receive('vendor', webhook([{ id: '1', sku: 'hat' }, { id: '2' }]));
    expect(await log.stats()).toMatchObject({ events: 1, deadLetters: 1 });
    expect(await router.replay({}, { dryRun: true })).toEqual({
      deliveries: 0,
      webhooks: 1,
      stillFailing: 0,
    });
    expect(await router.replay({})).toEqual({ deliveries: 0, webhooks: 1, stillFailing: 1 });
    expect(await log.stats()).toMatchObject({ events: 1, deadLetters: 1 });
  });
});
