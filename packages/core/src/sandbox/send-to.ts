import type { PreparedRequest, RawResponse, Send, SendFailure } from '../http/index.ts';
import type { VendorSandbox } from './vendor-sandbox.ts';

/**
 * Leads a connector's calls to a sandbox in the same process, without a socket:
 * `slack(config, { http: { send: sendTo(sandbox) } })`. What goes to other origins goes to the same sandbox.
 */
export const sendTo =
  (sandbox: VendorSandbox): Send =>
  async (request, { signal, maxResponseBytes }): Promise<RawResponse | SendFailure> => {
    const response = await stoppable(sandbox.fetch(toRequest(request)), signal);
    if (!response) return { failure: 'stopped', written: true };
    const head = { status: response.status, headers: Object.fromEntries(response.headers) };
    const body = new Uint8Array(await response.arrayBuffer());
    return body.byteLength > maxResponseBytes
      ? { failure: 'too_large', written: true, head }
      : { ...head, body };
  };

const toRequest = ({ method, url, headers, body }: PreparedRequest): Request =>
  new Request(url, {
    method,
    headers: { ...headers },
    ...(body && { body: body as Uint8Array<ArrayBuffer> }),
  });

const stoppable = (answer: Promise<Response>, signal: AbortSignal): Promise<Response | undefined> =>
  new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
