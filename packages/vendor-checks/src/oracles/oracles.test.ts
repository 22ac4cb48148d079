import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { vendors } from '../vendors.ts';
import { runOracle } from './oracle.ts';
import { oracleOf } from './oracle-of.ts';
import { roundsOf } from './rounds.ts';

describe.each(await vendors())('$name', ({ name }) => {
  test('has an oracle, or a reason why not', async () => {
    expect(existsSync(new URL(`./${name}.ts`, import.meta.url))).toBe(true);
    const oracle = await oracleOf(name);
    expect('none' in oracle ? oracle.none : oracle.judge).toMatch(/\S/);
  });

  test('accepts what the vendor’s own package accepts, and refuses what it refuses', async ({ skip }) => {
    const oracle = await oracleOf(name);
    if ('none' in oracle) return skip(oracle.none);
    const report = await runOracle(oracle, roundsOf(40, 20261121));
    expect(report.disagreements).toEqual([]);
    expect(report.accepted).toBeGreaterThanOrEqual(40);
    expect(report.refused).toBeGreaterThanOrEqual(20);
  });
});
