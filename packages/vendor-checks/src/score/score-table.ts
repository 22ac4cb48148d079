import type { NotMeasured, VendorScore } from './vendor-score.ts';

const columns = ['vendor', 'events', 'actions', 'conformance', 'contract', 'corpus', 'oracle'] as const;

/** A row of the table of scores, as texts. */
const rowOf = (score: VendorScore): readonly string[] => [
  `${score.category}/${score.vendor}`,
  String(score.eventTypes.length),
  String(score.actions.length),
  measured(score.conformance, ({ kept, skipped, broken }) =>
    [
      `${kept} promises kept`,
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      ...(broken.length > 0 ? [`${broken.length} broken: ${broken.join('; ')}`] : []),
    ].join(', '),
  ),
  measured(score.contract, ({ operations, canariesRejected, brokenRequests, violations, excused }) =>
    [
      `${operations} operations`,
      `${canariesRejected === operations ? 'all' : canariesRejected} rejected ${brokenRequests} broken requests`,
      `${violations} violations`,
      ...(excused > 0 ? [`${excused} excused`] : []),
    ].join(', '),
  ),
  measured(score.corpus, ({ payloads, mapped, ignored, failed }) =>
    [`${payloads} payloads: ${mapped} mapped`, `${ignored} ignored`, `${failed} failed`].join(', '),
  ),
  measured(
    score.oracle,
    ({ judge, rounds, disagreements }) => `${judge}: ${rounds} rounds, ${disagreements} disagreements`,
  ),
];

/** The table for a terminal. */
export const textTable = (scores: readonly VendorScore[]): string => {
  const rows = [columns, ...scores.map(rowOf)];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** The table for a page. */
export const markdownTable = (scores: readonly VendorScore[]): string =>
  [columns, columns.map(() => '---'), ...scores.map(rowOf)].map((row) => `| ${row.join(' | ')} |`).join('\n');

const measured = <Measured extends object>(
  score: Measured | NotMeasured,
  tell: (score: Measured) => string,
): string => ('none' in score ? `none: ${score.none}` : tell(score));
