import type { OpenApiSchema } from './open-api-document.ts';

/** Where a parameter stands in a request. */
export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie';

/** One parameter of an operation, whichever version of OpenAPI describes it. */
export interface OperationParameter {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly schema: OpenApiSchema;
  /** How arrays and objects are written: https://spec.openapis.org/oas/v3.1.1.html#style-values. `json`: as a JSON text. */
  readonly style: 'form' | 'simple' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'json';
  readonly explode: boolean;
}

/** A content by its media type: `application/json`, `image/*`. Without a schema, anything. */
export type Content = Readonly<Record<string, OpenApiSchema | undefined>>;

/** How a client may prove who it is. */
export interface SecurityScheme {
  readonly name: string;
  readonly in: 'header' | 'query' | 'cookie';
  /** The header, the query's field or the cookie. */
  readonly field: string;
  /** The first word of the header, in lower case. */
  readonly prefix?: 'basic' | 'bearer';
}

/** An operation of a vendor's document, references followed, versions made alike; its schemas are as they stand there. */
export interface Operation {
  /** `POST /v1/refunds`: how reports name it. */
  readonly name: string;
  readonly method: string;
  /** The path's template. */
  readonly path: string;
  readonly operationId: string | undefined;
  readonly servers: readonly string[];
  readonly parameters: readonly OperationParameter[];
  readonly body: { readonly required: boolean; readonly content: Content } | undefined;
  /** By status, `2XX` or `default`. */
  readonly answers: Readonly<Record<string, Content>>;
  /** One of these sets must be there; an empty set asks for nothing. Undefined where the document says nothing about it. */
  readonly security: readonly (readonly SecurityScheme[])[] | undefined;
}
