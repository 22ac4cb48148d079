import { memoryHubStorage } from '@touchline/hub';
import { afterEach, expect, test, vi } from 'vitest';
import { openHub } from '../fixtures/hub-server.ts';
import { closeAll } from '../fixtures/shop-server.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await closeAll();
});

const personal = ['ada@example.com', 'ada%40example.com', '+4915112345678', 'Lovelace', 'u-ada'];

/** Requests that fail, each with something personal wherever something can stand. */
const failing = (id: string): readonly (readonly [string, string, unknown?])[] => [
  ['GET', '/v1/customers?identifier=ada@example.com'],
  ['GET', '/v1/customers?identifier=email:ada@example.com&limit=0'],
  ['GET', '/v1/customers?cursor=ada%40example.com'],
  ['GET', '/v1/customers/ada%40example.com'],
  ['GET', '/v1/customers/%2B4915112345678/timeline?types=Lovelace'],
  ['GET', '/v1/audiences/Lovelace/members'],
  ['GET', '/v1/erasures/ada%40example.com'],
  ['POST', '/v1/customers/lookup?tenant=north', { namespace: 'email', value: 'ada@example.com' }],
  ['POST', '/v1/customers/lookup', { namespace: 'phone', value: { number: '+4915112345678' } }],
  ['POST', '/v1/customers/lookup', '{"namespace":"email","value":"ada@example.com'],
  ['POST', `/v1/customers/${id}/consents`, { purpose: 'marketing', status: 'Lovelace', by: 'u-ada' }],
  ['POST', `/v1/customers/${id}/consents`, { purpose: 'marketing', status: 'granted', at: 'Lovelace' }],
  ['POST', `/v1/customers/${id}/traits`, { traits: { lastName: 'Lovelace' }, source: 7 }],
  ['POST', `/v1/customers/${id}/merge`, { with: 'ada@example.com', why: 'Lovelace' }],
  [
    'POST',
    `/v1/customers/${id}/split`,
    { identifiers: [{ namespace: 'email', value: 'ada@example.com' }], why: 7 },
  ],
  ['POST', '/v1/identity/undo', { decision: 'ada@example.com', why: 'Lovelace' }],
  ['POST', '/v1/identity/preview', { blocked: { email: 'ada@example.com' } }],
];

/** All that the server and the hub say, but for the data that a caller asks for. */
const listening = async () => {
  const said: unknown[] = [];
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, name).mockImplementation((...words) => said.push(...words));
  const storage = memoryHubStorage();
  const broken = { is: false };
  const fail = async (): Promise<never> => {
    throw new Error('the disk of ada@example.com is gone');
  };
  const shop = await openHub({
    hubOptions: {
      storage: {
        ...storage,
        identities: new Proxy(storage.identities, {
          get: (reads, name) => (broken.is ? fail : Reflect.get(reads, name)),
        }),
      },
      onError: (error) => said.push(error.message, error.stack),
    },
    onUnexpected: (error) => said.push(error.message, error.stack),
  });
  await shop.ordered({ id: 'u-ada', email: 'ada@example.com', phone: '+4915112345678', name: 'Lovelace' });
  return { ...shop, said, broken, id: await shop.idOf('user', 'u-ada') };
};

test('errors of the endpoints of customers, and what is told beside them, hold nothing of a person', async () => {
  const { call, said, id, router } = await listening();
  for (const [method, path, body] of failing(id)) {
    const answer = await call(method, path, { body });
    expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
    // A problem names the path that was asked for, which the caller wrote.
    said.push({ ...answer.body, instance: undefined });
  }
  said.push(await router.stats());
  for (const value of personal) expect([value, JSON.stringify(said).includes(value)]).toEqual([value, false]);
});

test('nor when the storage fails, whatever it says', async () => {
  const { call, said, id, broken } = await listening();
  broken.is = true;
  for (const path of [`/v1/customers/${id}`, `/v1/customers/${id}/export`, '/v1/customers']) {
    const answer = await call('GET', path);
    expect(answer.status).toBeGreaterThanOrEqual(500);
    said.push(answer.body);
  }
  broken.is = false;
  for (const value of personal) expect([value, JSON.stringify(said).includes(value)]).toEqual([value, false]);
});
