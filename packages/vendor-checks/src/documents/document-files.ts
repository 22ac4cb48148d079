import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentText } from '@touchline/openapi';
import { referenceServer } from './reference-server.ts';

/** A document that is kept in docs/. */
export interface DocumentFile {
  readonly name: 'openapi.json' | 'asyncapi.json';
  /** Absolute. */
  readonly path: string;
  /** As it is kept; undefined where there is none yet. */
  readonly kept: string | undefined;
  /** As it is made now. */
  readonly made: string;
}

/** The documents of the reference server, as they are kept and as they are made. */
export const documentFiles = async (): Promise<readonly DocumentFile[]> => {
  const { server } = await referenceServer();
  try {
    return [
      fileOf('openapi.json', server.openApiDocument()),
      fileOf('asyncapi.json', server.asyncApiDocument()),
    ];
  } finally {
    await server.close();
  }
};

const docs = join(import.meta.dirname, '../../../../docs');

const fileOf = (name: DocumentFile['name'], document: object): DocumentFile => {
  const path = join(docs, name);
  return {
    name,
    path,
    kept: existsSync(path) ? readFileSync(path, 'utf8') : undefined,
    made: documentText(document),
  };
};
