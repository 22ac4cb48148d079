import { type TouchpointEvents, touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { type ConsentOptions, consentRulesOf } from './consent-rules.ts';
import { regionOfEvent } from './region-of-event.ts';
import { statementsOfEvent } from './statements-of-event.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');

const eventOf = <Type extends keyof TouchpointEvents & string>(
  type: Type,
  data: TouchpointEvents[Type],
  timeMs = noon,
) =>
  touchpointCatalogue.create({ type, data, id: 'e1', time: new Date(timeMs) } as never, { source: '/app' });

const said = <Type extends keyof TouchpointEvents & string>(
  type: Type,
  data: TouchpointEvents[Type],
  options: ConsentOptions = {},
) =>
  statementsOfEvent(consentRulesOf(options), eventOf(type, data), noon).map(
    ({ choice, details, address }) => ({
      says: `${choice.status} ${choice.purpose} ${choice.channel}`,
      ...(choice.status === 'granted' && { strength: choice.strength }),
      ...(details.proof && { proof: details.proof }),
      ...(address !== undefined && { address }),
    }),
  );

const customer = { id: 'ada', email: 'ada@example.com', phone: '+14155550123' };
const mail = { customer, messageId: 'm1', recipient: 'ada@example.com' };
const text = (words: string, channel = 'sms') =>
  said('message.received', { customer, messageId: 'm1', channel, from: { id: '+14155550123' }, text: words });

describe('an e-mail', () => {
  test('that is unsubscribed from withdraws everything by e-mail', () => {
    expect(said('email.unsubscribed', { ...mail, method: 'one_click' })).toEqual([
      { says: 'withdrawn * email', proof: { how: 'one_click' }, address: 'ada@example.com' },
    ]);
  });

  test('of one kind withdraws that, where the rules know what it is here; else everything', () => {
    const names = { '4201': 'marketing.newsletter' };
    const left = (options: ConsentOptions) =>
      said('email.unsubscribed', { ...mail, groupId: '4201' }, options).map(({ says }) => says);
    expect(left({ names })).toEqual(['withdrawn marketing.newsletter email']);
    expect(left({})).toEqual(['withdrawn * email']);
    expect(left({ purposes: ['4201'] })).toEqual(['withdrawn 4201 email']);
  });

  test('that is complained about withdraws everything by e-mail', () => {
    expect(said('email.complained', { ...mail, feedbackType: 'abuse' })).toEqual([
      { says: 'withdrawn * email', proof: { how: 'complaint (abuse)' }, address: 'ada@example.com' },
    ]);
  });

  test('that is opened or clicked says nothing', () => {
    expect([...said('email.opened', mail), ...said('email.clicked', mail)]).toEqual([]);
  });
});

describe('a contact', () => {
  test('who opts out of a channel withdraws everything there, or the one purpose', () => {
    const out = { customer, channel: 'SMS', method: 'keyword', text: 'STOP' };
    expect(said('contact.opted_out', out)[0]).toEqual({
      says: 'withdrawn * sms',
      proof: { how: 'keyword', text: 'STOP' },
    });
    const withdrawn = (purpose: string, channel = 'WhatsApp') =>
      said('contact.opted_out', { ...out, channel, purpose }).map(({ says }) => says);
    expect(withdrawn('marketing')).toEqual(['withdrawn marketing whatsapp']);
    expect(withdrawn('list 7')).toEqual(['withdrawn * whatsapp']);
    expect(withdrawn('marketing', 'rcs')).toEqual([
      'withdrawn marketing rcs',
      'withdrawn marketing sms',
      'withdrawn marketing mms',
    ]);
  });

  test.each([
    ['keyword', 'explicit'],
    ['form', 'explicit'],
    ['double_opt_in', 'confirmed'],
    ['agent', 'implied'],
    ['__proto__', 'implied'],
    [undefined, 'implied'],
  ])('who opts in by %s grants as strongly as that is: %s', (method, strength) => {
    expect(
      said('contact.opted_in', { customer, channel: 'sms', purpose: 'marketing', method }),
    ).toMatchObject([{ says: 'granted marketing sms', strength }]);
  });
});

describe('a text message', () => {
  test.each([
    'STOP',
    'stop',
    ' Stop. ',
    'STOP ALL',
    'stop  all',
    'UNSUBSCRIBE!',
    'Opt out',
    '"quit"',
    'ARRÊT',
    'arre\u0302t',
    'REMOVE',
  ])('that is %j withdraws everything by text message, however it is carried', (words) => {
    const proof = { how: 'keyword', text: words };
    expect(text(words)).toMatchObject([
      { says: 'withdrawn * sms', proof },
      { says: 'withdrawn * mms', proof },
      { says: 'withdrawn * rcs', proof },
    ]);
  });

  test('that is START takes it back', () => {
    expect(text('Start', 'rcs')).toMatchObject([
      { says: 'granted * rcs', strength: 'explicit' },
      { says: 'granted * sms', strength: 'explicit' },
      { says: 'granted * mms', strength: 'explicit' },
    ]);
  });

  test.each(['Please stop by at five', 'stop it', 'When does it end?', 'yes', '', 'x'.repeat(10_000)])(
    'that is %.20j says nothing',
    (words) => {
      expect(text(words)).toEqual([]);
    },
  );

  test('on a chat is no keyword: there people chat', () => {
    expect(text('stop', 'chat')).toEqual([]);
  });

  test('may be a keyword of yours', () => {
    const data = { customer, messageId: 'm1', channel: 'sms', from: { id: '+1' }, text: 'BASTA' };
    expect(said('message.received', data, { keywords: { stop: ['basta'] } })).toHaveLength(3);
  });
});

