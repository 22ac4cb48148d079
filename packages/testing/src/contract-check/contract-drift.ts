import type { PreparedRequest } from '@touchline/core';
import { contentFor, decodeBody, readBody } from './body-value.ts';
import { answerFor } from './check-answer.ts';
import { checkExchanges } from './check-exchanges.ts';
import { type ContractDocument, openContract } from './contract.ts';
import type { Exchange } from './exchange.ts';
import type { JsonObject } from './open-api-document.ts';
import type { Content, Operation } from './operation.ts';
import { type Described, schemaDrift } from './schema-drift.ts';

/** What changed in an operation that a connector uses. */
export interface DriftedOperation {
  /** `POST /v1/refunds` */
  readonly operation: string;
  /** What the newer document says differently, each a sentence. */
  readonly changes: readonly string[];
  /** In what the requests of today would violate the newer document, and did not violate the older. */
  readonly violations: readonly string[];
}

/** What of a newer document matters to a connector. */
export interface ContractDrift {
  /** Only operations in which something changed. */
  readonly operations: readonly DriftedOperation[];
  /** How many operations were compared. */
  readonly compared: number;
}

/** What is compared. */
export interface ContractDriftOptions {
  readonly before: ContractDocument | readonly ContractDocument[];
  readonly after: ContractDocument | readonly ContractDocument[];
}

/**
 * Tells what a newer description of a vendor changes for a connector: in the operations that it uses, in the fields that it sends and
 * that it is answered, and in what it must send from now on. What it does not use may change as it likes.
 *
 * @param exchanges what the connector sends and is answered; see {@link exerciseConnector}.
 * @throws TypeError for a document that is none of OpenAPI's.
 */
export const contractDrift = async (
  exchanges: readonly Exchange[],
  { before, after }: ContractDriftOptions,
): Promise<ContractDrift> => {
  const older = openContract(before);
  const newer = openContract(after);
  const changes = new Map<string, Set<string>>();
  for (const exchange of exchanges) {
    const found = older.find(exchange.request.method, new URL(exchange.request.url));
    if (!found) continue;
    const { operation, description } = found;
    const known = changes.get(operation.name) ?? new Set();
    changes.set(operation.name, known);
    const next = newer.find(exchange.request.method, new URL(exchange.request.url));
    if (!next) known.add('The operation is gone.');
    else
      for (const sentence of await compare(
        exchange,
        { operation, document: description.document },
        { operation: next.operation, document: next.description.document },
      ))
        known.add(sentence);
  }
  const violations = await newViolations(exchanges, before, after);
  const operations = [...changes].map(([operation, sentences]) => ({
    operation,
    changes: [...sentences],
    violations: violations.get(operation) ?? [],
  }));
  return {
    operations: operations.filter((each) => each.changes.length > 0 || each.violations.length > 0),
    compared: operations.length,
  };
};

interface Side {
  readonly operation: Operation;
  readonly document: JsonObject;
}

const compare = async (exchange: Exchange, older: Side, newer: Side): Promise<readonly string[]> => {
  const { request, answer } = exchange;
  const sent =
    request.body && request.body.byteLength > 0
      ? await compareBody('body', request.headers['content-type'] ?? '', request.body, {
          older: contentSide(older, older.operation.body?.content),
          newer: contentSide(newer, newer.operation.body?.content),
        })
      : [];
  const bodyNeeded =
    !request.body && newer.operation.body?.required && !older.operation.body?.required
      ? ['A body is required now.']
      : [];
  return [
    ...securityDrift(older.operation, newer.operation),
    ...parameterDrift(older, newer, request),
    ...bodyNeeded,
    ...sent,
    ...(answer ? await compareAnswer(answer, older, newer) : []),
  ];
};

interface ContentSide {
  readonly content: Content | undefined;
  readonly document: Side['document'];
}

const contentSide = ({ document }: Side, content: Content | undefined): ContentSide => ({
  content,
  document,
});

const compareBody = async (
  place: 'body' | 'answer',
  contentType: string,
  bytes: Uint8Array,
  { older, newer }: { readonly older: ContentSide; readonly newer: ContentSide },
): Promise<readonly string[]> => {
  const known = older.content && contentFor(older.content, contentType);
  if (!known?.schema) return [];
  const next = newer.content && contentFor(newer.content, contentType);
  if (!next) return [`The media type ${contentType} of the ${place} is gone.`];
  if (!next.schema) return [];
  const decoded = await decodeBody(contentType, bytes).catch(() => undefined);
  if (!decoded) return [];
  const value = readBody(older.document, known.schema, decoded);
  const described = (side: ContentSide, schema: unknown): Described => ({
    document: side.document,
    schemas: [schema],
  });
  return schemaDrift(place, described(older, known.schema), described(newer, next.schema), value);
};

const compareAnswer = async (
  answer: NonNullable<Exchange['answer']>,
  older: Side,
  newer: Side,
): Promise<readonly string[]> => {
  const known = answerFor(older.operation, answer.status);
  const next = answerFor(newer.operation, answer.status);
  if (known && !next) return [`The answer ${answer.status} is gone.`];
  if (answer.body.byteLength === 0) return [];
  return compareBody('answer', answer.headers['content-type'] ?? '', answer.body, {
    older: contentSide(older, known),
    newer: contentSide(newer, next),
  });
};

const securityDrift = (older: Operation, newer: Operation): readonly string[] => {
  const waysOf = ({ security }: Operation): string =>
    (security ?? [])
      .map((schemes) =>
        schemes
          .map(({ in: place, field, prefix }) => [place, field, prefix].filter(Boolean).join(' '))
          .join(' and '),
      )
      .sort()
      .join(', or ');
  const [before, after] = [waysOf(older), waysOf(newer)];
  return before === after
    ? []
    : [`It asks for other credentials: ${after || 'none'}, not ${before || 'none'}.`];
};

const parameterDrift = (older: Side, newer: Side, request: PreparedRequest): readonly string[] => {
  const url = new URL(request.url);
  const before = new Map(older.operation.parameters.map((each) => [`${each.in} ${each.name}`, each]));
  const after = new Map(newer.operation.parameters.map((each) => [`${each.in} ${each.name}`, each]));
  const required = [...after]
    .filter(([name, { required }]) => required && before.get(name)?.required !== true)
    .map(([name]) => `The ${name} is required now.`);
  const used = [...before].filter(([, { in: place, name }]) => {
    if (place === 'query') return url.searchParams.has(name);
    return place === 'path' || (place === 'header' && request.headers[name.toLowerCase()] !== undefined);
  });
  const changed = used.flatMap(([name, parameter]) => {
    const next = after.get(name);
    if (!next) return parameter.in === 'path' ? [] : [`The ${name} is gone.`];
    return schemaDrift(
      name,
      { document: older.document, schemas: [parameter.schema] },
      { document: newer.document, schemas: [next.schema] },
      undefined,
    );
  });
  return [...required, ...changed];
};

const newViolations = async (
  exchanges: readonly Exchange[],
  before: ContractDriftOptions['before'],
  after: ContractDriftOptions['after'],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const requests = exchanges.map(({ request }) => ({ request, answer: undefined }));
  const [older, newer] = await Promise.all([
    checkExchanges(requests, { documents: before }),
    checkExchanges(requests, { documents: after }),
  ]);
  const known = new Map(
    older.operations.map(({ operation, violations }) => [operation, new Set(violations)]),
  );
  return new Map(
    newer.operations.map(({ operation, violations }) => [
      operation,
      violations.filter((violation) => !known.get(operation)?.has(violation)),
    ]),
  );
};
