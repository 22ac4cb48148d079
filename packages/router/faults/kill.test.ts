import { describe, expect, test } from 'vitest';
import { judgeRecord, type LogAtTheEnd } from './kill/judge-record.ts';
import type { RecordKind, RecordLine } from './kill/record.ts';
import { killCommand } from './kill.ts';

describe('a service that is killed with SIGKILL again and again', () => {
  test('loses nothing it acknowledged, and repeats only what it had no time to write, at both durabilities', async () => {
    const reports = await killCommand(28, 20_260_601, () => {});
    expect(reports.map(({ faults }) => faults)).toEqual([[], []]);
    expect(reports.map(({ kills }) => kills)).toEqual([14, 14]);
    for (const { acknowledged, calls } of reports) {
      expect(acknowledged).toBeGreaterThan(50);
      expect(calls).toBeGreaterThan(acknowledged);
    }
  }, 120_000);
});

const line = (run: number, kind: RecordKind, ...words: readonly string[]): RecordLine => ({
  run,
  kind,
  words,
});

/** A life in which nothing goes wrong: two events, each delivered on both routes. */
const lines: readonly RecordLine[] = [
  ...['e1', 'e2'].flatMap((id) => [
    line(0, 'publishing', id),
    line(0, 'acknowledged', id),
    ...['in-order', 'at-once'].flatMap((route) => [
      line(0, 'called', route, id, `key of ${id} on ${route}`, '1'),
      line(0, 'done', route, id),
      line(0, 'settled', route, id),
    ]),
  ]),
];
const log: LogAtTheEnd = { held: ['e1', 'e2'], dead: new Map(), balanced: true };
const faultsOf = (more: readonly RecordLine[], end: Partial<LogAtTheEnd> = {}): readonly string[] =>
  judgeRecord([...lines, ...more], { ...log, ...end }, 1).faults;

describe('the judgement of what killed processes wrote down', () => {
  test('finds nothing where nothing is wrong', () => {
    expect(judgeRecord(lines, log, 1)).toEqual({
      kills: 1,
      acknowledged: 2,
      calls: 4,
      repeated: 0,
      faults: [],
    });
  });

  test.each<[string, readonly RecordLine[], Partial<LogAtTheEnd>, string]>([
    ['is lost', [line(0, 'acknowledged', 'e3')], {}, 'e3 was acknowledged, and is lost'],
    ['is held twice', [], { held: ['e1', 'e2', 'e2'] }, 'an event is held twice'],
    ['is not delivered', [], { held: ['e1', 'e2', 'e3'] }, 'e3 was not delivered on in-order'],
    [
      'is rejected and not dead',
      [],
      { held: ['e1', 'e2', 'e29'] },
      'e29 was rejected, and is not dead on in-order',
    ],
    [
      'comes with another key',
      [line(1, 'called', 'in-order', 'e2', 'another', '1')],
      {},
      'e2 on in-order came with two keys, or shares one',
    ],
    [
      'is repeated although that it was done was written',
      // e2 was published, and acknowledged, after e1 was settled.
      [line(1, 'called', 'at-once', 'e1', 'key of e1 on at-once', '1')],
      {},
      'e1 was settled on at-once, written, and is delivered again by process 1',
    ],
    ['does not add up', [], { balanced: false }, 'the audit does not balance'],
  ])('finds what %s', (_what, more, end, fault) => {
    expect(faultsOf(more, end)).toContain(fault);
  });

  test('allows what was done and not written to be repeated', () => {
    const again = [
      line(1, 'called', 'at-once', 'e2', 'key of e2 on at-once', '1'),
      line(1, 'done', 'at-once', 'e2'),
    ];
    expect(faultsOf(again)).toEqual([]);
    expect(judgeRecord([...lines, ...again], log, 1).repeated).toBe(1);
  });
});
