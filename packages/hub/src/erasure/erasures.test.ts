import { type CustomerRef, type ErasureReceipt, TouchlineError } from '@touchline/core';
import { createMemoryLog } from '@touchline/router';
import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';
import { ada, erasing } from './fixtures/erasing.ts';
import { verifyErasureReceipt } from './receipt.ts';

const coded = (code: string) => expect.objectContaining({ code });
const settleMs = 30_000;

/** A connector that answers one after another; the last answer is repeated. */
const answering = (...answers: readonly (ErasureReceipt['status'] | TouchlineError)[]) => {
  const asked: CustomerRef[] = [];
  return {
    asked,
    erase: async (customer: CustomerRef): Promise<ErasureReceipt> => {
      asked.push(customer);
      const answer = answers[asked.length - 1] ?? answers.at(-1) ?? 'erased';
      if (answer instanceof TouchlineError) throw answer;
      return { status: answer };
    },
  };
};

const oneEmail = [{ namespace: 'email', value: 'ada@example.com' }];

describe('an erasure', () => {
  test('leaves nothing to be read, asks every destination, and says what each answered', async () => {
    const connectors = {
      crm: answering('erased'),
      mail: { erase: async () => ({ status: 'requested' as const, reference: 'job_1' }) },
      billing: answering('not_found'),
      warehouse: {},
      chat: answering(new TouchlineError('http.rejected', 'No.', { vendorStatus: 400 })),
    };
    const hub = await erasing({ connectors, deliveredTo: [...Object.keys(connectors), 'gone'] });
    const id = hub.add(oneEmail);
    const key = (await hub.vault.open([id])).get(id);
    const sealed = key?.seal('Ada', 'trait');
    await hub.erasures.start(connectors);

    const begun = await hub.erasures.erase('', id);
    expect(begun).toMatchObject({ state: 'erased', person: id, keysDestroyed: 1 });
    expect(begun.destinations.map(({ status }) => status)).toEqual(Array(6).fill('pending'));
    expect(() => key?.unseal(sealed ?? new Uint8Array(), 'trait')).toThrow(coded('hub.key_destroyed'));
    expect(connectors.crm.asked).toEqual([]);

    await hub.clock.advance(settleMs);
    await hub.erasures.settled();
    const report = await hub.erasures.report(begun.id);
    expect(report).toMatchObject({ state: 'done', completedAt: expect.any(String) });
    expect(report.destinations).toMatchObject([
      { connector: 'billing', status: 'not_found', attempts: 1 },
      { connector: 'chat', status: 'failed', error: { code: 'http.rejected', vendorStatus: 400 } },
      { connector: 'crm', status: 'erased' },
      { connector: 'gone', status: 'not_registered', attempts: 0 },
      { connector: 'mail', status: 'requested', reference: 'job_1' },
      { connector: 'warehouse', status: 'cannot_erase', attempts: 0 },
    ]);
    expect(connectors.crm.asked).toEqual([{ email: 'ada@example.com' }]);
  });

  test('asks for every e-mail address and every other identifier of the person', async () => {
    const crm = answering('not_found', 'erased');
    const hub = await erasing({ connectors: { crm } });
    await hub.erasures.start({ crm });
    const { id } = await hub.erasures.erase('', hub.add(ada));
    await hub.clock.advance(settleMs);
    await hub.erasures.settled();
    expect(crm.asked).toEqual([
      {
        id: 'user-4711',
        email: 'ada@example.com',
        phone: '+14155550123',
        externalIds: { stripe: 'cus_Q8hV2bqZ' },
      },
      { email: 'ada@old.example' },
    ]);
    expect((await hub.erasures.report(id)).destinations).toMatchObject([{ status: 'erased' }]);
  });

  test('repeats neither the name by which a vendor knew them, nor a message of its', async () => {
    const crm = { erase: async () => ({ status: 'erased' as const, reference: 'cus_Q8hV2bqZ' }) };
    const mail = {
      erase: async () => ({ status: 'requested' as const, reference: 'job of ADA@example.com' }),
    };
    const chat = answering(new TouchlineError('http.rejected', 'No user ada@example.com.'));
    const hub = await erasing({ connectors: { crm, mail, chat } });
    await hub.erasures.start({ crm, mail, chat });
    const { id } = await hub.erasures.erase('', hub.add(ada));
    await hub.clock.advance(settleMs);
    await hub.erasures.settled();
    expect(JSON.stringify(await hub.erasures.report(id))).not.toMatch(/ada@|cus_Q8/i);
  });

  test('is waited for by those who ask for it twice, by whichever id', async () => {
    const hub = await erasing();
    const id = hub.add(ada);
    const other = hub.people.get(id)?.anchors[2] ?? id;
    const [one, two] = await Promise.all([hub.erasures.erase('', id), hub.erasures.erase('', other)]);
    expect(two.id).toBe(one.id);
    expect((await hub.erasures.erase('', id)).id).toBe(one.id);
  });

  test('of somebody who came back is another one', async () => {
    const hub = await erasing();
    const first = await hub.erasures.erase('', hub.add());
    await hub.clock.advance(1_000);
    const second = await hub.erasures.erase('', hub.add());
    expect(second.id).not.toBe(first.id);
  });

  test('of nobody is refused, and so is the question after one that never was', async () => {
    const hub = await erasing();
    await expect(hub.erasures.erase('', 'prs_AAAAAAAAAAAAAAAAAAAAAA')).rejects.toThrow(
      coded('hub.customer_unknown'),
    );
    await expect(hub.erasures.report('era_x')).rejects.toThrow(coded('hub.erasure_unknown'));
    await hub.erasures.close();
    await expect(hub.erasures.erase('', hub.add())).rejects.toThrow(coded('hub.closed'));
  });

  test('covers what happened before it however late it comes, and nothing after it', async () => {
    const hub = await erasing();
    const id = hub.add(oneEmail);
    await hub.clock.advance(1_000);
    const cover = (time: string) => hub.tombstones.cover([{ anchors: [id], time }]);
    const before = new Date(hub.clock.now() - 1).toISOString();
    expect(await cover(before)).toEqual([false]);
    await hub.erasures.erase('', id);
    const after = new Date(hub.clock.now() + 1).toISOString();
    expect([await cover(before), await cover(after), await cover('no time')]).toEqual([
      [true],
      [false],
      [true],
    ]);
    const restarted = await erasing({ storage: hub.storage });
    expect(await restarted.tombstones.cover([{ anchors: [id], time: before }])).toEqual([true]);
  });

  test('discards kept webhooks that mention the person, and no others', async () => {
    const hub = await erasing({ log: createMemoryLog() });
    const keep = (body: string) =>
      hub.sealed?.deadLetters.addWebhook({
        connector: 'crm',
        stage: 'parse',
        error: { code: 'webhook.payload_invalid', message: 'Odd.', disposition: 'reject' },
        request: { method: 'POST', url: '/hooks/crm', headers: {}, bodyBase64: btoa(body) },
      });
    await keep('{"email":"ada@example.com"}');
    const graces = await keep('{"email":"grace@example.com"}');
    const report = await hub.erasures.erase('', hub.add());
    expect(report.keptWebhooksDiscarded).toBe(1);
    expect((await hub.sealed?.deadLetters.list())?.map(({ id }) => id)).toEqual([graces]);
  });
});

