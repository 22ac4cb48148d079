import { type Connector, type Received, TouchlineError, type WebhookRequest } from '@touchline/core';
import type { CorpusPayload } from './read-corpus.ts';

/** What became of one payload. */
export interface CorpusOutcome {
  readonly file: string;
  /** The types of the events it gave. */
  readonly events: readonly string[];
  /** The kinds that are not mapped. */
  readonly ignored: readonly string[];
  /** Why it, or an item of it, was not understood: codes, and the paths that were wrong; never a value. */
  readonly failed: readonly string[];
}

/** What became of a folder of payloads. */
export interface CorpusReport {
  readonly files: readonly CorpusOutcome[];
  /** Payloads that gave an event and failed in nothing. */
  readonly mapped: number;
  /** Payloads that gave nothing, knowingly. */
  readonly ignored: number;
  readonly failed: number;
  /** How many events of each type there were. */
  readonly types: Readonly<Record<string, number>>;
  /** Whether there were payloads, and none failed. */
  readonly passed: boolean;
}

/** How payloads are replayed. */
export interface CorpusCheckOptions {
  readonly connector: Pick<Connector, 'receive'>;
  readonly payloads: readonly CorpusPayload[];
  /**
   * Makes the request that brings a payload, where the vendor does not post it as a JSON body of its own: as a form, in a
   * batch, with headers.
   */
  readonly post?: (payload: CorpusPayload) => WebhookRequest;
  /** Signs a request as the vendor would. Without it, the payloads count as verified, as kept webhooks do. */
  readonly sign?: (request: WebhookRequest) => WebhookRequest;
}

/**
 * Replays collected payloads through a connector, each of them twice, as vendors do: nothing may fail, and a redelivery
 * must be the same events.
 *
 * @example
 *     const payloads = await readCorpus('../shared/webhook-corpus/ledger');
 *     expect(await checkCorpus({ connector: ledger(config), payloads })).toMatchObject({ failed: 0 });
 */
export const checkCorpus = async ({
  connector: { receive },
  payloads,
  post = postAsJson,
  sign,
}: CorpusCheckOptions): Promise<CorpusReport> => {
  if (!receive) throw new TypeError('The connector takes no webhooks: there is nothing to replay.');
  const files: CorpusOutcome[] = [];
  for (const payload of payloads) {
    const posted = post(payload);
    const request = sign ? sign(posted) : posted;
    files.push(await outcomeOf(payload.file, () => receive(request, { verified: sign === undefined })));
  }
  const mapped = files.filter(({ events, failed }) => events.length > 0 && failed.length === 0).length;
  const failed = files.filter((file) => file.failed.length > 0).length;
  return {
    files,
    mapped,
    ignored: files.length - mapped - failed,
    failed,
    types: countByType(files),
    passed: files.length > 0 && failed === 0,
  };
};

/**
 * What each payload became, by its file: the types of its events, `ignored: kind` and `failed: reason`. To be compared with a
 * table that says what is expected.
 */
export const corpusTable = ({ files }: CorpusReport): Record<string, readonly string[]> =>
  Object.fromEntries(
    files.map(({ file, events, ignored, failed }) => [
      file,
      [
        ...events,
        ...ignored.map((kind) => `ignored: ${kind}`),
        ...failed.map((reason) => `failed: ${reason}`),
      ],
    ]),
  );

/** How most vendors post. */
const postAsJson = ({ body, headers }: CorpusPayload): WebhookRequest => ({
  method: 'POST',
  url: 'https://shop.example.com/webhooks',
  headers: { 'content-type': 'application/json', ...headers },
  rawBody: body,
});

const outcomeOf = async (file: string, receive: () => Promise<Received>): Promise<CorpusOutcome> => {
  try {
    const first = await receive();
    const again = await receive();
    const changed = idsOf(first) === idsOf(again) ? [] : ['a redelivery gave other events'];
    const failed = first.failed.map(({ error }) => reasonOf(error));
    return {
      file,
      events: first.events.map(({ type }) => type),
      ignored: first.ignored,
      failed: [...failed, ...changed],
    };
  } catch (thrown) {
    return { file, events: [], ignored: [], failed: [reasonOf(thrown)] };
  }
};

const idsOf = ({ events }: Received): string => JSON.stringify(events.map(({ source, id }) => [source, id]));

const reasonOf = (thrown: unknown): string => {
  if (!TouchlineError.isInstance(thrown)) return 'an exception outside the family of errors';
  const paths = thrown.issues.map(({ path }) => path).filter(Boolean);
  return [thrown.code, ...paths].join(' ');
};

const countByType = (files: readonly CorpusOutcome[]): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const type of files.flatMap(({ events }) => events)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([left], [right]) => left.localeCompare(right)));
};
