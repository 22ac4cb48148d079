import { describe, expect, test } from 'vitest';
import * as contract from './contract.ts';

const { createDeal, createTicket, getContact, logActivity, updateDeal, upsertCompany, upsertContact } =
  contract;
const actions = [createDeal, createTicket, getContact, logActivity, updateDeal, upsertCompany, upsertContact];

describe('the contract of CRM actions', () => {
  test.each(actions.map((action) => [action.name, action] as const))(
    'the example of %s parses',
    (_, action) => {
      expect(action.example).toBeDefined();
      expect(action.input.safeParse(action.example)).toMatchObject({ success: true });
    },
  );

  test.each([
    ['upsertContact without a key', upsertContact, { firstName: 'Ada' }],
    ['upsertContact with a national phone number', upsertContact, { phone: '0171 1234567' }],
    ['upsertContact with something that is no e-mail', upsertContact, { email: 'ada' }],
    ['upsertContact with a nested property', upsertContact, { id: '1', properties: { a: { b: 1 } } }],
    [
      'upsertContact with a property that is not a number',
      upsertContact,
      { id: '1', properties: { a: Number.NaN } },
    ],
    ['getContact without a key', getContact, {}],
    ['upsertCompany without a key', upsertCompany, { industry: 'COMPUTER_HARDWARE' }],
    ['upsertCompany with a URL for a domain', upsertCompany, { domain: 'https://example.com/' }],
    ['createDeal without a name', createDeal, { stage: 'x' }],
    [
      'createDeal with an amount in cents of a cent',
      createDeal,
      { name: 'x', amount: { amountMinor: 0.5, currency: 'EUR' } },
    ],
    ['createDeal for nobody in particular', createDeal, { name: 'x', contact: {} }],
    ['updateDeal without an id', updateDeal, { stage: 'x' }],
    ['logActivity of an unknown kind', logActivity, { kind: 'fax', contact: { id: '1' } }],
    ['logActivity on nothing', logActivity, { kind: 'note', body: 'x' }],
    [
      'logActivity with a script for a recording',
      logActivity,
      { kind: 'call', dealId: '1', recordingUrl: 'javascript:0' },
    ],
    ['createTicket without a subject', createTicket, { description: 'x' }],
  ])('refuses %s', (_, action, input) => {
    expect(action.input.safeParse(input).success).toBe(false);
  });

  test('a property named like a part of the prototype does no harm', () => {
    const properties = JSON.parse('{"__proto__":"x","constructor":"y"}');
    const parsed = upsertContact.input.parse({ id: '1', properties });
    expect(Object.getPrototypeOf(parsed.properties)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('x');
  });
});
