import type { DatabaseSync } from 'node:sqlite';
import { TouchlineError } from '@touchline/core';
import { audienceTables } from './audiences.ts';
import { consentTables } from './consents.ts';
import { deliveryTables } from './deliveries.ts';
import { erasureTables } from './erasures.ts';
import { identityTables } from './identities.ts';
import { keyTables } from './keys.ts';
import { profileTables } from './profiles.ts';
import { recordTables } from './records.ts';
import { timelineTables } from './timelines.ts';
import { tombstoneTables } from './tombstones.ts';

/** Marks a file as that of a hub: `TLhb` in ASCII. https://www.sqlite.org/pragma.html#pragma_application_id */
const applicationId = 0x544c6862;

/**
 * Only ever add to the end once a version is released: files of every earlier version are out there. Each concern gives its
 * tables from beside its statements.
 */
const steps: readonly string[] = [
  [
    keyTables,
    identityTables,
    recordTables,
    timelineTables,
    profileTables,
    audienceTables,
    consentTables,
    deliveryTables,
    tombstoneTables,
    erasureTables,
  ].join(';'),
];

/**
 * Brings the file to the newest version, step by step, each in its transaction. An empty file becomes a hub's.
 *
 * @throws TouchlineError `hub.storage_newer`, or `hub.storage_corrupt` for a SQLite file that is something else.
 */
export const migrate = (database: DatabaseSync): void => {
  const version = pragma(database, 'user_version');
  if (version > steps.length)
    throw new TouchlineError(
      'hub.storage_newer',
      `The file was written by version ${version} of the hub's schema; this service knows up to ${steps.length}.`,
    );
  const isOurs = pragma(database, 'application_id') === applicationId;
  const isEmpty = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables === 0;
  if (!isOurs && !isEmpty)
    throw new TouchlineError('hub.storage_corrupt', "The file is a SQLite database, but no hub's.");
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.exec(
      `BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; PRAGMA application_id = ${applicationId}; COMMIT`,
    );
  }
};

const pragma = (database: DatabaseSync, name: 'user_version' | 'application_id'): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