describe('a destination that fails', () => {
  test('is asked again with growing waits and jitter, and after what it asked for', async () => {
    const crm = answering(
      new TouchlineError('http.network', 'Away.'),
      new TouchlineError('http.rate_limited', 'Slow.', { retryAfterMs: 120_000 }),
      'erased',
    );
    const hub = await erasing({ connectors: { crm }, policy: { settleMs: 0 } });
    await hub.erasures.start({ crm });
    const { id } = await hub.erasures.erase('', hub.add(oneEmail));
    await hub.erasures.settled();
    const [first] = (await hub.erasures.report(id)).destinations;
    expect(first).toMatchObject({ status: 'pending', attempts: 1, error: { code: 'http.network' } });
    expect(Date.parse(first?.nextAttemptAt ?? '') - hub.clock.now()).toBe(500);
    await hub.clock.advance(500);
    await hub.erasures.settled();
    await hub.clock.advance(119_999);
    await hub.erasures.settled();
    expect(crm.asked).toHaveLength(2);
    await hub.clock.advance(1_001);
    await hub.erasures.settled();
    expect(await hub.erasures.report(id)).toMatchObject({
      state: 'done',
      destinations: [{ status: 'erased', attempts: 3 }],
    });
  });

  test('is given up after a month, and listed', async () => {
    const crm = answering(new TouchlineError('http.server_error', 'Down.', { vendorStatus: 503 }));
    const hub = await erasing({
      connectors: { crm },
      policy: {
        settleMs: 0,
        retry: { baseMs: 1, factor: 1, maxMs: 86_400_000, maxElapsedMs: 5_000, maxAttempts: 3 },
      },
    });
    await hub.erasures.start({ crm });
    const { id } = await hub.erasures.erase('', hub.add(oneEmail));
    for (let round = 0; round < 4; round += 1) {
      await hub.erasures.settled();
      await hub.clock.advance(10);
    }
    expect(await hub.erasures.report(id)).toMatchObject({
      state: 'done',
      destinations: [
        { status: 'failed', attempts: 3, error: { code: 'http.server_error', vendorStatus: 503 } },
      ],
    });
  });

  test('for want of credentials waits, and is asked when the service starts with others', async () => {
    const storage = memoryHubStorage();
    const clock = manualClock();
    const refused = answering(new TouchlineError('http.unauthorized', 'No.', { vendorStatus: 401 }));
    const hub = await erasing({ storage, clock, connectors: { crm: refused }, policy: { settleMs: 0 } });
    await hub.erasures.start({ crm: refused });
    const { id } = await hub.erasures.erase('', hub.add(oneEmail));
    await hub.erasures.settled();
    expect((await hub.erasures.report(id)).destinations).toMatchObject([
      { status: 'waiting_for_credentials' },
    ]);
    await clock.advance(3_600_000);
    await hub.erasures.settled();
    expect(refused.asked).toHaveLength(2);
    await hub.erasures.close();

    const crm = answering('erased');
    const next = await erasing({ storage, clock, connectors: { crm } });
    await next.erasures.start({ crm });
    await next.erasures.settled();
    expect(await next.erasures.report(id)).toMatchObject({
      state: 'done',
      destinations: [{ status: 'erased' }],
    });
    expect(crm.asked).toEqual([{ email: 'ada@example.com' }]);
  });

  test('in a way that leaves open what happened is asked again: erasing twice is erasing once', async () => {
    const crm = answering(new TouchlineError('delivery.ambiguous', 'Who knows.'), 'erased');
    const hub = await erasing({ connectors: { crm }, policy: { settleMs: 0 } });
    await hub.erasures.start({ crm });
    const { id } = await hub.erasures.erase('', hub.add(oneEmail));
    await hub.erasures.settled();
    await hub.clock.advance(1_000);
    await hub.erasures.settled();
    expect((await hub.erasures.report(id)).destinations).toMatchObject([{ status: 'erased', attempts: 2 }]);
  });

  test('by never answering is given up for now, and holds up no other', async () => {
    const crm = { erase: () => new Promise<never>(() => {}) };
    const mail = answering('erased');
    const hub = await erasing({ connectors: { crm, mail }, policy: { settleMs: 0 } });
    await hub.erasures.start({ crm, mail });
    const { id } = await hub.erasures.erase('', hub.add(oneEmail));
    await hub.clock.advance(120_000);
    await hub.erasures.settled();
    expect((await hub.erasures.report(id)).destinations).toMatchObject([
      { connector: 'crm', status: 'pending', error: { code: 'delivery.timeout' } },
      { connector: 'mail', status: 'erased' },
    ]);
    const asking = hub.clock.advance(10_000);
    await hub.erasures.close();
    await asking;
  });

  test('goes on with the identifiers that are left, and is not asked again for those it answered', async () => {
    const crm = answering('erased', new TouchlineError('http.network', 'Away.'), 'not_found');
    const hub = await erasing({ connectors: { crm }, policy: { settleMs: 0 } });
    await hub.erasures.start({ crm });
    const { id } = await hub.erasures.erase('', hub.add(ada));
    await hub.erasures.settled();
    await hub.clock.advance(1_000);
    await hub.erasures.settled();
    expect(crm.asked.map(({ email }) => email)).toEqual([
      'ada@example.com',
      'ada@old.example',
      'ada@old.example',
    ]);
    expect((await hub.erasures.report(id)).destinations).toMatchObject([{ status: 'erased', attempts: 2 }]);
  });
});

