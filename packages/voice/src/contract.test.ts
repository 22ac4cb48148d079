import { describe, expect, test } from 'vitest';
import { getCall, hangUpCall, placeCall, sendSms } from './contract.ts';

const contracts = [placeCall, hangUpCall, getCall, sendSms];

describe('the contract of voice', () => {
  test.each(contracts.map((contract) => [contract.name, contract] as const))(
    'the example of %s parses',
    (_, contract) => {
      expect(contract.input.safeParse(contract.example).error).toBeUndefined();
    },
  );

  const to = '+14155550123';
  test.each<[string, (typeof contracts)[number], unknown]>([
    ['a call without anything to do', placeCall, { to }],
    ['a call with two things to do', placeCall, { to, say: 'Hi', answerUrl: 'https://example.com' }],
    ['an empty script', placeCall, { to, script: [] }],
    ['a step that is none', placeCall, { to, script: [{ step: 'sing' }] }],
    [
      'a script that plays a file of this machine',
      placeCall,
      { to, script: [{ step: 'play', url: 'file:///etc/passwd' }] },
    ],
    ['a ring without end', placeCall, { to, say: 'Hi', timeoutSeconds: 10_000 }],
    ['an option that is misspelt', placeCall, { to, say: 'Hi', timeoutMs: 5 }],
    ['a message to no number', sendSms, { to: '0415 5550123', text: 'Hi' }],
    ['a message without content', sendSms, { to }],
    ['a message that is too long', sendSms, { to, text: 'x'.repeat(1_601) }],
    ['a message with two senders', sendSms, { to, text: 'Hi', from: '72975', messagingService: 'MG1' }],
    ['a sender with a line break', sendSms, { to, text: 'Hi', from: 'ACME\r\n' }],
    ['a call without an id', hangUpCall, { callId: '' }],
  ])('%s is refused', (_, contract, input) => {
    expect(contract.input.safeParse(input).success).toBe(false);
  });

  test.each(['+14155550100', '72975', 'ACME Shop'])('a sender may be %s', (from) => {
    expect(sendSms.input.safeParse({ to, from, text: 'Hi' }).success).toBe(true);
  });
});
