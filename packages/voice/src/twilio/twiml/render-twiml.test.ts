import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderTwiml } from './render-twiml.ts';
import type { MessagingTwiml, VoiceTwiml } from './twiml.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
const inner = (twiml: VoiceTwiml | MessagingTwiml): string =>
  renderTwiml(twiml).slice(`${declaration}<Response>`.length, -'</Response>'.length);

describe('TwiML', () => {
  test('an empty response is one element', () => {
    expect(renderTwiml([])).toBe(`${declaration}<Response/>`);
  });

  test.each<[string, VoiceTwiml]>([
    [
      '<Say voice="Polly.Amy" language="en-GB" loop="2">Hello</Say>',
      [{ verb: 'say', text: 'Hello', voice: 'Polly.Amy', language: 'en-GB', loop: 2 }],
    ],
    [
      '<Play loop="0">https://example.com/a.mp3</Play>',
      [{ verb: 'play', url: 'https://example.com/a.mp3', loop: 0 }],
    ],
    ['<Play digits="ww12"/>', [{ verb: 'play', digits: 'ww12' }]],
    ['<Pause length="3"/><Hangup/>', [{ verb: 'pause', lengthSeconds: 3 }, { verb: 'hangup' }]],
    ['<Reject reason="busy"/>', [{ verb: 'reject', reason: 'busy' }]],
    [
      '<Redirect method="POST">/next?a=1&amp;b=2</Redirect>',
      [{ verb: 'redirect', url: '/next?a=1&b=2', method: 'POST' }],
    ],
    [
      '<Gather input="dtmf speech" action="/menu" numDigits="1" finishOnKey="" timeout="4" speechTimeout="auto" hints="yes, no"><Say>Press 1</Say></Gather>',
      [
        {
          verb: 'gather',
          input: ['dtmf', 'speech'],
          action: '/menu',
          numDigits: 1,
          finishOnKey: '',
          timeoutSeconds: 4,
          speechTimeoutSeconds: 'auto',
          hints: ['yes', 'no'],
          prompt: [{ verb: 'say', text: 'Press 1' }],
        },
      ],
    ],
    [
      '<Record action="/done" playBeep="false" recordingStatusCallback="/rec" timeout="5" maxLength="60" transcribe="true" transcribeCallback="/text"/>',
      [
        {
          verb: 'record',
          action: '/done',
          timeoutSeconds: 5,
          maxLengthSeconds: 60,
          playBeep: false,
          recordingStatusCallback: '/rec',
          transcribeCallback: '/text',
        },
      ],
    ],
    [
      '<Dial callerId="+14155550100" answerOnBridge="true" timeout="20" timeLimit="600"><Number statusCallback="/leg" statusCallbackEvent="answered completed">+14155550123</Number><Client>ada</Client><Sip>sip:ada@example.com</Sip></Dial>',
      [
        {
          verb: 'dial',
          targets: [
            {
              kind: 'number',
              number: '+14155550123',
              statusCallback: '/leg',
              statusCallbackEvents: ['answered', 'completed'],
            },
            { kind: 'client', identity: 'ada' },
            { kind: 'sip', uri: 'sip:ada@example.com' },
          ],
          callerId: '+14155550100',
          answerOnBridge: true,
          timeoutSeconds: 20,
          timeLimitSeconds: 600,
        },
      ],
    ],
    [
      '<Dial><Conference muted="true" endConferenceOnExit="true">room</Conference></Dial><Dial><Queue>support</Queue></Dial>',
      [
        {
          verb: 'dial',
          targets: [{ kind: 'conference', name: 'room', muted: true, endConferenceOnExit: true }],
        },
        { verb: 'dial', targets: [{ kind: 'queue', name: 'support' }] },
      ],
    ],
  ])('%s', (expected, twiml) => {
    expect(inner(twiml)).toBe(expected);
  });

  test('a message has a body and media', () => {
    expect(
      inner([
        { verb: 'message', text: 'Hi', mediaUrls: ['https://example.com/a?b&c'], statusCallback: '/s' },
      ]),
    ).toBe(
      '<Message statusCallback="/s"><Body>Hi</Body><Media>https://example.com/a?b&amp;c</Media></Message>',
    );
  });

  test('what a caller said cannot become a verb, in text or in an attribute', () => {
    const evil = '</Say><Dial>+1900</Dial>"\' onload=&\u0000\u001b\ufffe';
    const xml = inner([{ verb: 'say', text: evil, voice: evil }]);
    expect(xml.match(/<[A-Za-z/]+/g)).toEqual(['<Say', '</Say']);
    expect(xml).toBe(
      '<Say voice="&lt;/Say&gt;&lt;Dial&gt;+1900&lt;/Dial&gt;&quot;&apos; onload=&amp;">' +
        '&lt;/Say&gt;&lt;Dial&gt;+1900&lt;/Dial&gt;"\' onload=&amp;</Say>',
    );
  });

  test('white space survives in text and in attributes', () => {
    expect(inner([{ verb: 'say', text: 'a\n\tb\r\n', voice: 'a\n\tb' }])).toBe(
      '<Say voice="a&#10;&#9;b">a\n\tb&#13;\n</Say>',
    );
  });

  test('whatever is said is read back the same, less what XML forbids', () => {
    const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
    const anyText = fc.string({
      unit: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('&', '<', '>', '"', "'", '\r', '\ud800', '\u0007'),
      ),
    });
    fc.assert(
      fc.property(anyText, (text) => {
        const [, attribute = '', content = ''] =
          /^<Say voice="([^"<]*)">([^<]*)<\/Say>$/.exec(inner([{ verb: 'say', text, voice: text }])) ?? [];
        const expected = text.replace(forbidden, '');
        expect(readBack(attribute)).toBe(expected);
        expect(readBack(content)).toBe(expected);
      }),
      { seed: 20_261_121 },
    );
  });
});

const references: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const readBack = (text: string): string =>
  text.replace(/&(#\d+|\w+);/g, (_, name: string) =>
    name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1))) : (references[name] ?? '?'),
  );
