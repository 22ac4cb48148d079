import type { PreparedRequest } from '@touchline/core';
import { alteredBodies } from './canary-bodies.ts';
import { checkRequest } from './check-request.ts';
import type { Contract, ContractDescription } from './contract.ts';
import type { Operation } from './operation.ts';
import { withoutCredentials } from './security.ts';
import { sentenceOf, type Violation } from './violation.ts';

/** In what way a good request was broken. */
export type CanaryKind =
  | 'security missing'
  | 'parameter missing'
  | 'parameter unknown'
  | 'body missing'
  | 'field missing'
  | 'field of a wrong type'
  | 'value outside an enumeration'
  | 'field unknown';

/** A request that must be rejected. Were it accepted, the check would see nothing. */
export interface Canary {
  readonly kind: CanaryKind;
  /** What was broken: a parameter, or a field of the body. */
  readonly field: string;
  readonly request: PreparedRequest;
}

/** A canary, and whether it was rejected. */
export interface CanaryOutcome extends Pick<Canary, 'kind' | 'field'> {
  readonly rejected: boolean;
}

/**
 * Breaks a request in every way that its operation's document certainly forbids, and sees whether the check notices.
 *
 * @param known in what the request violates the document unbroken: what comes anew must show the break.
 */
export const tryCanaries = async (
  contract: Contract,
  operation: Operation,
  description: ContractDescription,
  request: PreparedRequest,
  known: readonly Violation[],
): Promise<readonly CanaryOutcome[]> => {
  const before = new Set(known.map(sentenceOf));
  const outcomes: CanaryOutcome[] = [];
  for (const { kind, field, request: broken } of await canariesOf(operation, description, request)) {
    if (known.some((violation) => violation.field !== '' && violation.field === field)) continue;
    const { violations } = await checkRequest(contract, broken);
    const rejected = violations.some((violation) => !before.has(sentenceOf(violation)));
    outcomes.push({ kind, field, rejected });
  }
  return outcomes;
};

const canariesOf = async (
  operation: Operation,
  { document }: ContractDescription,
  request: PreparedRequest,
): Promise<readonly Canary[]> => [
  ...securityCanary(operation, request),
  ...parameterCanaries(operation, request),
  ...(operation.body?.required
    ? [{ kind: 'body missing', field: '', request: withoutBody(request) } as const]
    : []),
  // A document that cannot be read here has been told of by the check itself.
  ...(await alteredBodies(operation, document, request).catch(() => [])),
];

const securityCanary = (operation: Operation, request: PreparedRequest): readonly Canary[] =>
  (operation.security ?? []).length > 0 && !operation.security?.some((schemes) => schemes.length === 0)
    ? [{ kind: 'security missing', field: '', request: withoutCredentials(operation, request) }]
    : [];

const parameterCanaries = ({ parameters }: Operation, request: PreparedRequest): readonly Canary[] => {
  const missing = parameters
    .filter(({ in: place, required }) => place === 'query' && required)
    .map(({ name }): Canary => {
      const url = new URL(request.url);
      for (const key of [...url.searchParams.keys()])
        if (key === name || key.startsWith(`${name}[`)) url.searchParams.delete(key);
      return { kind: 'parameter missing', field: name, request: { ...request, url: url.href } };
    });
  const url = new URL(request.url);
  url.searchParams.append('touchline_canary', '1');
  const unknown: Canary = {
    kind: 'parameter unknown',
    field: 'touchline_canary',
    request: { ...request, url: url.href },
  };
  return [...missing, unknown];
};

const withoutBody = ({ body: _, ...request }: PreparedRequest): PreparedRequest => request;
