import { describe, expect, it } from 'vitest';
import { suites } from './suites.ts';

describe('the benchmarks of the server', () => {
  it.each(suites)(
    'measure $name, here in miniature, and lose nothing',
    { timeout: 60_000 },
    async (suite) => {
      const { figures, raw } = await suite.run('miniature');
      expect(Object.values({ ...figures, ...raw }).filter((value) => !Number.isFinite(value))).toEqual([]);
      expect({ failed: 0, lost: 0, ...raw }).toMatchObject(
        suite.name === 'ingress' ? { ingress_requests_failed: 0 } : { sse_events_lost: 0 },
      );
    },
  );
});
