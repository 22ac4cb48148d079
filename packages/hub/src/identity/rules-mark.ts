import { hash } from 'node:crypto';
import type { CompletePersonRules } from './identity-rules.ts';

/** Stands for the rules by which persons are worked out: the same for the same rules. */
export const rulesMarkOf = ({
  strength,
  limits,
  blocked,
  mostOwners,
  mostIdentifiers,
}: CompletePersonRules): string => {
  const sorted = <Value>(map: ReadonlyMap<string, Value>) =>
    [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  return hash(
    'sha256',
    JSON.stringify([
      strength,
      sorted(limits),
      sorted(blocked).map(([name, values]) => [name, [...new Set(values)].sort()]),
      mostOwners,
      mostIdentifiers,
    ]),
    'base64url',
  ).slice(0, 22);
};
