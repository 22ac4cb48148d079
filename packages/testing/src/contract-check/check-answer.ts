import type { RawResponse } from '@touchline/core';
import { contentFor, decodeBody, readBody } from './body-value.ts';
import type { ContractDescription } from './contract.ts';
import type { Content, Operation } from './operation.ts';
import { undocumentedFields } from './undocumented-fields.ts';
import { failClosed, type Violation, violationsIn } from './violation.ts';

/** Checks what a sandbox answered, so that connectors are not tested against answers that no vendor gives. */
export const checkAnswer = async (
  operation: Operation,
  { document, validator }: ContractDescription,
  { status, headers, body }: RawResponse,
): Promise<readonly Violation[]> => {
  const content = answerFor(operation, status);
  if (!content) return [{ in: 'answer status', field: String(status), problem: 'is not in the document' }];
  if (body.byteLength === 0 || Object.keys(content).length === 0) return [];
  const contentType = headers['content-type'] ?? '';
  const known = contentFor(content, contentType);
  const types = Object.keys(content).join(' or ');
  if (!known) return [{ in: 'answer', field: '', problem: `is not of a documented media type: ${types}` }];
  const { schema } = known;
  if (!schema) return [];
  const decoded = await decodeBody(contentType, body).catch(() => undefined);
  if (!decoded) return [{ in: 'answer', field: '', problem: 'is not what its media type says' }];
  return failClosed('answer', '', () => {
    const value = readBody(document, schema, decoded);
    return [
      ...violationsIn('answer', '', validator.problemsOf(schema, value, 'answer')),
      ...violationsIn('answer', '', undocumentedFields(document, schema, value)),
    ];
  });
};

/** The answer that a status falls under: itself, `2XX`, or the default. */
export const answerFor = ({ answers }: Operation, status: number): Content | undefined => {
  const key = [String(status), `${String(status)[0]}XX`, 'default'].find((each) =>
    Object.hasOwn(answers, each),
  );
  return key === undefined ? undefined : answers[key];
};
