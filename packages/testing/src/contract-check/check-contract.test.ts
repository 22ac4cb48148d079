import { defineAction, defineConnector } from '@touchline/core';
import { createSandbox, sendTo } from '@touchline/core/sandbox';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { checkContract, type ExercisedPart } from './check-contract.ts';
import { exampleOf } from './example-of.ts';
import { parcelsApi } from './fixtures/parcels-api.ts';

const shared = { description: 'A parcel.', effect: 'write', idempotent: 'no' } as const;
const createParcel = defineAction({
  ...shared,
  name: 'createParcel',
  title: 'Create',
  input: z.object({ weight: z.number() }),
  output: z.object({}),
  example: { weight: 2 },
});
const estimate = defineAction({
  ...shared,
  name: 'estimate',
  title: 'Estimate',
  input: z.object({ weight: z.number() }),
  output: z.object({}),
});

const parcels = defineConnector({
  id: 'parcels',
  title: 'Parcels',
  category: 'other',
  specVersion: 1,
  config: z.object({ token: z.string() }),
  http: ({ token }) => ({
    baseUrl: 'https://api.parcels.example/v1',
    headers: { authorization: `Bearer ${token}` },
  }),
  actions: (implement) => ({
    createParcel: implement(createParcel, async ({ weight }, { http }) => {
      await http.post('/parcels', { json: { weight, to: { kind: 'box', number: 7 } } });
      return {};
    }),
    estimate: implement(estimate, async () => ({})),
  }),
  check: async ({ http }) => {
    await http.get('/status');
    return {};
  },
});
type Parcels = ReturnType<typeof parcels>;

const options = () => ({
  connect: (record: (send: ReturnType<typeof sendTo>) => ReturnType<typeof sendTo>) => {
    const sandbox = createSandbox({
      routes: {
        'POST /v1/parcels': ({ text }) => ({ status: 201, body: { ...JSON.parse(text), id: 'p1' } }),
        'GET /v1/status': () => ({ status: 200 }),
      },
      notFound: () => ({ status: 404 }),
    });
    return parcels({ token: 't' }, { http: { send: record(sendTo(sandbox)) } });
  },
  documents: { document: parcelsApi },
});

describe('a connector that is checked', () => {
  test('is told operation by operation, and what of it sent nothing', async () => {
    const report = await checkContract({
      ...options(),
      exercises: {
        createParcel: ({ actions }) => actions.createParcel(exampleOf(createParcel)),
        check: (connector) => connector.check?.() ?? Promise.resolve(),
      },
    });
    expect(
      report.operations.map(({ operation, violations, canary }) => [operation, violations, canary]),
    ).toEqual([
      ['POST /parcels', [], 'rejected'],
      ['GET /status', [], 'rejected'],
    ]);
    expect(report).toMatchObject({ unexercised: ['estimate'], passed: false });
  });

  test('has not passed where a part sent nothing, exercised or not', async () => {
    const report = await checkContract({
      ...options(),
      exercises: { estimate: ({ actions }) => actions.estimate({ weight: 1 }) },
    });
    expect(report).toMatchObject({
      operations: [],
      unexercised: ['createParcel', 'estimate', 'check'],
      passed: false,
    });
  });

  test('fails loudly where an exercise fails', async () => {
    const exercises = {
      createParcel: ({ actions }: Parcels) => actions.createParcel({ weight: 'x' as never }),
    };
    await expect(checkContract({ ...options(), exercises })).rejects.toThrow('Input of parcels.createParcel');
  });

  test('has its parts by name', () => {
    expectTypeOf<ExercisedPart<Parcels>>().toEqualTypeOf<'createParcel' | 'estimate' | 'check' | 'erase'>();
  });
});

test('a contract without an example has none to exercise it with', () => {
  expect(() => exampleOf(estimate)).toThrow('The contract of estimate gives no example.');
});