describe('a form', () => {
  const form = {
    customer,
    formId: 'signup',
    fields: {},
    page: { url: 'https://www.example.com/signup' },
    consents: [
      { purpose: 'marketing', isGranted: true, text: 'Send me news about teapots.' },
      { purpose: 'analytics', isGranted: false },
    ],
  };

  test('grants what was ticked, with the words as the proof, and withdraws what was left empty', () => {
    expect(said('form.submitted', form)).toEqual([
      {
        says: 'granted marketing *',
        strength: 'explicit',
        proof: {
          how: 'form',
          text: 'Send me news about teapots.',
          form: 'signup',
          page: 'https://www.example.com/signup',
        },
      },
      {
        says: 'withdrawn analytics *',
        proof: { how: 'form', form: 'signup', page: 'https://www.example.com/signup' },
      },
    ]);
  });

  test('says nothing by an empty box where the rules have it so', () => {
    expect(said('form.submitted', form, { emptyBox: 'nothing' })).toMatchObject([
      { says: 'granted marketing *' },
    ]);
  });

  test('about terms that are not agreed to withdraws those alone', () => {
    const consents = [{ purpose: 'terms', isGranted: false }];
    expect(said('form.submitted', { ...form, consents })).toMatchObject([{ says: 'withdrawn terms *' }]);
  });
});

describe('Global Privacy Control', () => {
  const viewed = (globalPrivacyControl: boolean | string | number | null) =>
    said('page.viewed', { customer, url: 'https://www.example.com/', properties: { globalPrivacyControl } });

  test.each([true, '1', 1])('that is on (%j) withdraws from sale and sharing', (value) => {
    expect(viewed(value).map(({ says }) => says)).toEqual(['withdrawn sale *', 'withdrawn sharing *']);
  });

  test.each([false, '0', 'true?', null, 0])('that is off (%j) says nothing, and grants nothing', (value) => {
    expect(viewed(value)).toEqual([]);
  });
});

describe('a statement', () => {
  const rules = consentRulesOf();
  const out = { customer, channel: 'sms' };

  test('has the same id whenever its event comes, and does not show the id of the event', () => {
    const [first] = statementsOfEvent(rules, eventOf('contact.opted_out', out), noon);
    const [again] = statementsOfEvent(rules, eventOf('contact.opted_out', out), noon + 9_999);
    expect(first?.choice).toEqual(again?.choice);
    expect(first?.choice.id).toMatch(/^[0-9a-f]{32}$/);
    expect(first?.details.source).toEqual({
      kind: 'event',
      type: 'contact.opted_out',
      source: '/app',
      id: 'e1',
    });
  });

  test('of a clock that is ahead is from now: no grant outlasts the withdrawals to come', () => {
    const [ahead] = statementsOfEvent(rules, eventOf('contact.opted_in', out, noon + 9e9), noon);
    expect(ahead?.choice.atMs).toBe(noon);
    const [late] = statementsOfEvent(rules, eventOf('contact.opted_out', out, noon - 9e9), noon);
    expect(late?.choice.atMs).toBe(noon - 9e9);
  });
});

describe('where a person is', () => {
  const region = <Type extends keyof TouchpointEvents & string>(
    type: Type,
    data: TouchpointEvents[Type],
    paths: Record<string, string> = {},
  ) => regionOfEvent(consentRulesOf({ region: { paths } }), eventOf(type, data));
  const contact = { customer, objectId: 'c1' };

  test('stands in the address of a contact, with its part of the country where that is a code', () => {
    expect(region('contact.created', { ...contact, address: { country: 'US', region: 'CA' } })).toBe('US-CA');
    expect(
      region('contact.created', { ...contact, address: { country: 'DE', region: 'Bayern' } } as never),
    ).toBe('DE');
    expect(region('contact.created', contact)).toBeUndefined();
  });

  test('stands where the rules say', () => {
    const data = { customer, url: 'https://www.example.com/', properties: { geo: { country: 'fr' } } };
    expect(region('page.viewed', data, { 'page.viewed': 'properties.geo.country' })).toBe('FR');
    expect(region('page.viewed', data, { 'page.viewed': 'properties.geo' })).toBe('FR');
    expect(region('page.viewed', data, { 'page.viewed': 'properties.nowhere' })).toBeUndefined();
    expect(region('page.viewed', data)).toBeUndefined();
  });
});
