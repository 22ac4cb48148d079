import { join } from 'node:path';
import type { Connector } from '@touchline/core';
import { type CorpusCheckOptions, type CorpusReport, checkCorpus } from './check-corpus.ts';
import { readCorpus } from './read-corpus.ts';

/** Which payloads a connector is held to: kept beside it, as `fixtures/corpus.ts`. */
export interface ConnectorCorpus extends Pick<CorpusCheckOptions, 'post' | 'sign'> {
  /** Folders below the one of all vendors' payloads: `['whatsapp', 'meta-messenger']`. */
  readonly folders: readonly string[];
  readonly connect: () => Pick<Connector, 'receive'>;
  /**
   * What each payload becomes, by its file, as {@link corpusTable} tells it. The table is whole: a payload that is not in it
   * was not looked at by anyone.
   */
  readonly expected: Readonly<Record<string, readonly string[]>>;
}

/** Runs {@link checkCorpus} over the folders of a corpus. Without any payload at hand it is empty, and not passed. */
export const checkConnectorCorpus = async (
  { folders, connect, post, sign }: ConnectorCorpus,
  root: string,
): Promise<CorpusReport> => {
  const payloads = await Promise.all(folders.map((folder) => readCorpus(join(root, folder))));
  return checkCorpus({
    connector: connect(),
    payloads: payloads.flat(),
    ...(post && { post }),
    ...(sign && { sign }),
  });
};
