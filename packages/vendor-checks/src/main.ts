/**
 * Measures every connector and prints the table: `npm run connectors [-- --json] [-- --write]`. `--json` prints one object on
 * one line, last; `--write` writes docs/connectors.md anew. It fails where a connector fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { importsPart, pagePath, scorePart, vendorsPart, withParts } from './score/connectors-page.ts';
import { textTable } from './score/score-table.ts';
import { scoreVendor, type VendorScore } from './score/vendor-score.ts';
import { vendors } from './vendors.ts';

const flags = new Set(process.argv.slice(2));
const all = await vendors();
const scores: VendorScore[] = [];
for (const vendor of all) scores.push(await scoreVendor(vendor));

console.log(textTable(scores));
if (flags.has('--write')) {
  const parts = { imports: await importsPart(all), score: scorePart(scores), vendors: vendorsPart(all) };
  writeFileSync(pagePath, withParts(readFileSync(pagePath, 'utf8'), parts));
}
if (flags.has('--json')) console.log(JSON.stringify({ vendors: scores }));
if (scores.some(hasFailed)) process.exitCode = 1;

function hasFailed({ conformance, contract, corpus, oracle }: VendorScore): boolean {
  return (
    ('broken' in conformance && conformance.broken.length > 0) ||
    ('violations' in contract &&
      (contract.violations > 0 || contract.canariesRejected < contract.operations)) ||
    ('failed' in corpus && corpus.failed > 0) ||
    ('disagreements' in oracle && oracle.disagreements > 0)
  );
}
