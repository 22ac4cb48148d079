import type { TouchpointEvents } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { anchorOf, eventOf, noon, setUpParts, storageKinds } from '../fixtures/hub-parts.ts';
import { createHubKeys } from '../vault/hub-keys.ts';
import type { ConsentDraft } from './consent-draft.ts';
import type { ConsentOptions } from './consent-rules.ts';
import { createConsentLedger } from './create-consent-ledger.ts';

const secret = 'kJ2v8Qh0Zr5yT1nW7xB4mC9pL6sD3fGa';
const marketing = { purpose: 'marketing', channel: 'email' };
const german: ConsentOptions = { region: { default: 'DE' } };

const setUp = (kind: (typeof storageKinds)[number] = 'memory', consent: ConsentOptions = german) => {
  const parts = setUpParts(kind);
  const { storage, vault, clock, people } = parts;
  const open = () =>
    createConsentLedger({
      storage,
      vault,
      keys: createHubKeys({ storage, secret }),
      people,
      consent,
      clock,
    });
  const ledger = open();
  return {
    ...parts,
    ledger,
    open,
    say: <Type extends keyof TouchpointEvents & string>(
      type: Type,
      data: TouchpointEvents[Type],
      atMs = clock.now(),
    ) => parts.record([ledger.part], [eventOf(type, data, { time: new Date(atMs).toISOString() })]),
    may: async (name: string, about = marketing) => (await ledger.check(anchorOf(name), about)).allowed,
  };
};

const grant: ConsentDraft = { ...marketing, status: 'granted', by: 'preference-centre' };
const optedIn = (id: string) => ({
  customer: { id },
  channel: 'email',
  purpose: 'marketing',
  method: 'form',
});
const optedOut = (id: string) => ({ customer: { id }, channel: 'email' });

describe.each(storageKinds)('a ledger of consents (%s)', (kind) => {
  test('heeds what events say, at once and after a restart', async () => {
    const { say, may, open } = setUp(kind);
    expect(await may('ada')).toBe(false);
    await say('contact.opted_in', optedIn('ada'), noon - 2);
    expect(await may('ada')).toBe(true);
    await say('contact.opted_out', optedOut('ada'), noon - 1);
    expect(await may('ada')).toBe(false);
    expect(await open().check(anchorOf('ada'), marketing)).toMatchObject({
      allowed: false,
      reason: 'consent.withdrawn',
      regime: 'gdpr',
    });
  });

  test('shows all that was said with its proof, newest first, and how a person stands', async () => {
    const { say, ledger, clock } = setUp(kind);
    await ledger.record(anchorOf('ada'), {
      ...grant,
      proof: { text: 'Send me news.' },
      policyVersion: '2026-05',
      expiresAt: '2027-11-21T12:00:00Z',
    });
    await clock.advance(1_000);
    await say('contact.opted_out', { ...optedOut('ada'), text: 'STOP' });
    const history = await ledger.history(anchorOf('ada'));
    expect(history).toMatchObject([
      {
        status: 'withdrawn',
        purpose: '*',
        channel: 'email',
        at: '2026-11-21T12:00:01.000Z',
        source: { kind: 'event', type: 'contact.opted_out' },
        proof: { text: 'STOP' },
      },
      {
        status: 'granted',
        ...marketing,
        strength: 'explicit',
        at: '2026-11-21T12:00:00.000Z',
        expiresAt: '2027-11-21T12:00:00.000Z',
        source: { kind: 'recorded', by: 'preference-centre' },
        proof: { text: 'Send me news.' },
        policyVersion: '2026-05',
      },
    ]);
    expect(await ledger.of(anchorOf('ada'))).toMatchObject({
      standings: [
        { purpose: '*', channel: 'email', allowed: false, reason: 'consent.withdrawn' },
        { ...marketing, allowed: false, reason: 'consent.withdrawn', decisive: { purpose: '*' } },
      ],
    });
  });

  test('keeps the proofs sealed', async () => {
    const { ledger, storage } = setUp(kind);
    await ledger.record(anchorOf('ada'), { ...grant, proof: { text: 'Ada wants news.' } });
    const [row] = await storage.consents.choices([anchorOf('ada')]);
    expect(Buffer.from(row?.sealed ?? []).includes('Ada')).toBe(false);
    expect(row?.sealed?.length).toBeGreaterThan(50);
  });

  test('gives what was said of one who is now two back to each, and of two who are one to both', async () => {
    const { say, may, people, ledger } = setUp(kind);
    await say('contact.opted_in', optedIn('ada'), noon - 2);
    await say('contact.opted_out', optedOut('ben'), noon - 1);
    const before = [await ledger.history(anchorOf('ada')), await ledger.history(anchorOf('ben'))];
    people.join('ada', 'ben');
    expect([await may('ada'), await may('ben')]).toEqual([false, false]);
    expect(await ledger.history(anchorOf('ada'))).toEqual([...(before[1] ?? []), ...(before[0] ?? [])]);
    people.part('ada', 'ben');
    expect([await may('ada'), await may('ben')]).toEqual([true, false]);
    expect([await ledger.history(anchorOf('ada')), await ledger.history(anchorOf('ben'))]).toEqual(before);
  });

  test('an erasure takes the grants and the proofs; what was withdrawn stays withdrawn', async () => {
    const { ledger, storage, vault, say, may } = setUp(kind, { region: { default: 'US' } });
    const ada = anchorOf('ada');
    await ledger.record(ada, { ...grant, purpose: 'sale', channel: '*' });
    await say('contact.opted_out', { ...optedOut('ada'), text: 'Leave me alone' });
    const erasure = await ledger.erasure.prepare({ id: ada, tenant: '', anchors: [ada], identifiers: [] });
    await vault.destroy([ada], (writes) => erasure.write(writes));
    erasure.written?.();
    expect(await ledger.history(ada)).toEqual([
      {
        id: expect.any(String),
        purpose: '*',
        channel: 'email',
        status: 'withdrawn',
        strength: 'explicit',
        at: '2026-11-21T12:00:00.000Z',
      },
    ]);
    expect(await may('ada')).toBe(false);
    expect(await may('ben')).toBe(true);
    expect((await storage.consents.choices([ada])).map(({ sealed }) => sealed)).toEqual([undefined]);
  });
});

