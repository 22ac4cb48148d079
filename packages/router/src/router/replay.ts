import {
  checkDeadLetterFilter,
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetters,
  TouchlineError,
} from '@touchline/core';
import type { Ingress } from './ingress.ts';
import type { ReplayReport } from './router.ts';

/** Takes dead letters up again: deliveries go back to their routes, kept webhooks are mapped anew. */
export const replayDeadLetters = async (
  deadLetters: DeadLetters,
  ingresses: ReadonlyMap<string, Ingress>,
  filter: DeadLetterFilter,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<ReplayReport> => {
  checkDeadLetterFilter(filter);
  const deliveriesWanted = filter.kind !== 'webhook';
  const webhooksWanted = filter.kind !== 'delivery';
  const deliveries = { ...filter, kind: 'delivery' } as const;
  const webhooks = { ...filter, kind: 'webhook' } as const;
  if (dryRun)
    return {
      deliveries: deliveriesWanted ? await deadLetters.count(deliveries) : 0,
      webhooks: webhooksWanted ? await deadLetters.count(webhooks) : 0,
      stillFailing: 0,
    };
  return {
    deliveries: deliveriesWanted ? await deadLetters.replay(deliveries) : 0,
    ...(webhooksWanted
      ? await takeUpWebhooks(deadLetters, ingresses, webhooks)
      : { webhooks: 0, stillFailing: 0 }),
  };
};

const takeUpWebhooks = async (
  deadLetters: DeadLetters,
  ingresses: ReadonlyMap<string, Ingress>,
  filter: DeadLetterFilter,
): Promise<Pick<ReplayReport, 'webhooks' | 'stillFailing'>> => {
  let webhooks = 0;
  let stillFailing = 0;
  let page = await deadLetters.list(filter);
  for (let last = page.at(-1); last; last = page.at(-1)) {
    for (const letter of page) {
      if (letter.kind !== 'webhook') continue;
      webhooks += 1;
      if (await takeUp(letter, ingresses)) await deadLetters.discard({ ids: [letter.id] });
      else stillFailing += 1;
    }
    page = await deadLetters.list(filter, { afterId: last.id });
  }
  return { webhooks, stillFailing };
};

/** Answers whether every item that had failed is understood, and stored, now. One that is not does not stop the others. */
const takeUp = async (
  letter: Extract<DeadLetter, { kind: 'webhook' }>,
  ingresses: ReadonlyMap<string, Ingress>,
): Promise<boolean> => {
  try {
    return (await ingresses.get(letter.connector)?.takeUp(letter))?.length === 0;
  } catch (thrown) {
    if (isOfTheLog(thrown)) throw thrown;
    return false;
  }
};

/** Where nothing can be stored, going on would only read. */
const isOfTheLog = (thrown: unknown): boolean =>
  TouchlineError.isInstance(thrown) && /^(log|router)\./.test(thrown.code);
