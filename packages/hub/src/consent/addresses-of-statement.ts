import type { Identifier } from '../identity/identifier.ts';
import { normaliseIdentifier, type WritingRules } from '../identity/normalise-identifier.ts';
import { type ConsentChoice, everything } from './consent-choice.ts';

/**
 * The addresses that a statement holds for besides the person: a STOP is about the number that it came from, whoever that turns out
 * to belong to. A grant is the person's own and follows no address, but where it takes a STOP back.
 */
export const addressesOf = (
  { status, purpose, channel }: ConsentChoice,
  identifiers: readonly Identifier[],
  address: string | undefined,
  writing: WritingRules,
): readonly Identifier[] => {
  if (channel === everything || (status === 'granted' && purpose !== everything)) return [];
  const kinds = kindsOf(channel);
  const named =
    address === undefined ? [] : kinds.flatMap((kind) => normaliseIdentifier(writing, kind, address) ?? []);
  const isAddress = ({ namespace }: Identifier): boolean =>
    kinds.includes(namespace) || (!isClassic(channel) && namespace.startsWith('external:'));
  // Where the statement names its address it is about that one, and not about others that the person has.
  return named.length > 0 ? named : identifiers.filter(isAddress);
};

const telephone = ['sms', 'mms', 'rcs', 'phone', 'voice', 'call'];

const isClassic = (channel: string): boolean => channel === 'email' || telephone.includes(channel);

/** Messengers know people by their number, or by an id of their own. */
const kindsOf = (channel: string): readonly string[] => (channel === 'email' ? ['email'] : ['phone']);
