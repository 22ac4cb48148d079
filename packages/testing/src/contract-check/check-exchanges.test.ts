import { describe, expect, test } from 'vitest';
import { type ContractDescriptionOptions, checkExchanges } from './check-exchanges.ts';
import type { Exchange } from './exchange.ts';
import { call, exchanged, parcelsApi, withForm, withJson, withMultipart } from './fixtures/parcels-api.ts';

const check = (exchange: Exchange, options: Partial<ContractDescriptionOptions> = {}) =>
  checkExchanges([exchange], { documents: { document: parcelsApi }, ...options });

const violationsOf = async (exchange: Exchange): Promise<readonly string[]> =>
  (await check(exchange)).operations.flatMap(({ violations }) => violations);

const parcel = { weight: 2.5, size: 'small', note: null, to: { kind: 'box', number: 7 } };
const create = (value: unknown) => exchanged(call('POST', '/parcels', withJson(value)));

describe('a JSON body', () => {
  test('that is as the document has it passes, and its canaries are all rejected', async () => {
    const report = await check(create(parcel));
    expect(report.passed).toBe(true);
    expect(report.operations).toMatchObject([
      {
        operation: 'POST /parcels',
        operationId: 'createParcel',
        requests: 1,
        violations: [],
        canary: 'rejected',
      },
    ]);
    expect(report.operations[0]?.canaries.map(({ kind, field }) => [kind, field])).toEqual([
      ['security missing', ''],
      ['parameter unknown', 'touchline_canary'],
      ['body missing', ''],
      ['field missing', '/weight'],
      ['field missing', '/to'],
      ['field of a wrong type', '/weight'],
      ['value outside an enumeration', '/size'],
      ['field of a wrong type', '/note'],
      ['field unknown', '/touchline_canary'],
    ]);
  });

  test.each([
    ['a required field', { ...parcel, weight: undefined }, "body must have required property 'weight'"],
    ['a type', { ...parcel, weight: 'heavy' }, 'body /weight must be number'],
    ['an exclusive limit', { ...parcel, weight: 0 }, 'body /weight must be > 0'],
    [
      'an enumeration',
      { ...parcel, size: 'huge' },
      'body /size must be equal to one of the allowed values: small, large',
    ],
    ['a length', { ...parcel, note: 'x'.repeat(21) }, 'body /note must NOT have more than 20 characters'],
    ['a field’s name', { ...parcel, wieght: 1 }, 'body /wieght is not in the document'],
    [
      'a name further down',
      { ...parcel, to: { kind: 'box', number: 7, floor: 1 } },
      'body /to/floor is not in the document',
    ],
    [
      'what a discriminator names',
      { ...parcel, to: { kind: 'box' } },
      "body /to must have required property 'number'",
    ],
    [
      'which kinds a discriminator has',
      { ...parcel, to: { kind: 'moon' } },
      'body /to must name one of its kinds in kind',
    ],
  ])('violates %s', async (_, value, violation) => {
    expect(await violationsOf(create(value))).toEqual([violation]);
  });

  test('must be one', async () => {
    const { headers } = withJson({});
    expect(await violationsOf(exchanged(call('POST', '/parcels')))).toEqual(['body is missing']);
    expect(
      await violationsOf(exchanged(call('POST', '/parcels', { headers, body: Buffer.from('{') }))),
    ).toEqual(['body is not what its media type says']);
    expect(await violationsOf(exchanged(call('POST', '/parcels', withForm('weight=1'))))).toEqual([
      'body is not of a documented media type: application/json',
    ]);
    expect(await violationsOf(exchanged(call('GET', '/parcels/latest', withJson({}))))).toEqual([
      'body is not in the document: the operation takes none',
    ]);
  });
});

