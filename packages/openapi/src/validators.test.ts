import { Parser } from '@asyncapi/parser';
import { compileErrors, validate } from '@readme/openapi-parser';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { touchpointEvents } from '@touchline/core';
import { describe, expect, it } from 'vitest';
import { httpTransport } from './asyncapi/transport.ts';
import { asyncApiDocument } from './asyncapi-document.ts';
import { documentText } from './document/document-text.ts';
import { shopApi } from './fixtures/shop-api.ts';
import { openApiDocument } from './openapi-document.ts';

/** What three makers of tools each think of a document with all of Touchline's events. */
describe('the OpenAPI document is valid, without a warning, says', () => {
  const text = documentText(openApiDocument(shopApi));

  it('@readme/openapi-parser', async () => {
    const result = await validate(JSON.parse(text));
    expect(result.valid ? [] : compileErrors(result)).toEqual([]);
    expect(result.warnings).toEqual([]);
  });

  it('@seriousme/openapi-schema-validator', async () => {
    expect(await new Validator().validate(JSON.parse(text))).toEqual({ valid: true });
  });

  it('redocly, by its strictest rules', async () => {
    const config = await createConfig({ extends: ['recommended-strict'] });
    const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config });
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  });

  it('not, when it is broken', async () => {
    const broken = JSON.parse(text);
    broken.paths['/v1/parcels/{parcelId}'].get.responses = {};
    delete broken.info.title;
    expect((await validate(structuredClone(broken))).valid).toBe(false);
    expect((await new Validator().validate(structuredClone(broken))).valid).toBe(false);
  });
});

describe('the AsyncAPI document is valid, without a warning, says', () => {
  const info = {
    title: 'Shop',
    version: '1.0.0',
    description: 'The events of a shop.',
    license: { name: 'MIT' },
    contact: { name: 'Shop', url: 'https://acme.test', email: 'shop@acme.test' },
  };
  /** From 0, an error, over 1, a warning, to 3, a hint. */
  const mostSevere = 1;

  it('@asyncapi/parser', async () => {
    const transport = httpTransport({ url: 'https://api.acme.test' });
    const text = documentText(asyncApiDocument({ info, events: touchpointEvents, transport }));
    const { diagnostics } = await new Parser().parse(text);
    expect(diagnostics.filter(({ severity }) => severity <= mostSevere)).toEqual([]);
  });

  it('not, when it is broken', async () => {
    const document = asyncApiDocument({ info, events: touchpointEvents });
    const { diagnostics } = await new Parser().parse(documentText({ ...document, operations: { on: {} } }));
    expect(diagnostics.filter(({ severity }) => severity === 0)).not.toEqual([]);
  });
});
