import { setTimeout } from 'node:timers/promises';
import { type Hub, verifyErasureReceipt } from '@touchline/hub';
import type { Narrator } from './narrator.ts';

/** Erases a customer, waits until every vendor has answered, and prints what the signed receipt says. */
export const eraseAndPrint = async ({ privacy }: Hub, id: string, { line }: Narrator): Promise<void> => {
  let report = await privacy.erase(id);
  for (let waited = 0; report.state !== 'done' && waited < 100; waited += 1) {
    await setTimeout(50);
    report = await privacy.erasure(report.id);
  }
  // Anybody can check it: all it takes is the public key.
  const said = verifyErasureReceipt(await privacy.receipt(report.id), await privacy.receiptKey());
  line(
    `\nAda asks to be forgotten. The receipt, signed: ${said.state}, ${said.keysDestroyed} keys destroyed`,
  );
  for (const { connector, status, error } of said.destinations)
    line(`    ${connector.padEnd(10)} ${status}${error ? `, ${error.code}` : ''}`);
};
