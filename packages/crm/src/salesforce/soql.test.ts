import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSoql } from './sandbox/soql.ts';
import { allOf, anyOf, soql, soqlList, soqlNames } from './soql.ts';

const seed = 20_261_121;

/** What a query finds, by a reader that was written apart from the writer. */
const finds = (text: string, fields: Readonly<Record<string, string | number | boolean | null>>): boolean =>
  parseSoql(text).matches((name) => fields[name] ?? null);

describe('a value in a query', () => {
  test('is a literal, whatever it holds', () => {
    const query = soql`SELECT Id FROM Contact WHERE Email = ${`o'neil\\"@example.com`} LIMIT ${2}`;
    expect(query.text).toBe(`SELECT Id FROM Contact WHERE Email = 'o\\'neil\\\\\\"@example.com' LIMIT 2`);
  });

  test.each([
    "' OR Name != '",
    "x' OR Id != null OR Email = '",
    "\\' OR Id != null OR Email = \\'",
    '\\',
    "\\\\'",
    "'; DELETE",
    "a'--",
    'a\nb\r\tc',
    '\u2028\u2029',
    '\u0000\u0007\u001b\u0085',
    "\ud800'",
    "' UNION SELECT Password FROM User WHERE Name = '",
    "%' OR Name LIKE '%",
  ])('cannot break out of it: %j', (value) => {
    const { text } = soql`SELECT Id FROM Contact WHERE Email = ${value} LIMIT 2`;
    expect(finds(text, { Email: value, Id: '1' })).toBe(true);
    expect(finds(text, { Email: 'ada@example.com', Id: '1', Name: 'x' })).toBe(false);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may stand in a query.
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  test('means itself and nothing else, on random text', () => {
    const hostile = fc.string({
      unit: fc.constantFrom("'", '\\', '"', 'O', 'R', ' ', '=', '(', ')', '\n', 'u', '0', 'é', '𝔄'),
    });
    fc.assert(
      fc.property(hostile, hostile, (value, other) => {
        const { text } =
          soql`SELECT Id FROM Contact WHERE ${allOf([soql`Email = ${value}`, soql`Id IN ${soqlList([value, other])}`])}`;
        expect(finds(text, { Email: value, Id: other })).toBe(true);
        expect(finds(text, { Email: `${value}x`, Id: other })).toBe(false);
      }),
      { seed, numRuns: 500 },
    );
  });

  test('may be a number, a truth value or nothing', () => {
    expect(
      soql`SELECT Id FROM A WHERE ${anyOf([soql`B = ${1.5}`, soql`C = ${true}`, soql`D = ${null}`])}`.text,
    ).toBe('SELECT Id FROM A WHERE (B = 1.5) OR (C = true) OR (D = null)');
    expect(() => soql`SELECT Id FROM A WHERE B = ${Number.NaN}`).toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
  });
});

describe('a name in a query', () => {
  test('is that of a field, of a parent too', () => {
    expect(soqlNames('Id', 'Account.Name', 'Customer_Number__c').text).toBe(
      'Id, Account.Name, Customer_Number__c',
    );
  });

  test.each([
    'Id, Password',
    'Id FROM User',
    "Name = 'x' OR Name",
    '(SELECT Id FROM Contacts)',
    'COUNT()',
    '',
    'Näme',
    '1',
    'a'.repeat(100),
    'Account..Name',
  ])('is not taken when it is more than that: %s', (name) => {
    expect(() => soqlNames('Id', name)).toThrow(expect.objectContaining({ code: 'action.input_invalid' }));
  });

  test('is not repeated in the error', () => {
    expect(() => soqlNames('SENTINEL PASSWORD')).toThrow(/^(?!.*SENTINEL)/);
  });
});
