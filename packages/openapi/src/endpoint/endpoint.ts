import type { ErrorCode } from '@touchline/core';
import type { z } from 'zod';

/** The methods that endpoints have. */
export type EndpointMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The schema of a body, and the name that it has among the components, unless it has an id. */
export interface BodySchema {
  readonly name: string;
  readonly schema: z.ZodType;
}

/** A body by its media types. */
export type BodyContent = Readonly<
  Record<string, { readonly schema?: BodySchema; readonly example?: unknown }>
>;

/** A good answer. */
export interface EndpointResponse {
  readonly description: string;
  /** Without it the answer has no body. */
  readonly content?: BodyContent;
  /** What the answer's headers say, by name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What is known of one endpoint: a method, a path, and the schemas of what goes in and out. A server validates by it, and
 * the OpenAPI operation is made of it.
 */
export interface Endpoint {
  readonly method: EndpointMethod;
  /** With parameters in braces: `/v1/events/{source}/{id}`. */
  readonly path: string;
  /** Stable for ever: generated clients name their functions after it. Camel case. */
  readonly operationId: string;
  /** The group that it is listed in. */
  readonly tag: string;
  /** One line, without a full stop. */
  readonly summary: string;
  readonly description?: string;
  /** The scope that a key needs. Without one the endpoint is open to everybody. */
  readonly scope?: string;
  /** The schemas of the parameters in the path. */
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Names in lower case. */
  readonly headers?: z.ZodObject;
  readonly body?: {
    readonly content: BodyContent;
    /** Whether it may be left out; that means the same as an object without members. */
    readonly optional?: boolean;
    readonly description?: string;
  };
  /** The good answers, by status. */
  readonly responses: Readonly<Record<number, EndpointResponse>>;
  /** The errors that it answers with, beside those of every endpoint. */
  readonly errors?: readonly ErrorCode[];
}
