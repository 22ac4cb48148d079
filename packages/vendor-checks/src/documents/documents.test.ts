import { Parser } from '@asyncapi/parser';
import { compileErrors, validate } from '@readme/openapi-parser';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { breakingChanges } from '@touchline/openapi';
import { describe, expect, test } from 'vitest';
import { documentFiles } from './document-files.ts';

const files = await documentFiles();
const textOf = (name: string): string => files.find((file) => file.name === name)?.made ?? '';

describe.each(files)('docs/$name (npm run openapi writes it anew)', ({ kept = '{}', made }) => {
  test('breaks no client that was made with it (npm run openapi -- --accept-breaking)', () => {
    expect(breakingChanges(JSON.parse(kept), JSON.parse(made))).toEqual([]);
  });

  test('is not stale', () => {
    // Compared as a whole: the difference of documents of this size tells nobody anything.
    expect(kept === made).toBe(true);
  });
});

describe('without an error or a warning are, with every connector, say', { timeout: 60_000 }, () => {
  test('@readme/openapi-parser', async () => {
    const result = await validate(JSON.parse(textOf('openapi.json')));
    expect(result.valid ? result.warnings : compileErrors(result)).toEqual([]);
  });

  test('@seriousme/openapi-schema-validator', async () => {
    const result = await new Validator().validate(JSON.parse(textOf('openapi.json')));
    expect(result).toEqual({ valid: true });
  });

  test('redocly, by its strictest rules', async () => {
    const config = await createConfig({ extends: ['recommended-strict'] });
    const source = textOf('openapi.json');
    const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  });

  test('@asyncapi/parser', async () => {
    const { diagnostics } = await new Parser().parse(textOf('asyncapi.json'));
    expect(diagnostics.filter(({ severity }) => severity <= 1)).toEqual([]);
  });
});
