import { createIdentifyEvent } from '../src/identity/identify-event.ts';
import { identityRulesOf } from '../src/identity/identity-rules.ts';
import { rulesMarkOf } from '../src/identity/rules-mark.ts';
import type { HubStorage } from '../src/index.ts';
import { createHubKeys } from '../src/vault/hub-keys.ts';
import { secret } from './open-hub.ts';
import type { Population } from './population.ts';

/**
 * Writes persons into a storage as the hub itself would have left them after one event each, but for the sealed values, which nobody
 * reads here: a million of them would take the hub a minute to seal.
 */
export const seedPersons = async (
  storage: HubStorage,
  population: Population,
  persons: number,
): Promise<void> => {
  const { anchorOf } = await createHubKeys({ storage, secret }).open();
  const identify = createIdentifyEvent(identityRulesOf(), anchorOf);
  const rules = rulesMarkOf(identityRulesOf());
  let number = 0;
  for (let first = 0; first < persons; first += 2_000)
    await storage.write((writes) => {
      for (let person = first; person < Math.min(persons, first + 2_000); person += 1) {
        const event = population.of(person);
        const identified = identify(event);
        if (!identified) continue;
        const { tenant, identifiers } = identified;
        const name = number + 1;
        const [strongest] = identifiers;
        const timeMs = Date.parse(event.time);
        for (const [place, identifier] of identifiers.entries()) {
          number += 1;
          const { namespace } = identifier;
          const anchor = anchorOf(tenant, identifier);
          writes.saveIdentifier({
            number,
            anchor,
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
                : { [strongest?.namespace ?? '']: 1 },
          });
          if (place > 0)
            writes.saveLink(tenant, {
              low: name,
              high: number,
              lowNamespace: strongest?.namespace ?? '',
              highNamespace: namespace,
              evidence: { timeMs, source: event.source, id: event.id },
              refused: undefined,
            });
        }
      }
      writes.saveIdentityState({ lastNumber: number, lastDecision: 0, rules });
    });
};
