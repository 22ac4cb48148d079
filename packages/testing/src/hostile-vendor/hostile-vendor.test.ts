import { createHttpClient, type HttpClient, type TouchlineError } from '@touchline/core';
import { createSandbox, sendTo } from '@touchline/core/sandbox';
import { afterEach, describe, expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../clock/manual-clock.ts';
import {
  type FailurePlan,
  failInOrder,
  hostileSend,
  htmlPage,
  randomFailures,
  serveHostile,
  type VendorFailure,
} from './index.ts';

const sandbox = () =>
  createSandbox({
    routes: { 'POST /notes': () => ({ status: 201, body: { id: 'n1' } }) },
    notFound: () => ({ status: 404 }),
  });

/** A client in front of a hostile vendor, and how many requests came to it. */
interface Vendor {
  readonly http: HttpClient;
  readonly requests: () => number;
}
type Way = (plan: FailurePlan, clock: ManualClock) => Promise<Vendor>;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const limits = { retries: 0, timeoutMs: 5_000, maxResponseBytes: 100_000 };

const inProcess: Way = async (plan, clock) => {
  let requests = 0;
  const send = hostileSend(sendTo(sandbox()), (...given) => {
    requests += 1;
    return plan(...given);
  });
  const http = createHttpClient({ baseUrl: 'https://vendor.example.com', clock, send, ...limits });
  return { http, requests: () => requests };
};

const onASocket: Way = async (plan, clock) => {
  const server = await serveHostile(sandbox().fetch, plan);
  const http = createHttpClient({ baseUrl: server.url, clock, ...limits });
  closing.push(async () => {
    await server.close();
    await http.close();
  });
  return { http, requests: () => server.requests };
};

const ways: readonly (readonly [string, Way])[] = [
  ['in the process', inProcess],
  ['on a socket', onASocket],
];

/** Time goes on once the request is there. */
const outcomeOf = async (
  { http, requests }: Vendor,
  clock: ManualClock,
  { idempotent = false } = {},
): Promise<TouchlineError | { readonly status: number }> => {
  let outcome: TouchlineError | { readonly status: number } | undefined;
  const before = requests();
  const call = http.post('/notes', { json: { text: 'Hello' }, idempotent }).then(
    ({ status }) => {
      outcome = { status };
    },
    (thrown: TouchlineError) => {
      outcome = thrown;
    },
  );
  while (!outcome) {
    await clock.settle();
    if (requests() > before) await clock.advance(1_000);
  }
  await call;
  return outcome;
};

const html = { 'content-type': 'text/html' };

describe.each(ways)('a hostile vendor %s', (_, connect) => {
  test.each<[string, VendorFailure, object]>([
    ['refuses credentials', { kind: 'answer', status: 401 }, { code: 'http.unauthorized' }],
    [
      'refuses for good',
      { kind: 'answer', status: 422, body: '{"message":"no"}' },
      { code: 'http.rejected' },
    ],
    [
      'asks to slow down',
      { kind: 'answer', status: 429, headers: { 'retry-after': '120' } },
      { code: 'http.rate_limited', disposition: 'retry', retryAfterMs: 120_000 },
    ],
    [
      'answers with a page',
      { kind: 'answer', status: 502, headers: html, body: htmlPage('Bad gateway') },
      { code: 'http.server_error', disposition: 'ambiguous' },
    ],
    ['breaks after the request', { kind: 'reset' }, { code: 'http.interrupted', disposition: 'ambiguous' }],
    ['never answers', { kind: 'silence' }, { code: 'http.timeout', disposition: 'ambiguous' }],
    ['answers byte by byte', { kind: 'drip' }, { code: 'http.timeout', disposition: 'ambiguous' }],
    ['breaks off its answer', { kind: 'truncated' }, { code: 'http.interrupted', disposition: 'ambiguous' }],
    ['does not come to an end', { kind: 'endless' }, { disposition: 'ambiguous' }],
  ])('%s', async (_name, failure, expected) => {
    const clock = manualClock();
    const vendor = await connect(failInOrder([failure]), clock);
    expect(await outcomeOf(vendor, clock)).toMatchObject(expected);
    expect(await outcomeOf(vendor, clock)).toEqual({ status: 201 });
  });

  test('is tried again where that does no harm', async () => {
    const clock = manualClock();
    const failures: readonly VendorFailure[] = [
      { kind: 'reset' },
      { kind: 'silence' },
      { kind: 'truncated' },
    ];
    const vendor = await connect(failInOrder(failures), clock);
    for (const _failure of failures)
      expect(await outcomeOf(vendor, clock, { idempotent: true })).toMatchObject({ disposition: 'retry' });
    expect(vendor.requests()).toBe(3);
  });

  test('fails by its plan alone: the same seed, the same failures', async () => {
    const told = async (seed: number): Promise<readonly unknown[]> => {
      const clock = manualClock();
      const vendor = await connect(randomFailures(seed), clock);
      const outcomes: unknown[] = [];
      for (let times = 0; times < 30; times += 1) {
        const outcome = await outcomeOf(vendor, clock);
        outcomes.push('code' in outcome ? [outcome.code, outcome.vendorStatus] : outcome);
      }
      return outcomes;
    };
    const first = await told(7);
    expect(new Set(first.map((outcome) => JSON.stringify(outcome))).size).toBeGreaterThan(5);
    expect(await told(7)).toEqual(first);
    expect(await told(8)).not.toEqual(first);
  });
});

test('a vendor that cannot be reached was sent nothing', async () => {
  const clock = manualClock();
  const vendor = await inProcess(failInOrder([{ kind: 'unreachable' }]), clock);
  expect(await outcomeOf(vendor, clock)).toMatchObject({ code: 'http.network', disposition: 'retry' });
});

test('a plan may look at what is asked for', async () => {
  const clock = manualClock();
  const vendor = await inProcess(
    (_, { method, url }) =>
      method === 'POST' && url.endsWith('/notes') ? { kind: 'answer', status: 404 } : undefined,
    clock,
  );
  expect(await outcomeOf(vendor, clock)).toMatchObject({ vendorStatus: 404 });
});

test('a share of nothing fails nothing, and one of everything everything', () => {
  const request = { method: 'GET', url: '/' };
  const none = randomFailures(1, 0);
  const all = randomFailures(1, 1);
  for (let index = 0; index < 100; index += 1) {
    expect(none(index, request)).toBeUndefined();
    expect(all(index, request)).toBeDefined();
  }
});
