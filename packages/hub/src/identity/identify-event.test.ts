import type { TouchlineEvent } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { createAnchorOf } from './anchor.ts';
import { createIdentifyEvent } from './identify-event.ts';
import { type IdentityOptions, identityRulesOf } from './identity-rules.ts';

const anchorOf = createAnchorOf(Buffer.alloc(32, 7));

const eventOf = (data: unknown, rest: Partial<TouchlineEvent> = {}): TouchlineEvent => ({
  specversion: '1.0',
  id: 'e1',
  source: '/tests',
  type: 'page.viewed',
  time: '2026-01-01T00:00:00Z',
  datacontenttype: 'application/json',
  data,
  ...rest,
});

const identify = (data: unknown, options: IdentityOptions = {}, rest: Partial<TouchlineEvent> = {}) =>
  createIdentifyEvent(identityRulesOf(options), anchorOf)(eventOf(data, rest));

const namesOf = (data: unknown, options: IdentityOptions = {}, rest: Partial<TouchlineEvent> = {}) =>
  identify(data, options, rest)?.identifiers.map(({ namespace, value }) => `${namespace} ${value}`);

describe('whom an event is about', () => {
  test('is read from its customer, strongest identifier first; the anchor is that of the strongest', () => {
    const customer = {
      anonymousId: 'a-1',
      email: 'Jane.Doe@Example.COM',
      phone: '+4915112345678',
      externalIds: { crm: 'c-1', billing: 'b-1' },
      id: 'u-1',
    };
    expect(namesOf({ customer })).toEqual([
      'user u-1',
      'external:billing b-1',
      'external:crm c-1',
      'email jane.doe@example.com',
      'phone +4915112345678',
      'anonymous a-1',
    ]);
    expect(identify({ customer })?.anchor).toBe(anchorOf('', { namespace: 'user', value: 'u-1' }));
  });

  test('is another person in another tenant', () => {
    const data = { customer: { id: 'u-1' } };
    const anchors = [{}, { tenantid: 'a' }, { tenantid: 'b' }].map(
      (rest) => identify(data, {}, rest)?.anchor,
    );
    expect(new Set(anchors).size).toBe(3);
  });

  test('is nobody where the event names nobody', () => {
    for (const data of [
      undefined,
      null,
      7,
      'jane',
      [],
      {},
      { customer: null },
      { customer: 'u-1' },
      { customer: {} },
    ])
      expect(identify(data)).toBeUndefined();
  });

  test("the hub's own id names a person only where nothing else does", () => {
    const id = anchorOf('', { namespace: 'anonymous', value: 'a-1' });
    expect(namesOf({ customer: { id, anonymousId: 'a-1' } })).toEqual(['anonymous a-1']);
    expect(namesOf({ customer: { id } })).toEqual([`person ${id}`]);
  });

  test('identifiers that stand elsewhere are found by their paths', () => {
    const paths = { 'telemetry.received': { device: 'unit.serial' } };
    const data = { unit: { serial: 4_711 }, customer: { id: 'u-1' } };
    expect(namesOf(data, { paths }, { type: 'telemetry.received' })).toEqual(['user u-1', 'device 4711']);
    expect(namesOf(data, { paths })).toEqual(['user u-1']);
  });
});

describe('identifiers are equal when they mean the same', () => {
  test('e-mail addresses without case, and with or without their plus tags, as the rules say', () => {
    const customer = { email: ' Jane+Shop@Example.com ' };
    expect(namesOf({ customer })).toEqual(['email jane+shop@example.com']);
    expect(namesOf({ customer }, { email: { plusTags: 'remove' } })).toEqual(['email jane@example.com']);
    expect(namesOf({ customer: { email: '+tag@example.com' } }, { email: { plusTags: 'remove' } })).toEqual([
      'email +tag@example.com',
    ]);
  });

  test('phone numbers in every way of writing them; those without a country need one by rule', () => {
    for (const phone of ['+49 151 1234-5678', '+49 (0) 151 12345678', '+4915112345678'])
      expect(namesOf({ customer: { phone } })).toEqual(['phone +4915112345678']);
    expect(namesOf({ customer: { phone: '0151 12345678' } })).toBeUndefined();
    expect(namesOf({ customer: { phone: '0151 12345678' } }, { phone: { country: 'DE' } })).toEqual([
      'phone +4915112345678',
    ]);
  });

  test('texts in composed and in decomposed form', () => {
    expect(namesOf({ customer: { id: 'Jose\u0301' } })).toEqual(namesOf({ customer: { id: 'Jos\u00e9' } }));
  });
});

