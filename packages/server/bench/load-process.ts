import { get } from 'node:http';
import { stripeSandbox } from '@touchline/payments/stripe/sandbox';
import autocannon from 'autocannon';
import type { LoadOrder, LoadReport } from './load.ts';
import { paymentDraft } from './payment.ts';

// Makes the load that its argument orders, and tells the process that forked it how it went.

const order = JSON.parse(process.argv[2] as string) as LoadOrder;

const report: LoadReport =
  order.kind === 'readers' ? await readEverything(order) : await fire(order, requestsOf(order));
process.send?.({ kind: 'report', ...report }, () => process.exit());

/** A request for each shot: autocannon asks for the next one before it sends it. */
function requestsOf(order: Exclude<LoadOrder, { kind: 'readers' }>): () => Partial<autocannon.Request> {
  let number = 0;
  if (order.kind === 'webhooks') {
    const sandbox = stripeSandbox({ apiKey: 'sk_test_1', webhookSecret: order.secret });
    return () => {
      number += 1;
      const object = {
        id: `pi_${order.round}_${number}`,
        object: 'payment_intent',
        amount: 4_990,
        currency: 'eur',
        status: 'succeeded',
      };
      const happened = { id: `evt_${order.round}_${number}`, type: 'payment_intent.succeeded', object };
      const webhook = sandbox.webhook(happened, { url: order.url });
      return { headers: { ...webhook.headers }, body: Buffer.from(webhook.rawBody) };
    };
  }
  return () => {
    number += 1;
    const drafts = Array.from({ length: order.batch }, (_, index) =>
      paymentDraft(`${order.round}-${number}-${index}`),
    );
    return {
      headers: { 'content-type': 'application/json', authorization: `Bearer ${order.key}` },
      body: JSON.stringify(drafts),
    };
  };
}

async function fire(
  { url, connections, seconds, requestsPerSecond }: Exclude<LoadOrder, { kind: 'readers' }>,
  next: () => Partial<autocannon.Request>,
): Promise<LoadReport> {
  // Made beforehand: what is measured is the server, and not how long it waits for the next request.
  const made = Array.from({ length: seconds * requestsPerSecond }, next).reverse();
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: 'POST',
    requests: [{ method: 'POST', setupRequest: (request) => ({ ...request, ...(made.pop() ?? next()) }) }],
  });
  return { rate: result['2xx'] / result.duration, failed: result.non2xx + result.errors };
}

/** Opens the readers, and counts what comes until each has everything, or nothing comes any more. */
async function readEverything({
  url,
  key,
  readers,
  events,
}: Extract<LoadOrder, { kind: 'readers' }>): Promise<LoadReport> {
  const counts = new Array<number>(readers).fill(0);
  let firstMs: number | undefined;
  const ended = counts.map(
    (_, reader) =>
      new Promise<void>((resolve, reject) => {
        const request = get(
          url,
          { headers: { authorization: `Bearer ${key}` }, agent: false },
          (response) => {
            connected();
            let rest = '';
            response.setEncoding('utf8');
            response.on('data', (chunk: string) => {
              const text = rest + chunk;
              const found = text.split('\ndata: ').length - 1;
              if (found > 0) firstMs ??= performance.now();
              counts[reader] = (counts[reader] ?? 0) + found;
              rest = text.slice(-6).replaceAll('\ndata: ', '');
              if ((counts[reader] ?? 0) >= events) {
                request.destroy();
                resolve();
              }
            });
          },
        );
        request.on('error', (error) => ((counts[reader] ?? 0) >= events ? resolve() : reject(error)));
      }),
  );
  let open = 0;
  function connected(): void {
    open += 1;
    if (open === readers) process.send?.({ kind: 'ready' });
  }
  await Promise.all(ended);
  const seconds = (performance.now() - (firstMs ?? 0)) / 1_000;
  const got = counts.reduce((sum, count) => sum + count, 0);
  return { rate: events / seconds, failed: readers * events - got };
}
