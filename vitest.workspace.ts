import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

/** Tests run against `src`, never against a stale `dist`. */
const conditions = ['touchline-source', 'module', 'node', 'development|production'];

/** The last line of every run, for machines: `tests: 12 passed, 0 failed, 1 skipped`. */
const tally: Reporter = {
  onTestRunEnd(modules, errors) {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const test of module.children.allTests()) count[test.result().state] += 1;
    }
    const skipped = count.skipped + count.pending;
    console.log(`tests: ${count.passed} passed, ${count.failed} failed, ${skipped} skipped`);
  },
};

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    isolate: false,
    // By default a core is left for the transforms; those are soon done, and of two cores that is half.
    maxWorkers: '100%',
    // A busy machine slows a test tenfold; one that hangs ends all the same.
    testTimeout: 60_000,
    reporters: ['default', tally],
    coverage: { provider: 'v8', include: ['packages/*/src/**'], reporter: ['text-summary', 'lcov'] },
    projects: [
      ...readdirSync('packages').map((name) => ({
        extends: true as const,
        test: { name, root: `packages/${name}`, include: ['{src,bench,faults}/**/*.test.ts'] },
      })),
      { extends: true as const, test: { name: 'examples', root: 'examples', include: ['**/*.test.ts'] } },
    ],
  },
});
