import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMailboxList } from './mailbox-list.ts';

describe('the addresses of a header', () => {
  // The forms of https://www.rfc-editor.org/rfc/rfc5322#appendix-A.1, and what is met beside them.
  test.each([
    ['ada@example.com', [{ address: 'ada@example.com' }]],
    ['<ada@example.com>', [{ address: 'ada@example.com' }]],
    ['Ada Lovelace <ada@example.com>', [{ address: 'ada@example.com', name: 'Ada Lovelace' }]],
    [
      '"Lovelace, Ada" <ada@example.com>, bob@example.com',
      [{ address: 'ada@example.com', name: 'Lovelace, Ada' }, { address: 'bob@example.com' }],
    ],
    ['"Joe \\"Q.\\" Public" <joe@example.com>', [{ address: 'joe@example.com', name: 'Joe "Q." Public' }]],
    ['Ada (of London, i.e. <x@y>) <ada@example.com>', [{ address: 'ada@example.com', name: 'Ada' }]],
    [
      'A Group:Ed <ed@example.com>,joe@example.com;, eve@example.com',
      [
        { address: 'ed@example.com', name: 'Ed' },
        { address: 'joe@example.com' },
        { address: 'eve@example.com' },
      ],
    ],
    ['Undisclosed recipients:;', []],
    ['Op\u00e9rateur <a@example.com>', [{ address: 'a@example.com', name: 'Op\u00e9rateur' }]],
    ['', []],
    [' , ;,', []],
    ['no address here', []],
    ['"unclosed <ada@example.com>', [{ address: 'ada@example.com', name: '"unclosed' }]],
    ['Ada <ada@example.com', [{ address: 'ada@example.com', name: 'Ada' }]],
  ])('%j is read', (header, entries) => {
    expect(parseMailboxList(header)).toEqual(entries);
  });

  test('an address longer than a line of an e-mail is passed over', () => {
    expect(parseMailboxList(`${'a'.repeat(990)}@example.com, b@example.com`)).toEqual([
      { address: 'b@example.com' },
    ]);
  });

  test('at most 1000 of them are read', () => {
    expect(parseMailboxList('a@example.com,'.repeat(2_000))).toHaveLength(1_000);
  });

  test('nothing that a stranger writes makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a@<>()",;:\\ .'), maxLength: 60 }), (header) => {
        for (const { address, name } of parseMailboxList(header)) {
          expect(address).toContain('@');
          expect(name).not.toBe('');
        }
      }),
      { seed: 20261121, numRuns: 3_000 },
    );
  });

  test('hostile headers are read quickly', () => {
    const startedMs = performance.now();
    for (const piece of ['"', '(', '<', '\\', 'a@b,', '"<', ':;']) parseMailboxList(piece.repeat(100_000));
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});
