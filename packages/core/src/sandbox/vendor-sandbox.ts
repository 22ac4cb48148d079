/** One API call that a sandbox received. */
export interface SandboxCall {
  readonly method: string;
  readonly path: string;
  /** The parts of the path that the route names: `:id` gives `params.id`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text. */
  readonly text: string;
  /** What the sandbox answered. */
  readonly status: number;
}

/** What a sandbox answers: an object or array as JSON, a string as it is. */
export interface SandboxResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A call as a route's handler sees it. */
export type IncomingCall = Omit<SandboxCall, 'status'>;

/** What a vendor's sandbox is made of. */
export interface SandboxSpec {
  /** Looked at before any route: an answer refuses the call, as the vendor would refuse wrong credentials. */
  readonly authorize?: (call: IncomingCall) => SandboxResponse | undefined;
  /** By method and path: `'POST /v1/payment_intents/:id/capture'`. */
  readonly routes: Readonly<
    Record<string, (call: IncomingCall) => SandboxResponse | Promise<SandboxResponse>>
  >;
  /** The vendor's way to say that there is no such path. */
  readonly notFound: (call: IncomingCall) => SandboxResponse;
}

/** Which calls a planned answer is for. Without any part, the very next one. */
export interface CallMatch {
  readonly method?: string;
  readonly path?: string;
}

/**
 * An in-memory stand-in for a vendor's API, in the vendor's own shapes, for demos, tests and simulations. It answers
 * web-standard requests, so it mounts in any server.
 */
export interface VendorSandbox {
  /** Answers one API call as the vendor would. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Every call so far, in order of their answers. */
  readonly calls: readonly SandboxCall[];
  /** Plans an answer for the next call that matches, such as a 429 with Retry-After. Each plan serves once. */
  readonly answerNext: (response: SandboxResponse, match?: CallMatch) => void;
}

/** Builds a sandbox of its routes. */
export const createSandbox = ({ authorize, routes, notFound }: SandboxSpec): VendorSandbox => {
  const table = Object.entries(routes).map(([key, handle]) => ({ ...compileRoute(key), handle }));
  const calls: SandboxCall[] = [];
  const planned: { readonly response: SandboxResponse; readonly match: CallMatch }[] = [];

  const takePlanned = (call: IncomingCall): SandboxResponse | undefined => {
    const index = planned.findIndex(
      ({ match }) => (match.method ?? call.method) === call.method && (match.path ?? call.path) === call.path,
    );
    return index === -1 ? undefined : planned.splice(index, 1)[0]?.response;
  };

  const answer = async (call: IncomingCall): Promise<SandboxResponse> => {
    for (const { method, pattern, handle } of table) {
      const match = method === call.method ? pattern.exec(call.path) : null;
      if (match) return handle({ ...call, params: decodeAll(match.groups) });
    }
    return notFound(call);
  };

  return {
    calls,
    answerNext: (response, match = {}) => planned.push({ response, match }),
    async fetch(request) {
      const url = new URL(request.url);
      const call: IncomingCall = {
        method: request.method,
        path: url.pathname,
        params: {},
        query: url.searchParams,
        headers: Object.fromEntries(request.headers),
        text: await request.text(),
      };
      const response = takePlanned(call) ?? authorize?.(call) ?? (await answer(call));
      calls.push({ ...call, status: response.status });
      return toResponse(response);
    },
  };
};

const compileRoute = (key: string): { method: string; pattern: RegExp } => {
  const [method = '', path = ''] = key.split(' ');
  const source = path
    .split('/')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:(\w+)/g, '(?<$1>[^/]+?)'))
    .join('/');
  return { method, pattern: new RegExp(`^${source}$`) };
};

const decodeAll = (groups: Record<string, string> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]));

const toResponse = ({ status, headers = {}, body }: SandboxResponse): Response => {
  if (body === undefined) return new Response(null, { status, headers });
  if (typeof body === 'string') return new Response(body, { status, headers });
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
};
