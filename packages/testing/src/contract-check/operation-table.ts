import { dialectOf, isObject, type JsonObject, listIn, objectIn } from './open-api-document.ts';
import type { Operation } from './operation.ts';
import { readOperation } from './read-operation.ts';
import { readSwagger2Operation, swagger2Servers } from './read-swagger-2-operation.ts';

/** An operation that a URL leads to, with the values of its path's template. */
export interface FoundOperation {
  readonly operation: Operation;
  readonly pathValues: Readonly<Record<string, string>>;
}

/** Finds operations by method and URL. They are read when they are first found. */
export interface OperationTable {
  readonly find: (method: string, url: URL) => FoundOperation | undefined;
  readonly byName: (name: string) => Operation | undefined;
}

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** @param servers in place of those of the document. */
export const createOperationTable = (
  document: JsonObject,
  servers: readonly string[] | undefined,
): OperationTable => {
  const read = dialectOf(document) === '2.0' ? readSwagger2Operation : readOperation;
  const bases = servers ?? serversOf(document);
  const cache = new Map<string, Operation>();

  const rows = Object.entries(objectIn(document, 'paths')).flatMap(([path, item]) =>
    methods
      .filter((method) => isObject(item) && isObject(item[method.toLowerCase()]))
      .map((method) => ({
        path,
        method,
        servers: ownServers(item, method) ?? bases,
        pattern: patternOf(path),
      })),
  );

  const operationOf = (row: (typeof rows)[number]): Operation => {
    const name = `${row.method} ${row.path}`;
    const known = cache.get(name) ?? read({ ...row, document });
    cache.set(name, known);
    return known;
  };

  return {
    find(method, url) {
      const found = rows
        .filter((row) => row.method === method)
        .flatMap((row) => {
          const rest = row.servers.map((server) => pathBelow(server, url)).find((path) => path !== undefined);
          const match = rest === undefined ? null : row.pattern.expression.exec(rest);
          return match ? [{ row, values: match.slice(1) }] : [];
        })
        // A written part of a path beats a template: https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching
        .toSorted((left, right) => left.row.pattern.names.length - right.row.pattern.names.length)[0];
      if (!found) return undefined;
      const { names } = found.row.pattern;
      return {
        operation: operationOf(found.row),
        pathValues: Object.fromEntries(names.map((name, index) => [name, decode(found.values[index] ?? '')])),
      };
    },
    byName: (name) => {
      const row = rows.find((each) => `${each.method} ${each.path}` === name);
      return row && operationOf(row);
    },
  };
};

const serversOf = (document: JsonObject): readonly string[] => {
  if (dialectOf(document) === '2.0') return swagger2Servers(document);
  const urls = listIn(document, 'servers').map((server) => String(isObject(server) ? server.url : ''));
  return urls.length > 0 ? urls : [''];
};

const ownServers = (item: unknown, method: string): readonly string[] | undefined => {
  const urls = [...listIn(objectIn(item, method.toLowerCase()), 'servers'), ...listIn(item, 'servers')]
    .filter(isObject)
    .map(({ url }) => String(url));
  return urls.length > 0 ? urls : undefined;
};

/**
 * What of a URL's path lies below a server's, or undefined when the URL is not the server's. A server that stands for the
 * vendor's on this machine has any host; only the path counts then.
 */
const pathBelow = (server: string, url: URL): string | undefined => {
  const [, origin = '', base = ''] = /^(\w+:\/\/[^/]+)?(.*?)\/?$/.exec(server) ?? [];
  const isStandIn = /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  if (origin !== '' && !isStandIn && !wildcard(origin).test(url.origin)) return undefined;
  const match = new RegExp(`^${wildcard(base).source.slice(1, -1)}(/.*)$`).exec(url.pathname);
  return match?.[1];
};

/** A server's variables, and stars, stand for anything between two slashes. */
const wildcard = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split(/\{[^}]*\}|\*/)
      .map(escapeForRegExp)
      .join('[^/]+')}$`,
    'i',
  );

const patternOf = (path: string): { readonly expression: RegExp; readonly names: readonly string[] } => {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  const source = path
    .split(/\{[^}]+\}/)
    .map(escapeForRegExp)
    .join('([^/]+?)');
  return { expression: new RegExp(`^${source}$`), names };
};

const escapeForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