describe('a ledger of consents', () => {
  test('lets consent run out when its time comes, without an event', async () => {
    const { ledger, may, clock } = setUp();
    await ledger.record(anchorOf('ada'), { ...grant, expiresAt: new Date(noon + 5_000).toISOString() });
    await clock.advance(4_999);
    expect(await may('ada')).toBe(true);
    await clock.advance(1);
    expect(await may('ada')).toBe(false);
  });

  test('holds a statement once, however often its event comes or it is recorded', async () => {
    const { ledger, record } = setUp();
    const event = eventOf('contact.opted_out', optedOut('ada'));
    await record([ledger.part], [event, event]);
    await record([ledger.part], [event]);
    await ledger.record(anchorOf('ada'), { ...grant, id: 'import-1' });
    await ledger.record(anchorOf('ada'), { ...grant, id: 'import-1', status: 'withdrawn' });
    expect(await ledger.history(anchorOf('ada'))).toHaveLength(2);
  });

  test('recording a statement that is there answers that one, also where two come at once', async () => {
    const { ledger, clock } = setUp();
    const [first, same] = await Promise.all([
      ledger.record(anchorOf('ada'), { ...grant, id: 'import-1' }),
      ledger.record(anchorOf('ada'), { ...grant, id: 'import-1', by: 'somebody else' }),
    ]);
    await clock.advance(1_000);
    const again = await ledger.record(anchorOf('ada'), { ...grant, id: 'import-1', status: 'withdrawn' });
    expect(first.at).toBe(new Date(noon).toISOString());
    expect([same, again]).toEqual([first, first]);
    expect(await ledger.history(anchorOf('ada'))).toEqual([first]);
  });

  test('knows the statement of any of the identifiers of a person', async () => {
    const { ledger, people } = setUp();
    const first = await ledger.record(anchorOf('ada'), { ...grant, id: 'import-1' });
    people.join('ben', 'ada');
    expect(await ledger.record(anchorOf('ben'), { ...grant, id: 'import-1', by: 'x' })).toEqual(first);
  });

  test('means by an id a customer of the tenant that is asked for, and nobody else', async () => {
    const { ledger, storage } = setUp();
    const unknown = expect.objectContaining({ code: 'hub.customer_unknown' });
    const other = { tenant: 'north' };
    await expect(ledger.of(anchorOf('ada'), other)).rejects.toThrow(unknown);
    await expect(ledger.history(anchorOf('ada'), other)).rejects.toThrow(unknown);
    await expect(ledger.record(anchorOf('ada'), grant, other)).rejects.toThrow(unknown);
    expect(await storage.consents.choices([anchorOf('ada')])).toEqual([]);
    const own = { tenant: '' };
    await ledger.record(anchorOf('ada'), grant, own);
    expect((await ledger.of(anchorOf('ada'), own)).standings).toHaveLength(1);
    expect(await ledger.history(anchorOf('ada'), own)).toHaveLength(1);
  });

  test('decides at once what it has in memory', async () => {
    const { ledger, may } = setUp();
    await may('ada');
    expect(ledger.decide([anchorOf('ada')], marketing)).toMatchObject({ allowed: false });
  });

  test('heeds a withdrawal while the person is being read', async () => {
    const fresh = setUp('SQLite');
    await fresh.say('contact.opted_in', optedIn('ada'), noon - 2);
    const reading = fresh.open();
    const [verdict] = await Promise.all([
      reading.check(anchorOf('ada'), marketing),
      fresh.record(
        [reading.part],
        [eventOf('contact.opted_out', optedOut('ada'), { time: new Date(noon - 1).toISOString() })],
      ),
    ]);
    expect(typeof verdict.allowed).toBe('boolean');
    expect((await reading.check(anchorOf('ada'), marketing)).allowed).toBe(false);
  });

  test('knows people by an identifier before anything is known of them: a list of those who do not want it', async () => {
    const { ledger, may } = setUp('memory', { region: { default: 'US' } });
    await ledger.record(
      { namespace: 'email', value: 'Ada@Example.com' },
      { purpose: '*', channel: 'email', status: 'withdrawn', by: 'import' },
    );
    const verdict = await ledger.check({ namespace: 'email', value: 'ada@example.com' }, marketing);
    expect(verdict).toMatchObject({ allowed: false, reason: 'consent.withdrawn' });
    expect(await may('ada')).toBe(true);
  });

  test('learns where somebody is, and the newest that it hears counts', async () => {
    const { say, ledger } = setUp('SQLite', {});
    const sale = { purpose: 'sale', channel: 'crm' };
    const contact = (country: string) => ({
      customer: { id: 'ada' },
      objectId: 'c1',
      changedFields: [{ name: 'address' }],
      address: { country },
    });
    expect(await ledger.check(anchorOf('ada'), sale)).toMatchObject({ allowed: false });
    await say('contact.updated', contact('US'), noon - 1);
    await say('contact.updated', contact('DE'), noon - 2);
    expect(await ledger.check(anchorOf('ada'), sale)).toMatchObject({ allowed: true, regime: 'us' });
    expect((await ledger.of(anchorOf('ada'))).region).toBe('US');
  });

  test('lets a trait say where somebody is', async () => {
    const { storage, vault, clock, people } = setUpParts();
    const ledger = createConsentLedger({
      storage,
      vault,
      keys: createHubKeys({ storage, secret }),
      people,
      clock,
      regionOf: async ([anchor]) => (anchor === anchorOf('ada') ? 'US-CA' : undefined),
    });
    const sale = { purpose: 'sale', channel: 'crm' };
    expect((await ledger.check(anchorOf('ada'), sale)).allowed).toBe(true);
    expect((await ledger.check(anchorOf('ben'), sale)).allowed).toBe(false);
  });

  test.each<[string, object]>([
    ['status', { status: 'maybe' }],
    ['by', { by: undefined }],
    ['at', { at: 'yesterday' }],
    ['future', { at: '2026-11-21T12:00:00.001Z' }],
    ['colour', { colour: 'red' }],
  ])('refuses what cannot be recorded, and names it: %s', async (name, change) => {
    const { ledger } = setUp();
    await expect(ledger.record(anchorOf('ada'), { ...grant, ...change } as never)).rejects.toThrow(
      expect.objectContaining({ code: 'hub.consent_invalid', message: expect.stringContaining(name) }),
    );
    expect(await ledger.history(anchorOf('ada'))).toEqual([]);
  });
});
