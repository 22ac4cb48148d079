import type { ActionContract, ActionRun } from '@touchline/core';
import type { z } from 'zod';
import type { ExampleVendorSettings } from './config.ts';

// TODO: delete this file once every action of actions.ts has a function of its own.
/**
 * An action to begin with: its input is sent as it is, and the answer is its output, which core validates. The vendor in the
 * sandbox is made to measure; a real one is not.
 */
export const asIs =
  <Name extends string, Input extends z.ZodType, Output extends z.ZodType>(
    { idempotent }: ActionContract<Name, Input, Output>,
    path: `/${string}`,
  ): ActionRun<ExampleVendorSettings, Input, Output> =>
  async (input, { http, idempotencyKey, signal }) => {
    const { body } = await http.post(path, {
      json: input,
      signal,
      ...(idempotent === 'key' ? { idempotencyKey } : { idempotent: idempotent === 'natural' }),
    });
    return body as z.input<Output>;
  };
