import type { Send } from '../http/index.ts';
import { createUndiciTransport } from '../http/undici-transport.ts';

/** What leads calls to a server, until it is closed. */
export interface SendOver {
  readonly send: Send;
  /** Closes its connections. */
  readonly close: () => Promise<void>;
}

/**
 * Leads a connector's calls to a server, such as a sandbox that is served on loopback, over real connections and with the
 * transport that connectors have: `slack(config, { http: { send: sendOver(server.url).send } })`. Whatever origin a call is
 * for, it goes to this one; its header `host` still names the vendor's. For tests: nothing keeps what is sent there secret.
 *
 * @param origin such as `http://127.0.0.1:49152`.
 */
export const sendOver = (origin: string): SendOver => {
  const { send, close } = createUndiciTransport({});
  return {
    send: (request, options) => {
      const { host, pathname, search } = new URL(request.url);
      return send(
        { ...request, url: `${origin}${pathname}${search}`, headers: { ...request.headers, host } },
        { ...options, outside: false },
      );
    },
    close,
  };
};
