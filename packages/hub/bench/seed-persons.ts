import { DatabaseSync } from 'node:sqlite';
import { createIdentifyEvent } from '../src/identity/identify-event.ts';
import { identityRulesOf } from '../src/identity/identity-rules.ts';
import type { IdentityWrites } from '../src/identity/identity-storage.ts';
import { rulesMarkOf } from '../src/identity/rules-mark.ts';
import { keyOfTuple, SeenTuples, tuplesPurpose } from '../src/identity/seen-tuples.ts';
import { sqliteHubStorage } from '../src/index.ts';
import { sqliteIdentities } from '../src/storage/sqlite/identities.ts';
import { statementsOf } from '../src/storage/sqlite/statements.ts';
import { createHubKeys } from '../src/vault/hub-keys.ts';
import { secret } from './open-hub.ts';
import type { Population } from './population.ts';

/**
 * Writes persons into a file as the hub itself would have left them after one event each, but for the sealed values, which nobody
 * reads here, and in one go: a million of them would take the hub minutes.
 */
export const seedPersons = async (path: string, population: Population, persons: number): Promise<void> => {
  const storage = sqliteHubStorage({ path });
  const { anchorOf, derive } = await createHubKeys({ storage, secret }).open();
  await storage.close();
  const identify = createIdentifyEvent(identityRulesOf(), anchorOf);
  const seen = new SeenTuples(2, derive(tuplesPurpose).toString('base64'));
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; BEGIN');
  const { writes } = sqliteIdentities(statementsOf(database));
  let number = 0;
  for (let person = 0; person < persons; person += 1) {
    const event = population.of(person);
    const identified = identify(event);
    if (!identified) throw new Error('An event of the population names nobody.');
    const tuple = keyOfTuple(seen.markOf(identified.tenant, identified.identifiers));
    seedPerson(writes, identified, event, number, anchorOf, tuple);
    number += identified.identifiers.length;
  }
  writes.saveIdentityState({
    lastNumber: number,
    lastDecision: 0,
    rules: rulesMarkOf(identityRulesOf()),
  });
  database.exec('COMMIT; PRAGMA journal_mode = WAL');
  database.close();
};

const seedPerson = (
  writes: IdentityWrites,
  { tenant, identifiers }: NonNullable<ReturnType<ReturnType<typeof createIdentifyEvent>>>,
  event: ReturnType<Population['of']>,
  lastNumber: number,
  anchorOf: Parameters<typeof createIdentifyEvent>[1],
  tuple: string,
): void => {
  const name = lastNumber + 1;
  const namespaceOfName = identifiers[0]?.namespace ?? '';
  const timeMs = Date.parse(event.time);
  for (const [place, identifier] of identifiers.entries()) {
    const { namespace } = identifier;
    writes.saveIdentifier({
      number: name + place,
      anchor: anchorOf(tenant, identifier),
      tenant,
      namespace,
      generation: 1,
      sealed: new Uint8Array(50),
      firstSeenMs: timeMs,
      person: name,
      isolation: undefined,
      degrees:
        place === 0
          ? Object.fromEntries(identifiers.slice(1).map((other) => [other.namespace, 1]))
          : { [namespaceOfName]: 1 },
      tuples: place === 0 ? { [tuple]: timeMs } : {},
    });
    if (place > 0)
      writes.saveLink(tenant, {
        low: name,
        high: name + place,
        lowNamespace: namespaceOfName,
        highNamespace: namespace,
        evidence: { timeMs, source: event.source, id: event.id },
        refused: undefined,
      });
  }
};
