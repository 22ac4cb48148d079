import { type ConnectorContract, checkConnectorContract } from '@touchline/testing/contract';
import { describe, expect, test } from 'vitest';
import { sharedFolder } from './shared-folder.ts';
import { moduleOf, vendors } from './vendors.ts';

const specs = sharedFolder('vendor-specs');

describe.each(await vendors())('$name', (vendor) => {
  test('sends what its vendor’s own description says, and its sandbox answers so', async ({ skip }) => {
    if (!specs) return skip('../shared/vendor-specs is not at hand');
    const { contract } =
      (await moduleOf<{ contract: ConnectorContract }>(vendor, 'fixtures/contract.ts')) ?? {};
    if (!contract) return skip('it has no fixtures/contract.ts');
    const report = await checkConnectorContract(contract, specs);
    expect(
      report.operations.flatMap(({ operation, violations }) => violations.map((each) => [operation, each])),
    ).toEqual([]);
    expect(
      report.operations.flatMap(({ operation, answerViolations }) =>
        answerViolations.map((each) => [operation, each]),
      ),
    ).toEqual([]);
    expect(report.operations.filter(({ canary }) => canary !== 'rejected')).toEqual([]);
    expect(report).toMatchObject({ unexercised: [], unusedExcuses: [], passed: true });
  });
});