describe('a receipt', () => {
  const receiptOf = async () => {
    const hub = await erasing({ deliveredTo: ['gone'], policy: { settleMs: 0 } });
    await hub.erasures.start({});
    const { id } = await hub.erasures.erase('', hub.add());
    await hub.erasures.settled();
    return { hub, id, receipt: await hub.erasures.receipt(id), key: await hub.erasures.receiptKey() };
  };

  test('is verified with the public key alone, says what the report says, and is always the same', async () => {
    const { hub, id, receipt, key } = await receiptOf();
    expect(verifyErasureReceipt(receipt, key)).toEqual(await hub.erasures.report(id));
    expect(await hub.erasures.receipt(id)).toBe(receipt);
    expect(Object.keys(key).sort()).toEqual(['crv', 'kid', 'kty', 'x']);
  });

  test.each<[string, (parts: string[]) => string[]]>([
    [
      'with another outcome',
      ([header = '', payload = '', signature = '']) => [
        header,
        swap(payload, 'not_registered', 'erased'),
        signature,
      ],
    ],
    ['unsigned', ([, payload = '']) => [btoa('{"alg":"none","typ":"touchline-erasure+jws"}'), payload, '']],
    [
      'of another kind',
      ([, payload = '', signature = '']) => [btoa('{"alg":"EdDSA","typ":"JWT"}'), payload, signature],
    ],
    ['cut short', ([header = '', payload = '']) => [header, payload]],
    ['of more parts', (parts) => [...parts, 'x']],
    ['that is no receipt', () => ['x']],
  ])('is refused %s', async (_, change) => {
    const { receipt, key } = await receiptOf();
    expect(() => verifyErasureReceipt(change(receipt.split('.')).join('.'), key)).toThrow(
      coded('hub.receipt_invalid'),
    );
  });

  test('of another hub is refused, and so is a key that is none', async () => {
    const [one, two] = [await receiptOf(), await receiptOf()];
    expect(() => verifyErasureReceipt(one.receipt, two.key)).toThrow(coded('hub.receipt_invalid'));
    expect(() => verifyErasureReceipt(one.receipt, { x: 'short' })).toThrow(coded('hub.receipt_invalid'));
  });
});

const swap = (part: string, from: string, to: string): string =>
  Buffer.from(Buffer.from(part, 'base64url').toString().replace(from, to)).toString('base64url');
