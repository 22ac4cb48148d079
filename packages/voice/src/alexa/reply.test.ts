import { describe, expect, test } from 'vitest';
import { envelope } from './fixtures/requests.ts';
import { connectedAlexa, url } from './fixtures/skill.ts';
import { type AlexaRequest, type AlexaResponse, renderAlexaResponse, ssml } from './index.ts';

const answer = async (
  response: AlexaResponse | (() => AlexaResponse),
  request: object = { type: 'LaunchRequest' },
) => {
  const asked: AlexaRequest[] = [];
  const { sandbox, receive } = connectedAlexa({
    reply: (given) => {
      asked.push(given);
      return typeof response === 'function' ? response() : response;
    },
  });
  const { reply, events } = await receive(
    sandbox.webhook({ kind: 'json', body: envelope(request as Record<string, unknown>) }, url),
  );
  return {
    asked,
    events,
    status: reply.status,
    body: reply.body === undefined ? undefined : JSON.parse(reply.body),
  };
};

describe('a reply', () => {
  test('is what Alexa says and does', async () => {
    const { body, asked } = await answer({
      speech: 'Your order left this morning.',
      reprompt: ssml`Anything <emphasis>else</emphasis>?`,
      card: { kind: 'simple', title: 'Order', content: 'It left.' },
      sessionAttributes: { order: 7 },
      directives: [{ type: 'Dialog.Delegate' }],
    });
    expect(body).toEqual({
      version: '1.0',
      sessionAttributes: { order: 7 },
      response: {
        outputSpeech: { type: 'PlainText', text: 'Your order left this morning.' },
        reprompt: {
          outputSpeech: { type: 'SSML', ssml: '<speak>Anything <emphasis>else</emphasis>?</speak>' },
        },
        card: { type: 'Simple', title: 'Order', content: 'It left.' },
        directives: [{ type: 'Dialog.Delegate' }],
        shouldEndSession: false,
      },
    });
    expect(asked).toMatchObject([
      {
        type: 'LaunchRequest',
        locale: 'en-GB',
        userId: 'amzn1.ask.account.ADA',
        session: { isNew: false, attributes: {} },
        progressive: { apiEndpoint: 'https://api.eu.amazonalexa.com' },
      },
    ]);
    expect(JSON.stringify(asked)).not.toContain('sentinel');
    expect(asked[0]?.progressive?.apiAccessToken.reveal()).toBe('api-sentinel');
  });

  test('ends the session unless more is asked for', async () => {
    expect((await answer({ speech: 'Bye.' })).body.response.shouldEndSession).toBe(true);
    expect((await answer({ speech: 'Yes?', reprompt: 'Yes?' })).body.response.shouldEndSession).toBe(false);
    expect((await answer({ speech: 'Yes?', shouldEndSession: false })).body.response.shouldEndSession).toBe(
      false,
    );
  });

  test.each(['SessionEndedRequest', 'System.ExceptionEncountered', 'AlexaSkillEvent.SkillDisabled'])(
    'to %s is empty, and nobody is asked',
    async (type) => {
      const { body, asked } = await answer({ speech: 'Hello?' }, { type });
      expect({ body, asked }).toEqual({ body: { version: '1.0', response: {} }, asked: [] });
    },
  );

  test('to what plays is a directive, and never speech', async () => {
    const directives = [{ type: 'AudioPlayer.Stop' }];
    const { body } = await answer({ speech: 'Hello?', directives }, { type: 'AudioPlayer.PlaybackFinished' });
    expect(body.response).toEqual({ directives, shouldEndSession: true });
  });

  test('to whether an intent could be fulfilled says so', async () => {
    const { body } = await answer({ canFulfill: 'YES' }, { type: 'CanFulfillIntentRequest' });
    expect(body.response).toEqual({ canFulfillIntent: { canFulfill: 'YES' } });
  });

  test('that throws, or is more than Alexa takes, costs no event', async () => {
    const broken = () => {
      throw new Error('broken');
    };
    for (const response of [broken, { speech: 'x'.repeat(8_001) }]) {
      const { status, events } = await answer(response);
      expect({ status, types: events.map(({ type }) => type) }).toEqual({
        status: 500,
        types: ['session.started'],
      });
    }
  });

  test('by default says nothing, ends the session, and fulfils nothing', async () => {
    const { sandbox, receive } = connectedAlexa();
    const { reply } = await receive(sandbox.webhook({ kind: 'launch' }, url));
    expect(JSON.parse(reply.body ?? '')).toEqual({ version: '1.0', response: { shouldEndSession: true } });
    const body = envelope({ type: 'CanFulfillIntentRequest' });
    const asked = await receive(sandbox.webhook({ kind: 'json', body }, url));
    expect(JSON.parse(asked.reply.body ?? '').response).toEqual({ canFulfillIntent: { canFulfill: 'NO' } });
  });
});

describe('a response', () => {
  test('shows a card with a picture, and asks to link an account or for permissions', () => {
    const cardOf = (card: NonNullable<AlexaResponse['card']>) =>
      JSON.parse(renderAlexaResponse({ card })).response.card;
    expect(
      cardOf({ kind: 'standard', text: 'It left.', largeImageUrl: 'https://a.example.com/a.png' }),
    ).toEqual({
      type: 'Standard',
      text: 'It left.',
      image: { largeImageUrl: 'https://a.example.com/a.png' },
    });
    expect(cardOf({ kind: 'link_account' })).toEqual({ type: 'LinkAccount' });
    expect(cardOf({ kind: 'ask_for_permissions', permissions: ['alexa::profile:email:read'] })).toEqual({
      type: 'AskForPermissionsConsent',
      permissions: ['alexa::profile:email:read'],
    });
  });

  test.each<[string, AlexaResponse]>([
    ['speech', { speech: ssml`${'x'.repeat(7_990)}` }],
    ['reprompt', { reprompt: 'x'.repeat(8_001) }],
    ['card', { card: { kind: 'simple', title: 'x', content: 'x'.repeat(8_000) } }],
    [
      'image',
      { card: { kind: 'standard', text: 'x', smallImageUrl: `https://a.example.com/${'x'.repeat(2_000)}` } },
    ],
    ['whole', { sessionAttributes: { x: 'x'.repeat(125_000) } }],
  ])('of too much %s is refused', (_, response) => {
    expect(() => renderAlexaResponse(response)).toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
  });

  test('of as much as Alexa takes is written', () => {
    expect(renderAlexaResponse({ speech: 'x'.repeat(8_000) })).toContain('PlainText');
  });
});

describe('SSML', () => {
  test.each([
    ['Tom & "Jerry"', 'Tom &amp; &quot;Jerry&quot;'],
    ['</speak><audio src="x"/>', '&lt;/speak&gt;&lt;audio src=&quot;x&quot;/&gt;'],
    ['a\u0000b\ud800', 'ab'],
    [7, '7'],
  ])('cannot be broken by %j', (value, expected) => {
    expect(ssml`<s>${value}</s>`).toEqual({ ssml: `<s>${expected}</s>` });
    expect(ssml`<sub alias="${value}">x</sub>`.ssml).toBe(`<sub alias="${expected}">x</sub>`);
  });

  test('is put together of pieces, and is not wrapped twice', () => {
    const name = ssml`<emphasis>${'Ada'}</emphasis>`;
    expect(ssml`Hello ${name}`).toEqual({ ssml: 'Hello <emphasis>Ada</emphasis>' });
    expect(renderAlexaResponse({ speech: ssml`<speak>Hi</speak>` })).toContain('"<speak>Hi</speak>"');
  });
});
