import { describe, expect, it } from 'vitest';
import { figures, verdictOf } from './figures.ts';
import { percentile } from './rounds.ts';
import type { SuiteReport } from './suite.ts';
import { suites } from './suites/index.ts';

describe('the benchmarks', () => {
  const reports: SuiteReport[] = [];

  it.each(suites)('measure $name, here in miniature', { timeout: 60_000 }, async (suite) => {
    const report = await suite.run('miniature');
    reports.push(report);
    const values = Object.values({ ...report.figures, ...report.raw });
    expect(values.filter((value) => !Number.isFinite(value))).toEqual([]);
  });

  it('report every figure, but for that of a peer whose server is absent', () => {
    const reported = new Set(reports.flatMap((report) => Object.keys(report.figures)));
    const skipped = reports.flatMap((report) => report.skipped ?? []).join(' ');
    const missing = Object.keys(figures).filter((key) => !reported.has(key));
    expect(missing).toEqual(skipped.includes('no redis-server') ? ['durable_fanout_vs_bullmq'] : []);
  });

  it('judge a value by the floor and the aim of its figure', () => {
    expect(verdictOf('durable_publish_vs_sqlite', 0.6)).toBe('aim met');
    expect(verdictOf('durable_publish_vs_sqlite', 0.4)).toBe('floor met');
    expect(verdictOf('durable_publish_vs_sqlite', 0.3)).toBe('MISSED');
    expect(verdictOf('backlog_rss_mb', 60)).toBe('aim met');
    expect(verdictOf('backlog_rss_mb', 151)).toBe('MISSED');
  });

  it('take percentiles by the nearest rank', () => {
    expect(percentile([3, 1, 2], 0.5)).toBe(2);
    expect(percentile(Array.from({ length: 100 }, (_, index) => index + 1).reverse(), 0.99)).toBe(99);
    expect(percentile([7], 0.99)).toBe(7);
  });
});
