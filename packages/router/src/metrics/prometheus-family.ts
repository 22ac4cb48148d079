import type { HistogramSnapshot } from './histogram.ts';

/** The names are ours; the values may be anything. */
export type Labels = Readonly<Record<string, string>>;

/** A line: the suffix goes onto the name of its family. */
export interface Sample {
  readonly suffix?: string;
  readonly labels?: Labels;
  readonly value: number;
}

/** A metric with all its lines, which the format wants together. */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Writes a metric with the lines that describe it. */
export const familyText = ({ name, type, help, samples }: Family): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(({ suffix = '', labels = {}, value }) => `${name}${suffix}${labelsText(labels)} ${value}`),
    '',
  ].join('\n');

const labelsText = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
};

const escapeLabel = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** The lines of a histogram of milliseconds, in seconds. Its buckets are cumulative, and the last one holds everything. */
export const histogramSamples = (
  { count, sum, bounds, counts }: HistogramSnapshot,
  labels: Labels,
): readonly Sample[] => {
  let cumulative = 0;
  const buckets = bounds.map((boundMs, bucket) => {
    cumulative += counts[bucket] ?? 0;
    return { suffix: '_bucket', labels: { ...labels, le: String(boundMs / 1_000) }, value: cumulative };
  });
  return [
    ...buckets,
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
    { suffix: '_sum', labels, value: sum / 1_000 },
    { suffix: '_count', labels, value: count },
  ];
};