describe('an operation', () => {
  test('that no document has fails', async () => {
    for (const request of [
      call('GET', '/nowhere'),
      call('DELETE', '/parcels'),
      { ...call('GET', '/parcels/latest'), url: 'https://api.parcels.example.evil.test/v1/parcels/latest' },
    ]) {
      const { operations, passed } = await check(exchanged(request));
      expect(passed).toBe(false);
      expect(operations[0]?.violations).toEqual([
        'operation is in no document: its method, host and path lead nowhere',
      ]);
    }
  });

  test('that no document has is told without what may be a token or a person', async () => {
    const { operations } = await check(exchanged(call('GET', '/bot123:secret-token/ada@example.com/getMe')));
    expect(operations[0]?.operation).toBe('GET /v1/…/…/getMe');
  });

  test('is found by its written path before a template, and on this machine by its path alone', async () => {
    const local = { ...call('GET', ''), url: 'http://127.0.0.1:4010/v1/parcels/latest' };
    const { operations } = await check(exchanged(local));
    expect(operations).toMatchObject([{ operationId: 'latestParcel', violations: [] }]);
  });

  test('that asks for nothing is done without credentials; others are not', async () => {
    const open = { ...call('GET', '/status'), headers: {} };
    expect(await violationsOf(exchanged(open))).toEqual([]);
    for (const headers of [{}, { authorization: 'Basic eDp5' }, { authorization: 'Bearer ' }])
      expect(await violationsOf(exchanged({ ...call('GET', '/parcels/1'), headers }))).toEqual([
        'security is missing: the operation asks for token',
      ]);
  });

  test('whose schema cannot be compiled fails: nothing was checked', async () => {
    const report = await check(exchanged(call('POST', '/broken', withJson({ a: 'x' }))));
    expect(report.passed).toBe(false);
    expect(report.operations[0]?.violations[0]).toMatch(
      /^body cannot be checked: its schema does not compile/,
    );
  });

  test('whose schema is somewhere else fails', async () => {
    const document = structuredClone(parcelsApi);
    Object.assign(document.components.schemas, { Address: { $ref: 'https://specs.example.com/a.json' } });
    const report = await check(create(parcel), { documents: { document } });
    expect(report.operations[0]?.violations[0]).toContain('https://specs.example.com/a.json leads');
  });
});

describe('parameters', () => {
  const list = (query: string) => exchanged(call('GET', `/parcels?customer=c1&${query}`));

  test.each(['', 'limit=5', 'created[gte]=1700000000', 'tags=a,b', 'created%5Bgte%5D=1'])(
    'as the document has them pass: %s',
    async (query) => {
      expect(await violationsOf(list(query))).toEqual([]);
    },
  );

  test.each([
    ['limit=many', 'query limit must be integer'],
    ['limit=101', 'query limit must be <= 100'],
    ['created[gte]=yesterday', 'query created/gte must be integer'],
    ['created[lt]=1', 'query created/lt is not in the document'],
    ['page=2', 'query page is not in the document'],
  ])('violate it: %s', async (query, violation) => {
    expect(await violationsOf(list(query))).toEqual([violation]);
  });

  test('are missed, and those in the path and in headers are checked', async () => {
    expect(await violationsOf(exchanged(call('GET', '/parcels')))).toEqual(['query customer is missing']);
    expect(await violationsOf(exchanged(call('GET', '/parcels/one')))).toEqual(['path id must be integer']);
    const headers = { 'x-request-id': 'one' };
    expect(await violationsOf(exchanged(call('GET', '/parcels?customer=c', { headers })))).toEqual([
      'header X-Request-Id must match format "uuid"',
    ]);
  });
});

describe('a form', () => {
  const refund = (text: string) => exchanged(call('POST', '/refunds', withForm(text)));

  test('with brackets passes, and its canaries are rejected', async () => {
    const text = 'amount=100&reason=lost&metadata[order]=7&metadata[a-b]=x&expand[0]=parcel&expand[1]=to';
    const report = await check(refund(text));
    expect(report.passed).toBe(true);
    expect(report.operations[0]?.canaries.map(({ kind, field }) => `${kind} ${field}`)).toEqual([
      'security missing ',
      'parameter unknown touchline_canary',
      'field missing /amount',
      'field of a wrong type /amount',
      'value outside an enumeration /reason',
      'field of a wrong type /metadata',
      'field of a wrong type /expand',
      'field unknown /touchline_canary',
    ]);
    expect(await violationsOf(refund('amount=1&expand[]=parcel&expand[]=to'))).toEqual([]);
    expect(await violationsOf(refund('amount=1&expand=parcel'))).toEqual([]);
  });

  test.each([
    ['reason=lost', "body must have required property 'amount'"],
    ['amount=much', 'body /amount must be integer'],
    ['amount=1&reason=late', 'body /reason must be equal to one of the allowed values: lost, broken'],
    ['amount=1&metadata=x', 'body /metadata must be object'],
    ['amount=1&metadata[a][b]=x', 'body /metadata/a must be string'],
    ['amount=1&amuont=2', 'body /amuont is not in the document'],
  ])('violates the document: %s', async (text, violation) => {
    expect(await violationsOf(refund(text))).toEqual([violation]);
  });
});

