import assert from 'node:assert/strict';
import type { CustomerRef } from '@touchline/core';
import { exercises, goodRunOf, runOn } from '../calling.ts';
import { type ConnectorPromise, promiseOf } from '../connector-promise.ts';
import type { ConnectorSpecimen } from '../connector-specimen.ts';
import { assertInFamily } from '../leaks.ts';

const promise = promiseOf('erase', exercises('erase'));

/** What the kit promises of a person's being forgotten. */
export const erasePromises: readonly ConnectorPromise[] = [
  promise('an erasure gives a receipt', async (specimen) => {
    const { calls } = await goodRunOf(specimen, 'erase');
    const receipt = calls.findLast(({ part }) => part === 'erase')?.value;
    assertReceipt(receipt);
    assert.notEqual(receipt.status, 'not_found', 'the exercise must erase somebody whom the vendor knows');
  }),
  promise('a person whom the vendor does not know is not found, or asked for', async (specimen) => {
    const receipt = await eraseOf(specimen, {
      id: 'touchline-nobody',
      email: 'nobody@touchline.example',
      phone: '+14155550100',
    });
    // A vendor that erases later says only later whom it found.
    if (receipt)
      assert.ok(
        receipt.status !== 'erased',
        'a person whom the vendor does not know must be not_found, not erased',
      );
  }),
  promise('nobody is erased where nobody is named', async (specimen) => {
    const receipt = await eraseOf(specimen, {});
    if (receipt)
      assert.equal(receipt.status, 'not_found', 'a customer without any identifier must be not_found');
  }),
];

/** The receipt for a person; none where the connector says why it cannot look for them. */
const eraseOf = async (specimen: ConnectorSpecimen, customer: CustomerRef): Promise<Receipt | undefined> => {
  const { outcome } = await runOn(specimen, async ({ erase }) => erase?.(customer));
  if ('thrown' in outcome) {
    assertInFamily(outcome.thrown);
    assert.equal(
      outcome.thrown.disposition,
      'reject',
      `an erasure of a person who is not known must give a receipt, or be rejected; ${outcome.thrown.message}`,
    );
    return undefined;
  }
  assertReceipt(outcome.value);
  return outcome.value;
};

interface Receipt {
  readonly status: string;
}

function assertReceipt(value: unknown): asserts value is Receipt {
  const { status, reference } = (value ?? {}) as { readonly status?: unknown; readonly reference?: unknown };
  assert.ok(
    ['erased', 'requested', 'not_found'].includes(String(status)),
    'the status of a receipt must be erased, requested or not_found',
  );
  assert.ok(
    reference === undefined || typeof reference === 'string',
    'the reference of a receipt must be a text',
  );
}
