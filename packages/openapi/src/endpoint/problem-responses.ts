import { type ErrorCode, errorCodes, problemMediaType, problemOf, TouchlineError } from '@touchline/core';
import type { ReferenceObject, ResponseObject } from 'openapi3-ts/oas31';
import type { ComponentSchemas } from '../schema/component-schemas.ts';

const componentName = 'Problem';

/**
 * The answers that tell of an error: one for each HTTP status of the table of error codes, as problem documents.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class ProblemResponses {
  readonly #schemas: ComponentSchemas;
  readonly #codesByStatus = new Map<number, Set<ErrorCode>>();

  constructor(schemas: ComponentSchemas) {
    this.#schemas = schemas;
  }

  /** References to the answers that these errors give, by status. */
  references(codes: readonly ErrorCode[]): Record<string, ReferenceObject> {
    const references: Record<string, ReferenceObject> = {};
    for (const code of codes) {
      const { status } = errorCodes[code];
      const known = this.#codesByStatus.get(status) ?? new Set();
      this.#codesByStatus.set(status, known.add(code));
      references[status] = { $ref: `#/components/responses/${responseName(status)}` };
    }
    return references;
  }

  /** The component of each status that was asked for, in order. */
  components(): readonly (readonly [string, ResponseObject])[] {
    if (this.#codesByStatus.size === 0) return [];
    const schema = this.#schemas.define(componentName, problemSchema);
    return [...this.#codesByStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, codes]) => [responseName(status), responseOf([...codes].sort(), schema)]);
  }
}

const responseName = (status: number): string => `Problem${status}`;

const responseOf = (codes: readonly ErrorCode[], schema: ReferenceObject): ResponseObject => ({
  description: codes
    .map((code) => `\`${code}\`: ${errorCodes[code].title}. ${errorCodes[code].remedy}`)
    .join('\n\n'),
  content: {
    [problemMediaType]: {
      schema,
      example: problemOf(new TouchlineError(codes[0] as ErrorCode, 'What is wrong, in a sentence.')),
    },
  },
});

const problemSchema = {
  type: 'object',
  description: 'What is wrong, for programs and for people: RFC 9457.',
  properties: {
    type: { type: 'string', description: '`urn:touchline:error:` and the code.' },
    title: { type: 'string', description: 'What the code means.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    code: {
      type: 'string',
      description: 'For programs to decide by, such as `event.invalid`. More may come.',
    },
    detail: { type: 'string', description: 'What is wrong here, in a sentence.' },
    errors: {
      type: 'array',
      description: 'Where it is wrong, where that can be said.',
      items: {
        type: 'object',
        properties: {
          path: { type: 'string', description: 'Such as `data.amount.currency`; empty for the whole.' },
          message: { type: 'string' },
        },
        required: ['path', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code', 'detail'],
};
