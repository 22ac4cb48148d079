import type { Endpoint } from '@touchline/openapi';
import type { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import type { Scope } from '../auth/scopes.ts';
import type { Answer } from '../request/answer.ts';

/** An endpoint with what it does. Validation and the OpenAPI operation are both made of the one definition. */
export interface ServerEndpoint extends Endpoint {
  readonly scope?: Scope;
  /**
   * What {@link handle} gets as the body. `validated`, the default: as its schema has it. `json`: what was sent, for whoever
   * validates it themselves. `untouched`: nothing was read yet.
   */
  readonly bodyReading?: 'validated' | 'json' | 'untouched';
  /** Takes every method, the one that is described among them. */
  readonly everyMethod?: boolean;
  /** A `Response` is sent as it is: who calls is not told in it how they stand. */
  readonly handle: (call: EndpointCall) => Promise<Answer | Response> | Answer;
}

/** One call of an endpoint, with what its definition says was checked. */
export interface EndpointCall<Definition = unknown> {
  readonly request: Request;
  readonly parameters: OutputOf<Definition, 'parameters'>;
  readonly query: OutputOf<Definition, 'query'>;
  readonly headers: OutputOf<Definition, 'headers'>;
  readonly body: BodyOf<Definition>;
  /** The media type of the body, one of those of the definition. */
  readonly mediaType: string | undefined;
  /** Who calls; nobody in particular where the endpoint has no scope. */
  readonly caller: Definition extends { readonly scope: string } ? Caller : Caller | undefined;
}

type OutputOf<Definition, Part extends string> =
  Definition extends Readonly<Record<Part, infer Schema extends z.ZodType>> ? z.output<Schema> : unknown;

type BodyOf<Definition> = Definition extends { readonly body: { readonly content: infer Content } }
  ? { [Type in keyof Content]: Validated<Content[Type]> }[keyof Content]
  : unknown;

type Validated<Media> = Media extends { readonly schema: { readonly schema: infer Schema extends z.ZodType } }
  ? z.output<Schema>
  : unknown;

/** Ties a definition to what it does; the call's types come from the definition's schemas. */
export const defineEndpoint = <const Definition extends Omit<ServerEndpoint, 'handle'>>(
  definition: Definition,
  handle: (call: EndpointCall<Definition>) => ReturnType<ServerEndpoint['handle']>,
): ServerEndpoint => ({ ...definition, handle: handle as ServerEndpoint['handle'] });