describe('a multipart body', () => {
  test('passes with its file and its repeated fields, and its canaries are rejected', async () => {
    const fields = [
      ['file', new Blob(['%PDF'])],
      ['parcel', '7'],
      ['to', 'a@example.com'],
      ['to', 'b@example.com'],
    ] as const;
    const report = await check(exchanged(call('POST', '/labels', await withMultipart(fields))));
    expect(report.operations).toMatchObject([{ violations: [], canary: 'rejected' }]);
  });

  test('violates the document', async () => {
    const body = await withMultipart([
      ['parcel', 'seven'],
      ['colour', 'red'],
    ]);
    expect(await violationsOf(exchanged(call('POST', '/labels', body)))).toEqual([
      "body must have required property 'file'",
      'body /parcel must be integer',
      'body /colour is not in the document',
    ]);
  });
});

describe('an answer', () => {
  const answered = async (status: number, value?: unknown) =>
    (await check(exchanged(call('POST', '/parcels', withJson(parcel)), status, value))).operations.flatMap(
      ({ answerViolations }) => answerViolations,
    );

  test('of the documented shape passes, however deep it refers to itself', async () => {
    const whole = { ...parcel, id: 'p1' };
    expect(await answered(201, { ...whole, parent: { ...whole, parent: whole } })).toEqual([]);
    expect(await answered(422, { message: 'no' })).toEqual([]);
  });

  test('of another shape is a violation, at every depth', async () => {
    expect(await answered(201, parcel)).toEqual(["answer must have required property 'id'"]);
    expect(await answered(201, { ...parcel, id: 'p', parent: { ...parcel, id: 7 } })).toEqual([
      'answer /parent/id must be string',
    ]);
    expect(await answered(201, { ...parcel, id: 'p', colour: 'red' })).toEqual([
      'answer /colour is not in the document',
    ]);
  });

  test('with a status that the document does not have is a violation', async () => {
    const report = await check(exchanged(call('GET', '/parcels/latest'), 404, {}));
    expect(report.operations[0]?.answerViolations).toEqual(['answer status 404 is not in the document']);
    expect(report.passed).toBe(false);
  });
});

describe('an excuse', () => {
  const misspelt = create({ ...parcel, colour: 'red' });
  const deviation = {
    operation: 'POST /parcels',
    deviation: 'body /colour *',
    reason: 'newer than the document',
  };

  test('lets what it names pass, and is told', async () => {
    const report = await check(misspelt, { deviations: [deviation] });
    expect(report).toMatchObject({
      passed: true,
      operations: [{ violations: [] }],
      excused: [{ operation: 'POST /parcels', deviation: 'body /colour is not in the document' }],
      unusedExcuses: [],
    });
  });

  test('that is not needed fails the check', async () => {
    const report = await check(create(parcel), { deviations: [deviation] });
    expect(report).toMatchObject({ passed: false, unusedExcuses: ['POST /parcels: body /colour *'] });
  });

  test('can be for a whole request that no document has', async () => {
    const hook = { ...call('POST', ''), url: 'https://hooks.parcels.example/abc?x=1' };
    const beyond = [
      { request: 'POST https://hooks.parcels.example/*', reason: 'an answer to an interaction' },
    ];
    const { excused, operations } = await check(exchanged(hook), { beyond });
    expect([operations, excused.length]).toEqual([[], 1]);
  });
});

test('a schema that no request reaches is never compiled', async () => {
  const document = structuredClone(parcelsApi);
  Object.defineProperty(document.components.schemas, 'Unused', {
    get: () => {
      throw new Error('was read');
    },
  });
  expect(await check(create(parcel), { documents: { document } })).toMatchObject({ passed: true });
});

test('something that is no OpenAPI document is refused', async () => {
  await expect(check(create(parcel), { documents: { document: { paths: {} } } })).rejects.toThrow(TypeError);
});
