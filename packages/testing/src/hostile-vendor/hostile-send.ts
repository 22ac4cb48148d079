import type { RawResponse, Send, SendFailure } from '@touchline/core';
import type { FailurePlan, VendorFailure } from './vendor-failure.ts';

/**
 * Puts a hostile vendor between a connector and its sandbox, in the process:
 * `ledger(config, { http: { send: hostileSend(sendTo(sandbox), plan) } })`.
 */
export const hostileSend = (send: Send, plan: FailurePlan): Send => {
  let count = 0;
  return async (request, options) => {
    const failure = plan(count, request);
    count += 1;
    return failure ? fail(failure, options.signal) : send(request, options);
  };
};

const fail = (failure: VendorFailure, signal: AbortSignal): Promise<RawResponse | SendFailure> => {
  switch (failure.kind) {
    case 'answer': {
      const body = new TextEncoder().encode(failure.body ?? '');
      const headers = { 'content-type': 'application/json', ...failure.headers };
      return Promise.resolve({ status: failure.status, headers, body });
    }
    case 'unreachable':
      return Promise.resolve({ failure: 'network', written: false, detail: 'ECONNREFUSED' });
    case 'reset':
      return Promise.resolve({ failure: 'network', written: true, detail: 'ECONNRESET' });
    case 'truncated':
      return Promise.resolve({
        failure: 'network',
        written: true,
        detail: 'UND_ERR_SOCKET',
        head: { status: 200, headers: { 'content-type': 'application/json' } },
      });
    case 'endless':
      return Promise.resolve({ failure: 'too_large', written: true, head: { status: 200, headers: {} } });
    case 'silence':
      return stopped({ failure: 'stopped', written: true }, signal);
    case 'drip':
      return stopped({ failure: 'stopped', written: true, head: { status: 200, headers: {} } }, signal);
  }
};

/** What goes on until it is given up. */
const stopped = (failure: SendFailure, signal: AbortSignal): Promise<SendFailure> =>
  new Promise((resolve) => {
    const stop = (): void => resolve(failure);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
