import { describe, expect, test } from 'vitest';
import { hubSignatureOracle } from './hub-signature-case.ts';
import { oracle as standardWebhooks } from './of-core/standard-webhooks.ts';
import { type Oracle, runOracle } from './oracle.ts';
import { roundsOf } from './rounds.ts';

const rounds = roundsOf(40, 7);
const [good] = hubSignatureOracle.cases;
const oracleWith = (change: Partial<NonNullable<typeof good>>): Oracle => ({
  judge: 'a test',
  cases: good ? [{ ...good, ...change }] : [],
});

describe('an oracle', () => {
  test.each([standardWebhooks, hubSignatureOracle])(
    '$judge agrees with the schemes of core',
    async (oracle) => {
      const report = await runOracle(oracle, rounds);
      expect(report.disagreements).toEqual([]);
      expect([report.accepted, report.refused].every((count) => count > 20)).toBe(true);
    },
  );

  test('finds a judge that accepts too much', async () => {
    const { disagreements } = await runOracle(oracleWith({ accepts: () => true }), rounds);
    expect(disagreements).toContain(
      'X-Hub-Signature-256, signed by ours, the signature left out, round 4: only they accept',
    );
    expect(disagreements.every((each) => each.endsWith('only they accept'))).toBe(true);
  });

  test('finds a judge that accepts too little, and so a scheme of ours that does', async () => {
    const { disagreements, accepted } = await runOracle(oracleWith({ accepts: () => false }), rounds);
    expect(accepted).toBe(0);
    expect(disagreements.length).toBeGreaterThan(40);
  });

  test('finds a scheme of ours that signs something else', async () => {
    const scheme = { ...good?.scheme, signed: '{body}.' } as never;
    const { disagreements } = await runOracle(oracleWith({ scheme }), rounds);
    expect(disagreements).toContain('X-Hub-Signature-256, signed by theirs, none, round 0: only they accept');
    expect(disagreements).toContain('X-Hub-Signature-256, signed by ours, none, round 0: only we accept');
  });

  test('is asked the same for the same seed', () => {
    expect(roundsOf(5, 7)).toEqual(rounds.slice(0, 5));
    expect(roundsOf(5, 8)).not.toEqual(rounds.slice(0, 5));
  });
});
