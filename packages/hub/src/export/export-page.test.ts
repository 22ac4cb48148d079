import { touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { type CustomerExport, customerExport } from './customer-export.ts';
import { exportPage } from './export-page.ts';
import { adasExport } from './fixtures/ada.ts';

const titleOf = (type: string) =>
  touchpointCatalogue.has(type) ? touchpointCatalogue.definition(type).title : undefined;

/** What a reader sees: the text between the tags. */
const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');

describe('an export as a page', () => {
  test('shows every value of the data', () => {
    const page = textOf(exportPage(adasExport, titleOf));
    const leaves = (value: unknown): readonly string[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];
    const { identifiers, traits, consents, decisions, receivers, audiences, events } = adasExport;
    const shown = [
      identifiers.map(({ value }) => value),
      Object.values(traits).map(({ value, source, others }) => [
        value,
        source,
        others.map((other) => other.value),
      ]),
      [consents, decisions, receivers, audiences],
      events.map(({ event }) => event.data),
    ];
    for (const leaf of leaves(shown)) {
      if (/^\d{4}-\d\d-\d\dT/.test(leaf) || ['true', 'false', 'null', ''].includes(leaf)) continue;
      expect(page.toLowerCase()).toContain(leaf.replace(/\s+/g, ' ').toLowerCase());
    }
    expect(page).toMatch(/Customer number user-4711 2026-04-02 08:00 .*Id in stripe cus_Q8hV2bqZ/);
  });

  test('runs nothing and loads nothing, whatever the data is', () => {
    const nasty = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='alert(1)",
      '</details></body><iframe src=//evil.example>',
      '\u202eexe.cod',
      '\ud800',
    ];
    const everywhere = JSON.parse(JSON.stringify(adasExport), (key, value) =>
      typeof value === 'string' && !['format', 'type'].includes(key) ? nasty.join(' ') : value,
    ) as CustomerExport;
    const keyed = { ...everywhere, computed: Object.fromEntries(nasty.map((key) => [key, { [key]: key }])) };
    const tags = (page: string) =>
      new Set([...page.matchAll(/<\/?([a-z][^\s>]*)/gi)].map(([, name]) => name));
    const page = exportPage(keyed, titleOf);
    expect(tags(page)).toEqual(tags(exportPage(adasExport, titleOf)));
    expect(tags(page)).not.toContain('script');
    expect(page).toContain(`default-src 'none'`);
    const outsideQuotes = page.replace(/"[^"]*"/g, '""');
    expect(outsideQuotes).not.toMatch(/<[^>]*\s(on\w+|src|action|style)=/i);
    expect(page).not.toMatch(/url\(|@import|href="(?!#)/i);
    expect(page).not.toMatch(/[\u202e\ud800]/);
  });

  test('says of what there is nothing', () => {
    const empty: CustomerExport = {
      ...adasExport,
      identifiers: [],
      traits: {},
      computed: {},
      audiences: [],
      consents: [],
      receivers: [],
      decisions: [],
      events: [],
    };
    expect(textOf(exportPage(empty)).match(/Nothing\./g)).toHaveLength(8);
  });

  test('does not choke on what is nested without end', () => {
    const endless = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(exportPage({ ...adasExport, computed: { endless } })).toContain('…');
  });
});

test('the data has the form that is documented', () => {
  expect(customerExport.parse(adasExport)).toEqual(adasExport);
});
