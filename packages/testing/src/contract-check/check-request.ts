import type { PreparedRequest } from '@touchline/core';
import { contentFor, decodeBody, readBody } from './body-value.ts';
import type { Contract, ContractDescription } from './contract.ts';
import type { FormPair } from './form-value.ts';
import type { Operation } from './operation.ts';
import type { FoundOperation } from './operation-table.ts';
import { pairsOfParameter, readParameterValue } from './parameter-value.ts';
import { cookiesOf, securityViolations } from './security.ts';
import { undocumentedFields } from './undocumented-fields.ts';
import { failClosed, type Violation, violationsIn } from './violation.ts';

/** A request in the light of a contract. */
export interface CheckedRequest {
  readonly found: (FoundOperation & { readonly description: ContractDescription }) | undefined;
  /** Empty when the request is as the document has it. */
  readonly violations: readonly Violation[];
}

/** Checks one request. One whose operation no document has violates the contract. */
export const checkRequest = async (contract: Contract, request: PreparedRequest): Promise<CheckedRequest> => {
  const found = contract.find(request.method, new URL(request.url));
  if (!found)
    return {
      found,
      violations: [
        { in: 'operation', field: '', problem: 'is in no document: its method, host and path lead nowhere' },
      ],
    };
  return {
    found,
    violations: [
      ...securityViolations(found.operation, request),
      ...parameterViolations(found, request),
      ...(await bodyViolations(found.operation, found.description, request)),
    ],
  };
};

const parameterViolations = (
  { operation, pathValues, description }: NonNullable<CheckedRequest['found']>,
  request: PreparedRequest,
): readonly Violation[] => {
  const { document, validator } = description;
  const query: readonly FormPair[] = [...new URL(request.url).searchParams];
  const taken = new Set<FormPair>();

  const violations = operation.parameters.flatMap((parameter): readonly Violation[] => {
    const { name, in: place, required, schema } = parameter;
    // https://spec.openapis.org/oas/v3.1.1.html#fixed-fields-for-use-with-schema: these are described elsewhere.
    if (place === 'header' && ['accept', 'content-type', 'authorization'].includes(name.toLowerCase()))
      return [];
    const pairs = pairsFor();
    for (const pair of pairs) taken.add(pair);
    if (pairs.length === 0) return required ? [{ in: place, field: name, problem: 'is missing' }] : [];
    return failClosed(place, name, () => {
      const value = readParameterValue(parameter, document, pairs);
      return [
        ...violationsIn(place, name, validator.problemsOf(schema, value, 'request')),
        ...violationsIn(place, name, undocumentedFields(document, schema, value)),
      ];
    });

    function pairsFor(): readonly FormPair[] {
      if (place === 'query') return pairsOfParameter(parameter, document, query);
      const held = {
        path: pathValues[name],
        header: request.headers[name.toLowerCase()],
        cookie: cookiesOf(request).get(name),
      }[place];
      return held === undefined ? [] : [[name, held]];
    }
  });

  const keys = (operation.security ?? []).flat().filter((scheme) => scheme.in === 'query');
  const unknown = query
    .filter((pair) => !taken.has(pair) && !keys.some(({ field }) => field === pair[0]))
    .map(([name]): Violation => ({ in: 'query', field: name, problem: 'is not in the document' }));
  return [...violations, ...unknown];
};

const bodyViolations = async (
  { body }: Operation,
  { document, validator }: ContractDescription,
  request: PreparedRequest,
): Promise<readonly Violation[]> => {
  const sent = request.body && request.body.byteLength > 0 ? request.body : undefined;
  if (!sent) return body?.required ? [{ in: 'body', field: '', problem: 'is missing' }] : [];
  if (!body) return [{ in: 'body', field: '', problem: 'is not in the document: the operation takes none' }];

  const contentType = request.headers['content-type'] ?? '';
  const content = contentFor(body.content, contentType);
  const known = Object.keys(body.content).join(' or ');
  if (!content) return [{ in: 'body', field: '', problem: `is not of a documented media type: ${known}` }];
  const { schema } = content;
  if (!schema) return [];
  const decoded = await decodeBody(contentType, sent).catch(() => undefined);
  if (!decoded) return [{ in: 'body', field: '', problem: 'is not what its media type says' }];
  return failClosed('body', '', () => {
    const value = readBody(document, schema, decoded);
    return [
      ...violationsIn('body', '', validator.problemsOf(schema, value, 'request')),
      ...violationsIn('body', '', undocumentedFields(document, schema, value)),
    ];
  });
};
