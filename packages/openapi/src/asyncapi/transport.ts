import type { EventDefinition } from '@touchline/core';

/** Protocol-specific details of an AsyncAPI object, by protocol. */
export type Bindings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A server of an AsyncAPI document. */
export interface AsyncApiServer {
  readonly host: string;
  readonly protocol: string;
  readonly pathname?: string;
  readonly description?: string;
}

/** How events travel: what the channels of an AsyncAPI document are addressed with. */
export interface EventTransport {
  /** By name. None where events stay in the process. */
  readonly servers?: Readonly<Record<string, AsyncApiServer>>;
  /** The address of a type's channel. */
  readonly addressOf: (type: EventDefinition['type']) => string;
  readonly channelBindings?: Bindings;
  readonly operationBindings?: Bindings;
  readonly messageBindings?: Bindings;
}

/** Events that stay in the process, as with the memory log and the SQLite log: a channel is named after its type. */
export const embeddedTransport: EventTransport = { addressOf: (type) => type };

/** Where the stream of events of a server is read. */
export interface HttpTransportOptions {
  /** The server's URL, such as `https://touchline.example.com`. */
  readonly url: string;
}

/**
 * Server-sent events of `@touchline/server`: `GET /v1/events/stream?types=payment.succeeded`.
 *
 * @see https://github.com/asyncapi/bindings/blob/master/http/README.md
 */
export const httpTransport = ({ url }: HttpTransportOptions): EventTransport => {
  const { protocol, host, pathname } = new URL(url);
  return {
    servers: {
      api: {
        host,
        protocol: protocol.slice(0, -1),
        ...(pathname !== '/' && { pathname: pathname.replace(/\/$/, '') }),
        description: 'The event stream of the API.',
      },
    },
    addressOf: (type) => `/v1/events/stream?types=${type}`,
    operationBindings: { http: { method: 'GET', bindingVersion: '0.3.0' } },
  };
};

/** Where events stand in NATS. */
export interface NatsTransportOptions {
  /** The server's URL, such as `nats://nats.example.com:4222`. */
  readonly url: string;
  /** What stands before the type in a subject. Default `touchline.events`. */
  readonly subjectPrefix?: string;
  /** Consumers with the same queue share the events. Default: each gets all. */
  readonly queue?: string;
}

/**
 * Events in NATS, a subject for each type: `touchline.events.payment.succeeded`.
 *
 * @see https://github.com/asyncapi/bindings/blob/master/nats/README.md
 */
export const natsTransport = ({
  url,
  subjectPrefix = 'touchline.events',
  queue,
}: NatsTransportOptions): EventTransport => ({
  servers: { nats: { host: new URL(url).host, protocol: 'nats', description: 'NATS with JetStream.' } },
  addressOf: (type) => `${subjectPrefix}.${type}`,
  operationBindings: { nats: { ...(queue !== undefined && { queue }), bindingVersion: '0.1.0' } },
});
