import { testConnector } from '@touchline/testing/connector';
import { describe, test } from 'vitest';
import { specimen } from './fixtures/specimen.ts';

describe('what every connector promises', () => testConnector(specimen, { test, skip: test.skip }));
