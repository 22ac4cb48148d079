import { type Clock, type Secret, signRequest, systemClock, type WebhookRequest } from '@touchline/core';
import { createSandbox, type VendorSandbox } from '@touchline/core/sandbox';
import { answers } from './sandbox/answers.ts';
import { webhookSignature } from './verify.ts';

/** How the sandbox's account is set up. */
export interface ExampleVendorSandboxOptions {
  /** The key that is let in. */
  readonly apiKey: string;
  /** What webhooks are signed with. */
  readonly webhookSecret: string | Secret;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Example Vendor in memory: its API, and webhooks as it sends them. */
export interface ExampleVendorSandbox extends VendorSandbox {
  /** A signed webhook of this payload. */
  readonly webhook: (payload: unknown) => WebhookRequest;
  /** Any body, signed at a time in milliseconds since the epoch. */
  readonly sign: (body: Uint8Array, atMs: number) => WebhookRequest;
}

// TODO: the vendor's own paths, statuses, error bodies and state, in place of answers that are always the same.
/** An in-memory Example Vendor. The same calls give the same ids. */
export const exampleVendorSandbox = ({
  apiKey,
  webhookSecret,
  clock = systemClock,
}: ExampleVendorSandboxOptions): ExampleVendorSandbox => {
  const routes = Object.entries(answers).map(
    ([path, body]) => [`POST /v1${path}`, () => ({ status: 200, body })] as const,
  );
  const sign: ExampleVendorSandbox['sign'] = (rawBody, atMs) =>
    signRequest(
      webhookSignature,
      {
        method: 'POST',
        url: 'https://hooks.example.com/webhooks/example-vendor',
        headers: { 'content-type': 'application/json' },
        rawBody,
      },
      { secret: webhookSecret, now: atMs },
    );
  return {
    ...createSandbox({
      authorize: ({ headers }) =>
        headers.authorization === `Bearer ${apiKey}`
          ? undefined
          : { status: 401, body: { code: 'unauthorized' } },
      routes: {
        'GET /v1/me': () => ({ status: 200, body: { account: 'acc_1' } }),
        ...Object.fromEntries(routes),
      },
      notFound: () => ({ status: 404, body: { code: 'not_found' } }),
    }),
    webhook: (payload) => sign(Buffer.from(JSON.stringify(payload)), clock.now()),
    sign,
  };
};
