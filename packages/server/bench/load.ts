import { fork } from 'node:child_process';

/** What a load process is to do. */
export type LoadOrder =
  | ({ readonly kind: 'webhooks'; readonly url: string; readonly secret: string } & Cannon)
  | ({
      readonly kind: 'batches';
      readonly url: string;
      readonly key: string;
      readonly batch: number;
    } & Cannon)
  | {
      readonly kind: 'readers';
      readonly url: string;
      readonly key: string;
      readonly readers: number;
      readonly events: number;
    };

interface Cannon {
  readonly connections: number;
  readonly seconds: number;
  /** How many requests are made beforehand, for each second. */
  readonly requestsPerSecond: number;
  /** No two rounds send the same events. */
  readonly round: number;
}

/** What it tells. */
export interface LoadReport {
  /** Requests that were answered with 2xx, a second; for readers: events, a second, each. */
  readonly rate: number;
  /** Requests answered otherwise; for readers: events that did not come. */
  readonly failed: number;
}

/** A load process at work. */
export interface Load {
  /** Resolves once readers are connected. */
  readonly ready: Promise<void>;
  readonly report: Promise<LoadReport>;
}

/** Makes load from a process of its own, so that it does not run on the server's event loop. */
export const startLoad = (order: LoadOrder): Load => {
  const child = fork(new URL('load-process.ts', import.meta.url), [JSON.stringify(order)], {
    execArgv: ['--conditions=touchline-source', '--disable-warning=ExperimentalWarning'],
  });
  const told = (kind: 'ready' | 'report') =>
    new Promise<LoadReport>((resolve, reject) => {
      child.on('message', (message: { kind: string } & LoadReport) => {
        if (message.kind === kind) resolve(message);
      });
      child.once('exit', (code) => reject(new Error(`The load ended with ${code} and told nothing.`)));
    });
  const ready = told('ready').then(() => undefined);
  ready.catch(() => undefined);
  return { ready, report: told('report') };
};
