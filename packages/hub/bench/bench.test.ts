import { describe, expect, it } from 'vitest';
import { suites } from './suites.ts';

describe('the benchmarks of the hub', () => {
  it.each(suites)('measure $name, here in miniature, and lose nothing', async (suite) => {
    const { figures, raw } = await suite.run('miniature');
    expect(Object.values({ ...figures, ...raw }).filter((value) => !Number.isFinite(value))).toEqual([]);
    expect({ identify_events_lost: 0, ...raw }).toMatchObject({ identify_events_lost: 0 });
  });
});
