import { type JsonSchema, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import { inOrder, isPlainObject } from '../document/plain-object.ts';
import { pascalCase } from './component-name.ts';
import {
  describeSchema,
  discriminatorMark,
  type NamedSchemas,
  type SchemaDialect,
  type SchemaSide,
} from './describe-schema.ts';

/** A reference to a component: `{ $ref: '#/components/schemas/Money' }`. */
export interface SchemaReference {
  readonly $ref: string;
}

/**
 * Gathers the schemas of a document under names, each once, however often it is used. A schema whose two sides differ
 * becomes two components: `Message` is what is sent to us, `MessageOutput` what we send.
 */
export class ComponentSchemas {
  readonly #dialect: SchemaDialect;
  /** The names of the schemas that are described already. */
  readonly #names = { input: new Map<z.ZodType, string>(), output: new Map<z.ZodType, string>() };
  /** By name: each side, as far as it is used. */
  readonly #sides = new Map<string, Partial<Record<SchemaSide, JsonSchema>>>();

  #split: ReadonlySet<string> | undefined;
  /** The names of what is written by hand. */
  readonly #written = new Set<string>();

  constructor(dialect: SchemaDialect) {
    this.#dialect = dialect;
  }

  /**
   * A reference to one side of a schema, which becomes a component of this name. The reference is final only in
   * {@link resolve}.
   *
   * @throws TouchlineError `config.invalid` when another schema has the name.
   */
  reference(name: string, schema: z.ZodType, side: SchemaSide): SchemaReference {
    const { [side]: names } = this.#names;
    const known = names.get(schema);
    if (known !== undefined) return provisional(known, side);
    const id = z.globalRegistry.get(schema)?.id;
    const own = id ?? name;
    names.set(schema, own);
    // A schema with an id is described as a part of something, so that it reads the same wherever it is met first.
    const whole = id === undefined ? schema : z.array(schema);
    const { schema: described, named } = describeSchema(whole, side, this.#dialect, own);
    this.#addAll(side, named);
    if (id === undefined) this.#add(own, side, described, named);
    return provisional(own, side);
  }

  /** A schema in place, such as that of a parameter; the parts of it that have an id become components. */
  inline(schema: z.ZodType, side: SchemaSide): JsonSchema {
    const { schema: described, named } = describeSchema(schema, side, this.#dialect, 'of a parameter');
    this.#addAll(side, named);
    return pointedAt(described, side) as JsonSchema;
  }

  /** Adds a component that is written by hand; it takes the place of a schema with this id. */
  define(name: string, schema: JsonSchema): SchemaReference {
    const written = pointedAt(schema, 'output') as JsonSchema;
    this.#written.add(name);
    this.#split = undefined;
    this.#sides.set(name, { input: written, output: written });
    return provisional(name, 'output');
  }

  /** Whether anything so far has this name. */
  has(name: string): boolean {
    return this.#sides.has(name);
  }

  /** The components, in order of their names. */
  components(): Readonly<Record<string, JsonSchema>> {
    const split = this.#splitNames();
    const components: Record<string, JsonSchema> = {};
    for (const [name, { input, output }] of this.#sides) {
      if (input) components[name] = pointingAtComponents(input, split) as JsonSchema;
      if (output)
        components[finalName(name, 'output', split)] = pointingAtComponents(output, split) as JsonSchema;
    }
    return inOrder(components);
  }

  /** Makes the references in a finished part of the document final. */
  resolve<Part>(part: Part): Part {
    return pointingAtComponents(part, this.#splitNames()) as Part;
  }

  #addAll(side: SchemaSide, named: NamedSchemas): void {
    for (const [id, part] of named) this.#add(id, side, part, named);
  }

  #add(name: string, side: SchemaSide, schema: JsonSchema, named: NamedSchemas = new Map()): void {
    if (this.#written.has(name)) return;
    this.#split = undefined;
    const sides = this.#sides.get(name) ?? {};
    this.#sides.set(name, sides);
    const added = this.#hoistOptions(name, side, schema, named);
    if (sides[side] === undefined) sides[side] = added;
    else if (JSON.stringify(sides[side]) !== JSON.stringify(added)) throw taken(name);
  }

  /** The options of a discriminated union become components, so that its discriminator can map to them. */
  #hoistOptions(name: string, side: SchemaSide, schema: JsonSchema, named: NamedSchemas): JsonSchema {
    const { [discriminatorMark]: propertyName, ...rest } = schema;
    if (typeof propertyName !== 'string') return pointedAt(schema, side) as JsonSchema;
    const mapping: Record<string, string> = {};
    const oneOf = (schema.oneOf as readonly JsonSchema[]).map((option) => {
      const id = definedName(option);
      const values = valuesOf(id === undefined ? option : named.get(id), propertyName);
      if (!values) return option;
      const optionName = id ?? `${name}${pascalCase(values[0] as string)}`;
      if (id === undefined) this.#add(optionName, side, option, named);
      const reference = provisional(optionName, side);
      for (const value of values) mapping[value] = reference.$ref;
      return reference;
    });
    const isMapped = oneOf.every((option) => '$ref' in option);
    return pointedAt(
      { ...rest, oneOf, ...(isMapped && this.#discriminator(propertyName, mapping)) },
      side,
    ) as JsonSchema;
  }

  /** AsyncAPI knows no mapping: a value there is the name of a component. */
  #discriminator(propertyName: string, mapping: Readonly<Record<string, string>>): JsonSchema {
    return this.#dialect === 'draft-07' ? {} : { discriminator: { propertyName, mapping: inOrder(mapping) } };
  }

  /** The names whose two sides differ, by themselves or by what they refer to. */
  #splitNames(): ReadonlySet<string> {
    this.#split ??= this.#findSplitNames();
    return this.#split;
  }

  #findSplitNames(): ReadonlySet<string> {
    const split = new Set<string>();
    for (;;) {
      const before = split.size;
      for (const [name, { input, output }] of this.#sides) {
        if (!input || !output || split.has(name)) continue;
        if (
          JSON.stringify(pointingAtComponents(input, split)) !==
          JSON.stringify(pointingAtComponents(output, split))
        )
          split.add(name);
      }
      if (split.size === before) return split;
    }
  }
}

const taken = (name: string): TouchlineError =>
  new TouchlineError('config.invalid', `Two different schemas are to be described under the name ${name}.`);

// Until all schemas are known, a reference says which side it means.
const provisionalPattern = /^#\/provisional\/(input|output)\/(.+)$/;

const provisional = (name: string, side: SchemaSide): SchemaReference => ({
  $ref: `#/provisional/${side}/${name}`,
});

const definedName = ({ $ref }: JsonSchema): string | undefined =>
  /^#\/(?:\$defs|definitions)\/(.+)$/.exec(String($ref))?.[1];

const pointedAt = (schema: unknown, side: SchemaSide): unknown =>
  mapTexts(schema, (text, key) =>
    key === '$ref' ? text.replace(/^#\/(?:\$defs|definitions)\//, `#/provisional/${side}/`) : text,
  );

const finalName = (name: string, side: SchemaSide, split: ReadonlySet<string>): string =>
  side === 'output' && split.has(name) ? `${name}Output` : name;

/** References stand in `$ref`, and in the mapping of a discriminator. */
const pointingAtComponents = (part: unknown, split: ReadonlySet<string>): unknown =>
  mapTexts(part, (text) => {
    const [, side, name] = provisionalPattern.exec(text) ?? [];
    return name === undefined ? text : `#/components/schemas/${finalName(name, side as SchemaSide, split)}`;
  });

const mapTexts = (value: unknown, map: (text: string, key: string) => string, key = ''): unknown => {
  if (typeof value === 'string') return map(value, key);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([member]) => member !== discriminatorMark)
      .map(([member, part]) => [member, mapTexts(part, map, member)]),
  );
};

/** The values that mark an option: those of a constant or an enumeration. */
const valuesOf = (option: JsonSchema | undefined, propertyName: string): readonly string[] | undefined => {
  const property = (option?.properties as Record<string, JsonSchema> | undefined)?.[propertyName];
  const values = property && 'const' in property ? [property.const] : property?.enum;
  return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : undefined;
};