describe('hostile identifiers', () => {
  test('what is none is left out, and the rest of the event counts', () => {
    const anonymousId = 'a-1';
    for (const id of [
      '',
      '   ',
      'x'.repeat(321),
      'x'.repeat(10_000_000),
      'u\u0000-1',
      '\ud800',
      {},
      ['u-1'],
      true,
      1.5,
      Number.NaN,
    ])
      expect(namesOf({ customer: { id, anonymousId } })).toEqual(['anonymous a-1']);
    for (const email of ['jane', '@example.com', 'jane@', 'ja ne@example.com'])
      expect(namesOf({ customer: { email, anonymousId } })).toEqual(['anonymous a-1']);
    for (const phone of ['call me', '+', '+0', '12', '+1'.repeat(100)])
      expect(namesOf({ customer: { phone, anonymousId } })).toEqual(['anonymous a-1']);
  });

  test('two different halves of a character are not one identifier', () => {
    expect(namesOf({ customer: { id: 'u\ud800' } })).toBeUndefined();
    expect(namesOf({ customer: { id: 'u\udbff' } })).toBeUndefined();
  });

  test('names that objects inherit are no identifiers', () => {
    const data = JSON.parse(
      '{"customer":{"__proto__":{"id":"u-1"},"externalIds":{"__proto__":"x","toString":"y"}}}',
    );
    expect(namesOf(data)).toEqual(['external:__proto__ x', 'external:toString y']);
    expect(namesOf({ customer: Object.create({ id: 'u-1' }) })).toBeUndefined();
    expect(namesOf({ a: 1 }, { paths: { 'page.viewed': { device: 'constructor.name' } } })).toBeUndefined();
  });

  test('an event names at most 32 identifiers, always the same ones', () => {
    const ids = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`c${index}`, `x${index}`]));
    const names = namesOf({ customer: { id: 'u-1', externalIds: ids } });
    expect(names).toHaveLength(32);
    const reversed = Object.fromEntries(Object.entries(ids).reverse());
    expect(namesOf({ customer: { id: 'u-1', externalIds: reversed } })).toEqual(names);
  });

  test('what stands for nothing comes last, so an event belongs to it only where there is nothing else', () => {
    expect(namesOf({ customer: { id: 'null', email: 'test@test.com', anonymousId: 'a-1' } })).toEqual([
      'anonymous a-1',
      'user null',
      'email test@test.com',
    ]);
    expect(
      namesOf(
        { customer: { email: 'Till@Shop.example', anonymousId: 'a-1' } },
        { blocked: { email: ['till@shop.example'] } },
      ),
    ).toEqual(['anonymous a-1', 'email till@shop.example']);
  });
});

describe('rules', () => {
  test.each<[string, object]>([
    ['an unknown option', { limit: {} }],
    ['a limit of none', { limits: { email: 0 } }],
    ['a strength that leaves out a namespace', { strength: ['user', 'email'] }],
    [
      'a namespace twice',
      { strength: ['user', 'user', 'external', 'email', 'phone', 'device', 'anonymous'] },
    ],
    ['a path to a namespace that strength does not know', { paths: { 'page.viewed': { car: 'vin' } } }],
    ['a country that is none', { phone: { country: 'Germany' } }],
    ["the hub's own namespace", { paths: { 'page.viewed': { person: 'id' } } }],
  ])('refuse %s, naming it', (_, options) => {
    expect(() => identityRulesOf(options)).toThrow(expect.objectContaining({ code: 'config.invalid' }));
  });
});
