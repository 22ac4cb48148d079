import { describe, expect, it } from 'vitest';
import type { ActionOptions, BoundAction } from './action.ts';
import { callAction } from './call-action.ts';
import { ledger, ledgerConfig } from './fixtures/acme-ledger.ts';

/** How a call ended, once it has. */
const outcomeOf = (
  action: BoundAction<never, unknown>,
  input: unknown,
  options: ActionOptions = {},
): Promise<{ readonly output: unknown } | { readonly thrown: unknown }> =>
  new Promise((resolve) => {
    let returned = false;
    const tell = (outcome: { readonly output: unknown } | { readonly thrown: unknown }): void => {
      expect(returned).toBe(true);
      resolve(outcome);
    };
    callAction(action as BoundAction<unknown, unknown>, input, options, {
      onOutput: (output) => tell({ output }),
      onError: (thrown) => tell({ thrown }),
    });
    returned = true;
  });

/** An action that nobody bound: it answers what it was given. */
const handmade = (run: (input: unknown, options: ActionOptions) => unknown): BoundAction<never, unknown> =>
  run as unknown as BoundAction<never, unknown>;

describe('a call with a listener', () => {
  it('refuses an input as the action itself does, and not before the call returned', async () => {
    const { postEntry, voidEntry } = ledger(ledgerConfig).actions;
    const outcome = await outcomeOf(postEntry, { nonsense: true });
    expect(outcome).toMatchObject({ thrown: { code: 'action.input_invalid' } });
    expect(await outcomeOf(voidEntry, { entryId: 'ent_1' })).toEqual({ output: {} });
  });

  it('calls an action that is made by hand as anybody would', async () => {
    expect(
      await outcomeOf(
        handmade(async () => 7),
        {},
      ),
    ).toEqual({ output: 7 });
    expect(
      await outcomeOf(
        handmade(() => 7),
        {},
      ),
    ).toEqual({ output: 7 });
    const failure = new Error('no');
    const throwing = handmade(() => {
      throw failure;
    });
    expect(await outcomeOf(throwing, {})).toEqual({ thrown: failure });
    expect(
      await outcomeOf(
        handmade(() => Promise.reject(failure)),
        {},
      ),
    ).toEqual({ thrown: failure });
  });

  it('gives a wrapper options that it may spread, whatever object they came as', async () => {
    class Lazy implements ActionOptions {
      get attempt(): number {
        return 3;
      }
      idempotencyKey(): string {
        return `key of attempt ${this.attempt}`;
      }
    }
    const wrapper = handmade((_, options) => {
      const { attempt, idempotencyKey } = { ...options };
      return { attempt, key: typeof idempotencyKey === 'function' ? idempotencyKey() : idempotencyKey };
    });
    expect(await outcomeOf(wrapper, {}, new Lazy())).toEqual({
      output: { attempt: 3, key: 'key of attempt 3' },
    });
  });
});
