import { TouchlineError, type WebhookRequest } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receiveWith, salesforceOrg, webhookUrl } from './fixtures/salesforce-org.ts';

let org: Awaited<ReturnType<typeof salesforceOrg>>;

beforeAll(async () => {
  org = await salesforceOrg();
});
afterAll(() => org.close());

const target = { url: webhookUrl };
const contact = (fields: object = {}) => ({
  objectType: 'Contact',
  fields: { Id: '003000000000501AAA', LastName: 'Lovelace', ...fields },
});
const message = (fields: object = {}): string =>
  Buffer.from(org.sandbox.webhook(contact(fields), target).rawBody).toString('utf8');

const receive = (body: string | Uint8Array, more: Partial<WebhookRequest> = {}) =>
  receiveWith(org.connector, { ...org.sandbox.post(body, target), ...more });
const codeOf = (body: string | Uint8Array): Promise<string> =>
  receive(body).then(
    ({ failed, events }) => failed[0]?.error.code ?? `${events.length} events`,
    (thrown: unknown) => (TouchlineError.isInstance(thrown) ? thrown.code : 'not of the family'),
  );

describe('a body that is no outbound message', () => {
  test.each<[string, () => string | Uint8Array]>([
    ['empty', () => ''],
    ['truncated', () => message().slice(0, 900)],
    ['JSON', () => '{"notifications":[]}'],
    ['another SOAP message', () => message().replaceAll('notifications', 'login')],
    ['of another root', () => message().replaceAll('soapenv:Envelope', 'soapenv:Letter')],
    ['of two roots', () => `${message()}<Envelope/>`],
    ['not closed as it was opened', () => message().replace('</sf:LastName>', '</sf:FirstName>')],
    ['with an attribute twice', () => message().replace('<Notification>', '<Notification a="1" a="2">')],
    ['nested deeply', () => '<a>'.repeat(100_000)],
    ['nested deeply, and closed', () => `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`],
    ['not UTF-8', () => Buffer.from([0x3c, 0xff, 0xfe, 0x3e])],
    ['UTF-16', () => Buffer.from(message(), 'utf16le')],
    ['of another charset', () => message().replace('UTF-8', 'ISO-8859-1')],
    [
      'of a prototype',
      () =>
        message({ __proto__: null }).replace(
          '<sf:LastName>',
          '<sf:__proto__/><__proto__><a>1</a></__proto__><sf:LastName>',
        ),
    ],
    [
      'of a hundred and one notifications',
      () =>
        org.sandbox.webhook(
          Array.from({ length: 101 }, () => contact()),
          target,
        ).rawBody,
    ],
  ])('is malformed: %s', async (_, body) => {
    expect(await codeOf(body())).toBe('webhook.body_malformed');
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  test('of 10 MB is refused before anything is done with it', async () => {
    expect(await codeOf(Buffer.alloc(10_000_000, 0x20))).toBe('webhook.body_too_large');
    await expect(receive(message(), { method: 'GET' })).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.method_not_allowed' }),
    );
  });

  test('says nothing of what stands in it', async () => {
    const refused = receive(message({ Title: 'SENTINEL' }).replace('</sf:Title>', '</sf:title>'));
    await expect(refused).rejects.toThrow(/^(?!.*SENTINEL)/);
    await expect(refused).rejects.toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });
});

describe('a document type', () => {
  const within = (declaration: string, reference: string): string =>
    message({ Title: 'TITLE' }).replace('?>', `?>${declaration}`).replace('TITLE', reference);

  test.each([
    ['that reads a file', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;'],
    ['that fetches a URL', '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]>', '&x;'],
    ['that fetches another', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">', 'x'],
    ['that fetches parameters', '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/"> %x;]>', 'x'],
    [
      'of a billion laughs',
      `<!DOCTYPE a [<!ENTITY l0 "lol">${Array.from({ length: 10 }, (_, each) => `<!ENTITY l${each + 1} "${`&l${each};`.repeat(10)}">`).join('')}]>`,
      '&l10;',
    ],
    ['of quadratic growth', `<!DOCTYPE a [<!ENTITY a "${'a'.repeat(50_000)}">]>`, '&a;'.repeat(10_000)],
    ['in lower case', '<!doctype a>', 'x'],
  ])('%s is refused, unread', async (_, declaration, reference) => {
    expect(await codeOf(within(declaration, reference))).toBe('webhook.body_malformed');
  });

  test.each([
    '&x;',
    '&#0;',
    '&#xD800;',
    '&#x110000;',
    '&#99999999;',
    '&',
    '& b',
    '&constructor;',
    '&__proto__;',
  ])('is not needed to refer to what nothing declares: %s is refused', async (reference) => {
    expect(await codeOf(within('', reference))).toBe('webhook.body_malformed');
  });

  test('that only seems to be one, since it is text, is text', async () => {
    const { events } = await receive(message({ Title: '<!DOCTYPE html> &amp; "quotes"' }));
    expect(events[0]?.data).toMatchObject({ jobTitle: '<!DOCTYPE html> &amp; "quotes"' });
  });
});

describe('an odd message', () => {
  test('takes linear time, however it is made', async () => {
    const bodies = [
      '<',
      '<a ',
      '<a b="',
      '<!--',
      '<![CDATA[',
      '&',
      '</',
      '<?',
      ']]>',
      '<a/>',
      '&#',
      '<a:',
    ].map((part) => message({ Title: 'TITLE' }).replace('TITLE', part.repeat(100_000 / part.length)));
    for (const body of bodies) expect(await codeOf(body)).toMatch(/^webhook\.|^1 events$/);
  });

  test('may hold CDATA, comments, blanks and the characters of all the world', async () => {
    const odd = message({ Title: 'TITLE' })
      .replace('TITLE', ' a<![CDATA[<b> &amp; ]]>c<!-- not this --> &#13;𝔄 ')
      .replace('<Notification>', '<!-- one --><Notification>');
    const { events } = await receive(odd);
    expect(events[0]?.data).toMatchObject({ jobTitle: ' a<b> &amp; c \r𝔄 ' });
  });

  test('may use any prefix', async () => {
    const renamed = message()
      .replaceAll('sf:', 'other:')
      .replaceAll('xmlns:sf', 'xmlns:other')
      .replaceAll('soapenv', 'S');
    expect(await codeOf(renamed)).toBe('1 events');
  });

  test('without notifications is taken, and gives nothing', async () => {
    const { events, failed, ignored } = await receive(
      message().replace(/<Notification>[\s\S]*<\/Notification>/, ''),
    );
    expect({ events, failed, ignored }).toEqual({ events: [], failed: [], ignored: [] });
  });

  test.each<[string, (body: string) => string]>([
    ['no id of its own', (body) => body.replace(/<Id>.*<\/Id>/, '')],
    ['an id that is none', (body) => body.replace(/<Id>.*<\/Id>/, '<Id>x</Id>')],
    ['no record', (body) => body.replace(/<sObject[\s\S]*<\/sObject>/, '')],
    ['a record of no type', (body) => body.replace('xsi:type="sf:Contact"', '')],
    ['a type of 10 000 letters', (body) => body.replace('sf:Contact', `sf:${'C'.repeat(10_000)}`)],
    ['a field of 200 000 letters', (body) => body.replace('Lovelace', 'L'.repeat(200_000))],
    [
      'more fields than any object has',
      (body) => body.replace('<sf:LastName>', `${'<sf:A>1</sf:A>'.repeat(1_001)}<sf:LastName>`),
    ],
  ])('whose notification has %s is kept as one that was not understood', async (_, change) => {
    expect(await codeOf(change(message()))).toBe('webhook.payload_invalid');
  });

  test('whose fields are there twice counts the last, and those within others not at all', async () => {
    const twice = message({ Title: 'Analyst' }).replace(
      '</sObject>',
      '<sf:Title>Countess</sf:Title><sf:Title><sf:LastName>Nested</sf:LastName></sf:Title></sObject>',
    );
    expect((await receive(twice)).events[0]?.data).toMatchObject({
      jobTitle: 'Countess',
      lastName: 'Lovelace',
    });
  });

  test('is read whatever its content type says', async () => {
    const request = org.sandbox.post(message(), target);
    const headers = { ...request.headers, 'content-type': 'application/json' };
    expect((await receiveWith(org.connector, { ...request, headers })).events).toHaveLength(1);
  });
});
